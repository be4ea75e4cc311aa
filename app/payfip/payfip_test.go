package payfip_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cartable/app/payfip"
	"cartable/app/payfip/simulator"
)

var order = payfip.Order{Exer: "2026", Mel: "anne.martin@exemple.fr", Amount: 3420, Numcli: "012345",
	Objet: "Cantine d'été – Léa", Refdet: "P2611230001",
	Saisie: "T", URLNotif: "https://portail.ville.fr/payfip/notification",
	URLRedirect: "https://portail.ville.fr/payfip/retour"}

func client(t testing.TB, endpoint string) *payfip.Client {
	t.Helper()
	c, err := payfip.New(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func refused(t testing.TB, what string, kind payfip.Kind, code string, err error) {
	t.Helper()
	f, ok := errors.AsType[*payfip.Fault](err)
	if !ok || f.Kind != kind || f.Code != code || f.Transient() != (kind != payfip.Functional) {
		t.Errorf("%s: %v, want %s %s", what, err, kind, code)
	}
}

func TestEveryFailureHasItsKind(t *testing.T) {
	sim := simulator.New(simulator.Options{})
	site := httptest.NewServer(sim)
	defer site.Close()
	c := client(t, site.URL+"/tpa/services/securite")
	for _, tc := range []struct {
		how, code string
		kind      payfip.Kind
		want      string
	}{
		{"functional", "Z9", payfip.Functional, "Z9"}, // an unknown family of codes
		{"functional", "R7", payfip.Functional, "R7"},
		{"malfunction", "", payfip.Malfunction, "999"},
		{"down", "", payfip.Down, "999"},
		{"protocol", "", payfip.Protocol, "999"},
		{"html", "", payfip.Unreachable, ""},
		{"garbage", "", payfip.Unreachable, ""},
		{"as-200", "", payfip.Functional, "P1"},
	} {
		sim.Inject(simulator.Injection{How: tc.how, Code: tc.code, Times: 1})
		_, err := c.Detail(t.Context(), "00000000-0000-4000-8000-000000000000")
		refused(t, tc.how, tc.kind, tc.want, err)
	}
	for _, how := range []string{"silent", "after", "slow"} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		sim.Inject(simulator.Injection{How: how, Times: 1, Millis: 5000})
		_, err := c.Create(ctx, order)
		cancel()
		refused(t, how, payfip.Unreachable, "", err)
	}
	if n := len(sim.Ops("")); n < 1 {
		t.Error("a timeout after creating has created")
	}
	if f := (&payfip.Fault{Kind: payfip.Functional, Code: "R7"}); f.Field() != "refdet" {
		t.Error(f.Field())
	}
	if f := (&payfip.Fault{Kind: payfip.Functional, Code: "Z9"}); f.Field() != "" {
		t.Error(f.Field())
	}
	site.Close()
	_, err := c.Detail(t.Context(), "00000000-0000-4000-8000-000000000000")
	refused(t, "nobody there", payfip.Unreachable, "", err)
}

// Responses that are not the platform's are never followed as redirects, read without limit, nor taken for an answer.
func TestStrangeAnswers(t *testing.T) {
	const ok = `<return><idop>f3ef4a1e-0000-4000-8000-000000000000</idop></return>`
	wrap := func(inner string) string {
		return `<?xml version="1.0"?><e:Envelope xmlns:e="x"><e:Body><ns2:creerPaiementSecuriseResponse ` +
			`xmlns:ns2="y">` + inner + `</ns2:creerPaiementSecuriseResponse></e:Body></e:Envelope>`
	}
	for what, tc := range map[string]struct {
		status int
		body   string
		good   bool
	}{
		"idop in small letters":      {200, wrap(ok), true},
		"a result with status 500":   {500, wrap(ok), false},
		"no idOp":                    {200, wrap("<return/>"), false},
		"an idOp that is an address": {200, wrap("<return><idOp>x&amp;y=//evil.example/</idOp></return>"), false},
		"a document type": {200, strings.Replace(wrap(ok), "?>", `?><!DOCTYPE x [<!ENTITY a "b">]>`, 1),
			false},
		"an entity":     {200, wrap("<return><idOp>&a;</idOp></return>"), false},
		"a redirection": {307, "", false},
		"without end":   {200, wrap(strings.Repeat("<x/>", 1<<19) + ok), false},
		"many elements": {200, wrap(strings.Repeat("<x/>", 5000) + ok), false},
		"deep":          {200, wrap(strings.Repeat("<x>", 5000)), false},
		"two documents": {200, wrap(ok) + wrap(ok), false},
		"a fault without a detail": {500,
			`<e:Envelope ` +
				`xmlns:e="x"><e:Body><e:Fault><faultstring>FonctionnelleErreur</faultstring></e:Fault></e:Body></e:Envelope>`, false},
		"a fault of an unknown detail": {500,
			`<e:Envelope ` +
				`xmlns:e="x"><e:Body><e:Fault><detail><Autre><code>P5</code></Autre></detail></e:Fault></e:Body></e:Envelope>`, false},
	} {
		followed := false
		site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/elsewhere" {
				followed = true
			}
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(tc.status)
			w.Write([]byte(tc.body))
		}))
		id, err := client(t, site.URL).Create(t.Context(), order)
		site.Close()
		if tc.good && (err != nil || id == "") {
			t.Errorf("%s: %v", what, err)
		}
		if !tc.good {
			refused(t, what, payfip.Unreachable, "", err)
		}
		if followed {
			t.Errorf("%s: followed", what)
		}
	}
	for _, bad := range []string{"", "ftp://x/y", "https://", "https://u:p@h/", "/tpa", "://"} {
		if _, err := payfip.New(bad); err == nil {
			t.Errorf("%q is an endpoint", bad)
		}
	}
}

