package prooftest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/payfip"
	"cartable/app/payfip/simulator"
	"cartable/app/till"
	"cartable/db"
	"cartable/db/dbtest"
)

// regie gives the wallets of a town a régie, and returns the id of the first.
func regie(t testing.TB, d *db.DB) (wallet int64) {
	t.Helper()
	for _, change := range []string{"update wallets set numcli = '059001'", "update structures set revision = " +
		"revision + 1"} {
		if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Read().NewSelect().Table("wallets").Column("id").Order("id").Limit(1).Scan(t.Context(),
		&wallet); err != nil {
		t.Fatal(err)
	}
	return wallet
}

// insideTill returns a till in this process that uses a simulator.
func insideTill(t testing.TB, d *db.DB, catalogues *db.Catalogues, now func() time.Time) *till.Till {
	t.Helper()
	platform := httptest.NewServer(simulator.New(simulator.Options{Now: now, Loc: db.Paris}))
	t.Cleanup(platform.Close)
	client, err := payfip.New(platform.URL + "/tpa/services/securite")
	if err != nil {
		t.Fatal(err)
	}
	return &till.Till{DB: d, Catalogues: catalogues, Platform: client, Now: now, PageURL: platform.URL +
		"/tpa/paiementws.web", BaseURL: "http://localhost:8080",
		MailHost: "localhost", Saisie: "T"}
}

// platform is the simulator in its own process, with the environment variables that point to it.
type platform struct {
	*process
	env []string
}

func newPlatform(t testing.TB) platform {
	t.Helper()
	port := freePort(t)
	p := launch(t, environment(t), "payfip-simulator", "--port", port)
	p.url = "http://localhost:" + port
	p.until("ready", func() bool {
		answer, err := http.Get(p.url + "/_sim/calls")
		if err == nil {
			answer.Body.Close()
		}
		return err == nil && answer.StatusCode == http.StatusOK
	})
	return platform{p, []string{"PAYFIP_SAISIE=T", "PAYFIP_ENDPOINT=" + p.url + "/tpa/services/securite",
		"PAYFIP_PAGE=" + p.url + "/tpa/paiementws.web"}}
}

func (p platform) control(path, body string) {
	p.t.Helper()
	answer, err := http.Post(p.url+"/_sim/"+path, "application/json", strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		p.t.Fatal(path, answer.Status)
	}
}

// calls counts the requests to the platform by kind: for an operation, or about an idOp.
func (p platform) calls(what string) int {
	p.t.Helper()
	answer, err := http.Get(p.url + "/_sim/calls")
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	all := map[string]int{}
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		p.t.Fatal(err)
	}
	return all[what]
}

var payForm = regexp.MustCompile(`name="(_csrf|regie|jeton)" value="([^"]*)"`)

// order returns the form of the payment page, filled in.
func order(v *visitor, wallet int64, amount string) url.Values {
	v.t.Helper()
	form := url.Values{"mel": {"anne@exemple.fr"}, "montant-" + itoa(wallet): {amount}}
	page := v.page("/paiement")
	page = page[strings.Index(page, `action="/paiement"`):]
	for _, field := range payForm.FindAllStringSubmatch(page, -1) {
		form.Set(field[1], field[2])
	}
	return form
}

// begin sends the form, and returns the idOp in the redirect.
func begin(v *visitor, form url.Values) string {
	v.t.Helper()
	a := v.post("/paiement", form)
	where, err := url.Parse(a.Header.Get("Location"))
	if err != nil || a.StatusCode != http.StatusSeeOther || where.Path != "/tpa/paiementws.web" ||
		where.Query().Get("idop") == "" {
		v.t.Fatalf("%d to %q: %s", a.StatusCode, a.Header.Get("Location"), tail(mainOf(a.body)))
	}
	return where.Query().Get("idop")
}

