package prooftest

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/access"
)

// guarded matches the routes that change accounts, rights and a family's property; free lists those of them that need
// no proof, because they protect or change none of it.
var (
	guarded = regexp.MustCompile(`^POST /(profil|mairie/(comptes|familles|acces|rgpd))`)
	free    = map[string]string{
		"POST /profil/confirmer":      "it is the proof",
		"POST /profil/confirmer/defi": "it asks for the proof",
		"POST /profil/mot-de-passe":   "asks by its own page: no page repeats a password",
		"POST /profil/securite/application": "its page has asked, and holds what only that " +
			"page can have made",
		"POST /profil/adresses/renvoyer":                           "a mail to an address that is there already",
		"POST /profil/courriels":                                   "which reports are mailed",
		"POST /profil/connexions":                                  "closes what may be a stranger's",
		"POST /profil/effacement/retirer":                          "takes a request back",
		"POST /mairie/comptes/deconnecter":                         "closes what may be a stranger's",
		"POST /mairie/comptes/:id/deconnecter":                     "closes what may be a stranger's",
		"POST /mairie/familles/:code/responsables/:id/deconnecter": "closes what may be a stranger's",
		"POST /profil/regime":                                      "asks the town hall, which answers",
		"POST /profil/sorties":                                     "asks the town hall, which answers",
		"POST /profil/sorties/retirer":                             "takes back what was asked, or a right of somebody",
		"POST /profil/regime/retirer":                              "takes back what was asked",
		"POST /mairie/familles/:code/reserver/abandonner":          "staff book while a family is on the telephone",
		"POST /mairie/familles/:code/reserver/brouillon":           "staff book while a family is on the telephone",
		"POST /mairie/familles/:code/reserver/jour":                "staff book while a family is on the telephone",
		"POST /mairie/familles/:code/reserver/reprendre":           "staff book while a family is on the telephone",
		"POST /mairie/familles/:code/reserver/valider":             "staff book while a family is on the telephone",
		"POST /mairie/familles/:code/reserver/verifier":            "staff book while a family is on the telephone",
	}
)

// Ten minutes after a sign-in, every sensitive change asks for a proof of identity first. It changes nothing and
// loses nothing of what was sent. The pages that lead to it ask too.
func TestSensitiveChangesAskAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	stale := func(role access.Role) *visitor {
		v := h.as(role)
		ago := time.Now().Add(-11 * time.Minute).UTC()
		if _, err := h.d.Write().ExecContext(t.Context(), "update sessions set created_at = ?, proved_at = null where "+
			"account_id = ?", ago, h.roles[role].AccountID); err != nil {
			t.Fatal(err)
		}
		return v
	}
	asked := 0
	for _, name := range posts() {
		role := whoMay(name)
		if !guarded.MatchString(name) || role == "" {
			continue
		}
		if _, ok := free[name]; ok && name != "POST /profil/mot-de-passe" {
			continue
		}
		v := stale(role)
		csrf := h.csrf(v)
		before := dump(t, h.d, changing...)
		a := h.knock(v, name, csrf, h.words)
		asked++
		if a.StatusCode != http.StatusForbidden || !strings.Contains(a.body, "Confirmez que c'est vous") &&
			!strings.Contains(a.body, "Confirmez que c&#39;est vous") {
			t.Errorf("%s: %d %s", name, a.StatusCode, tail(mainOf(a.body)))
			continue
		}
		if dump(t, h.d, changing...) != before {
			t.Errorf("%s changed something", name)
		}
		if name == "POST /profil/mot-de-passe" {
			continue
		}
		form, err := url.ParseQuery(fill(gates[name].form, h.words))
		if err != nil {
			t.Fatal(err)
		}
		path := strings.TrimPrefix(name, "POST ")
		if gates[name].path != "" {
			path = fill(gates[name].path, h.words)
		}
		carried := v.form(a.body, path)
		for field := range form {
			if field != "reponse" && field != "defi" && carried.Get(field) != form.Get(field) {
				t.Errorf("%s loses %s", name, field)
			}
		}
		// The page at the same address, if there is one, asks too, and returns to itself.
		if g, ok := gates["GET "+strings.TrimPrefix(name, "POST ")]; ok && name != "POST /mairie/rgpd/:id" {
			asked++
			to := strings.TrimPrefix(name, "POST ")
			if g.path != "" {
				to = fill(g.path, h.words)
			}
			a := v.get(to)
			if a.StatusCode != http.StatusForbidden || v.form(a.body, "/profil/confirmer").Get("suite") != to {
				t.Errorf("GET %s: %d %s", to, a.StatusCode, tail(mainOf(a.body)))
			}
		}
	}
	if asked < 25 {
		t.Errorf("only %d requests were tried", asked)
	}
	for name := range free {
		if gates[name].may == "" {
			t.Errorf("%s is no address", name)
		}
	}
	// A wrong proof changes nothing, and keeps what was typed.
	v := stale(access.Guardian)
	csrf := h.csrf(v)
	a := v.post("/profil/adresses", url.Values{"_csrf": {csrf}, "adresse": {"nouvelle@example.org"},
		"preuve": {"faux"}})
	if a.StatusCode != http.StatusUnprocessableEntity || v.form(a.body, "/profil/adresses").Get("adresse") !=
		"nouvelle@example.org" || count(t, h.d, "family_emails", "address = 'nouvelle@example.org'") != 0 {
		t.Errorf("a wrong proof: %d %s", a.StatusCode, tail(mainOf(a.body)))
	}
}