func TestObjet(t *testing.T) {
	for text, want := range map[string]string{
		"Cantine d'été – Léa":        "Cantine d ete Lea",
		"  ÉCOLE / Œuvre  N°4 ":      "ECOLE OEuvre N4",
		"e\u0301te\u0301":            "ete",
		"«»!?;<&>\"":                 "",
		"日本":                         "",
		strings.Repeat("mot ", 40):   strings.TrimSpace(strings.Repeat("mot ", 24) + "mot"),
		"Restauration\u00a0scolaire": "Restauration scolaire",
	} {
		if got := payfip.Objet(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestDetail(t *testing.T) {
	paris, _ := time.LoadLocation("Europe/Paris")
	at, ok := payfip.Detail{Dattrans: "12122019", Heurtrans: "0005"}.At(paris)
	if !ok || at.UTC().Format(time.RFC3339) != "2019-12-11T23:05:00Z" {
		t.Error(at)
	}
	if at, ok := (payfip.Detail{Dattrans: "12122019"}).At(paris); !ok || at.Day() != 12 {
		t.Error(at)
	}
	if _, ok := (payfip.Detail{Dattrans: "32122019"}).At(paris); ok {
		t.Error("no such day")
	}
	for text, want := range map[string]int64{"3420": 3420, "0": 0, "": -1, "34.20": -1, "-1": -1, "+1": -1, "１": -1,
		"999999999999": -1} {
		if got := (payfip.Detail{Montant: text}).Cents(); int64(got) != want {
			t.Errorf("%q: %d", text, got)
		}
	}
	for mel, want := range map[string]bool{"a@b.fr": true, "a@b": false, "Anne <a@b.fr>": false, "a@b.fr;c@d.fr": false,
		"": false, strings.Repeat("a", 80) + "@b.fr": false, "a@b.fr\r\nBcc: x@y.fr": false} {
		if payfip.ValidMel(mel) != want {
			t.Errorf("%q", mel)
		}
	}
	if got := payfip.MaskMel("anne.martin@exemple.fr"); got != "a***@exemple.fr" {
		t.Error(got)
	}
}