// The program is killed with SIGKILL while it announces a payment to the platform, while it queries the result, and
// between the two. Money that was paid is still credited once, and no other money is.
func TestKilledWhilePaying(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		homes := crowd(t, w, 4)
		wallet := regie(t, d)
		sim := newPlatform(t)
		sim.control("mode", `{"notify":"never"}`)
		env := environment(t, append(sim.env, "DATABASE_URL="+address, "WORKERS=2")...)
		serve := func() *process { return serving(t, env, "serve") }

		// During the announcement: the process dies while the answer is on its way.
		first := serve()
		sim.control("inject", `{"operation":"creerPaiementSecurise","how":"slow","millis":12000,"times":1}`)
		v := visit(t, first.url, homes[0].Token)
		form := order(v, wallet, "10,00")
		lost := make(chan error, 1)
		go func() {
			_, err := v.do(http.MethodPost, "/paiement", form)
			lost <- err
		}()
		// Killed sooner, it would leave the slow answer to the next request.
		dbtest.Until(t, "the platform to be told", func() bool { return sim.calls("creerPaiementSecurise") == 1 })
		if n := count(t, d, "payments", "state = 'creating'"); n != 1 {
			t.Errorf("%d payments are written before the platform is told", n)
		}
		first.kill()
		if err := <-lost; err == nil {
			t.Error("an answer came from the dead")
		}

		// The same click again resumes the interrupted attempt, and does not start a second one.
		second := serve()
		again := visit(t, second.url, homes[0].Token)
		if a := again.post("/paiement", form); a.StatusCode != http.StatusSeeOther ||
			!strings.HasPrefix(a.Header.Get("Location"), "/paiement/etat/") {
			t.Errorf("the same click: %d to %q", a.StatusCode, a.Header.Get("Location"))
		}
		if n := count(t, d, "payments", "true"); n != 1 {
			t.Fatalf("%d attempts", n)
		}

		// During the query of the poller: the query hangs, the process dies, and another one queries.
		paid := begin(visit(t, second.url, homes[1].Token), order(visit(t, second.url, homes[1].Token), wallet,
			"11,00"))
		sim.control("ops/"+paid+"/result", `{"resultrans":"P"}`)
		sim.control("inject", `{"operation":"recupererDetailPaiementSecurise","idop":"`+paid+
			`","how":"slow","millis":12000,"times":1}`)
		hurry(t, d)
		dbtest.Until(t, "the question", func() bool { return sim.calls("recupererDetailPaiementSecurise "+paid) == 1 })
		second.kill()
		if n := count(t, d, "ledger", "source = 'payment'"); n != 0 {
			t.Fatalf("%d credits before an answer", n)
		}

		// Between the platform's result and our processing: no process is running when the result comes.
		third := serve()
		late := begin(visit(t, third.url, homes[2].Token), order(visit(t, third.url, homes[2].Token), wallet, "12,00"))
		third.kill()
		sim.control("ops/"+late+"/result", `{"resultrans":"V"}`)

		// Two processes at once, one of which is killed repeatedly.
		steady := serve()
		for range 3 {
			hurry(t, d)
			victim := serve()
			hurry(t, d)
			time.Sleep(200 * time.Millisecond)
			victim.kill()
		}
		dbtest.Until(t, "both to be credited", func() bool {
			hurry(t, d)
			return count(t, d, "payments", "state in ('paid-card', 'paid-debit')") == 2
		})
		dbtest.Until(t, "the mails to be sent",
			func() bool { return count(t, d, "mails", "kind = 'payment' and state = 'sent'") == 2 })
		if n := count(t, d, "ledger", "source = 'payment' and amount in (1100, 1200)"); n != 2 {
			t.Errorf("%d credits", n)
		}
		if n := count(t, d, "ledger", "true"); n != 2 {
			t.Errorf("%d lines in the ledger", n)
		}
		w.Sound()
		steady.stop()
	})
}

// hurry makes every open payment due, and ends the leases of dead processes, as time would.
func hurry(t testing.TB, d *db.DB) {
	t.Helper()
	if _, err := d.Write().ExecContext(t.Context(), "update payments set next_check_at = created_at, leased_until = "+
		"null where next_check_at is not null"); err != nil {
		t.Fatal(err)
	}
}

// Twenty notifications arrive at once at two processes, together with the payer's return and the poller.
func TestEverybodySaysItAtOnce(t *testing.T) {
	t.Parallel()
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	w := dbtest.NewTown(t, d)
	homes := crowd(t, w, 5)
	wallet := regie(t, d)
	sim := newPlatform(t)
	sim.control("mode", `{"notify":"at-once","copies":10,"concurrent":true}`)
	env := environment(t, append(sim.env, "DATABASE_URL="+address)...)
	sites := []*process{serving(t, env, "serve"), serving(t, env, "web")}
	done := make(chan string, 100)
	n := 0
	for i, h := range homes {
		v := visit(t, sites[i%2].url, h.Token)
		idOp := begin(v, order(v, wallet, fmt.Sprintf("%d,00", 10+i)))
		sim.control("ops/"+idOp+"/result", `{"resultrans":"P"}`)
		hurry(t, d)
		for j := range 10 {
			n++
			go func() {
				method, path, form := http.MethodPost, "/payfip/notification", url.Values{"idop": {idOp}}
				if j%3 == 0 {
					method, path, form = http.MethodGet, "/payfip/retour?idOp="+idOp, nil
				}
				a, err := visit(t, sites[j%2].url, "").do(method, path, form, "Sec-Fetch-Site", "cross-site", "Origin",
					"https://www.payfip.gouv.fr")
				if err != nil {
					done <- err.Error()
				} else {
					done <- fmt.Sprintf("%s %d %t", method, a.StatusCode, strings.HasPrefix(a.Header.Get("Location"),
						"/paiement/etat/"))
				}
			}()
		}
	}
	for range n {
		if got := <-done; !slices.Contains([]string{"POST 200 false", "GET 303 true"}, got) {
			t.Error(got)
		}
	}
	dbtest.Until(t, "all to be credited", func() bool { return count(t, d, "payments", "state = 'paid-card'") == 5 })
	if n := count(t, d, "ledger", "source = 'payment'"); n != 5 {
		t.Errorf("%d credits for 5 payments", n)
	}
	if n := count(t, d, "mails", "kind = 'payment'"); n != 5 {
		t.Errorf("%d mails for 5 payments", n)
	}
	w.Sound()
}

// Whatever a stranger sends to the two public addresses discloses nothing, changes nothing, and redirects nowhere
// else.
func TestTheOpenAddressesGiveNothingAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := dump(t, h.d, slices.Concat(changing, []string{"payment_events"})...)
	v := h.visit("")
	for _, idop := range []string{"", "x", "00000000-0000-4000-8000-000000000000", strings.Repeat("a", 2000),
		"//evil.example", "%0d%0aLocation: https://evil.example", "https://evil.example/",
		"javascript:alert(1)", `\evil`} {
		for _, a := range []answer{v.post("/payfip/notification", url.Values{"idop": {idop}}),
			v.get("/payfip/notification?idop=" + url.QueryEscape(idop))} {
			if a.StatusCode != http.StatusOK || a.body != "OK" {
				t.Errorf("a notification of %.40q: %d %q", idop, a.StatusCode, a.body)
			}
		}
		for _, a := range []answer{v.post("/payfip/retour",
			url.Values{"idop": {idop}, "suite": {"https://evil.example"}}),
			v.get("/payfip/retour?next=https://evil.example&idop=" + url.QueryEscape(idop)),
			v.get("/paiement/etat/" + url.PathEscape(idop+"x"))} {
			if a.StatusCode != http.StatusNotFound || a.Header.Get("Location") != "" ||
				strings.Contains(a.body, "evil") {
				t.Errorf("a return of %.40q: %d to %q", idop, a.StatusCode, a.Header.Get("Location"))
			}
		}
	}
	if a := v.post("/payfip/notification",
		url.Values{"idop": {h.words["idop"]}, "pad": {strings.Repeat("x", 100_000)}}); a.StatusCode != http.StatusOK {
		t.Errorf("a huge notification: %d", a.StatusCode)
	}
	if dump(t, h.d, slices.Concat(changing, []string{"payment_events"})...) != before {
		t.Error("something changed")
	}
	status := v.get("/paiement/etat/" + h.words["token"])
	if status.StatusCode != http.StatusOK || strings.Contains(status.body, h.ours.LastName) ||
		strings.Contains(status.body, "anne@") || status.Header.Get("Refresh") == "" {
		t.Errorf("the page of a payment, signed out: %d", status.StatusCode)
	}
}
