package web_test

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"cartable/app/payfip"
	"cartable/app/till"
	"cartable/app/web"
	"cartable/db"
	"cartable/db/dbtest"
)

// paperPlatform accepts every payment, and records the requests.
type paperPlatform struct {
	orders []payfip.Order
	down   bool
	result payfip.Detail
}

func (p *paperPlatform) Create(_ context.Context, o payfip.Order) (string, error) {
	if p.down {
		return "", &payfip.Fault{Kind: payfip.Down, Text: "secret of the platform"}
	}
	p.orders = append(p.orders, o)
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", len(p.orders)), nil
}

func (p *paperPlatform) Detail(context.Context, string) (payfip.Detail, error) {
	if p.result.Result == "" {
		return payfip.Detail{}, &payfip.Fault{Kind: payfip.Functional, Code: payfip.CodeNotYet}
	}
	d, last := p.result, p.orders[len(p.orders)-1]
	d.Montant, d.Refdet, d.Numcli, d.Saisie = fmt.Sprint(int64(last.Amount)), last.Refdet, last.Numcli, last.Saisie
	return d, nil
}

func (p *paperPlatform) Regie(context.Context, string) (payfip.Regie, error) {
	return payfip.Regie{}, errors.New("no")
}

// payingSite returns a town whose families pay into two wallets of one régie, and into one of another.
func payingSite(t *testing.T, d *db.DB, p *paperPlatform) (*browsing, dbtest.Family, []db.Wallet) {
	t.Helper()
	w := dbtest.NewTown(t, d)
	f := w.Family(1)
	w.Owes(f, -3420)
	more := []db.Wallet{{StructureID: w.Structure.ID, Code: "loisirs", Name: "Loisirs", Numcli: "012345"},
		{StructureID: w.Structure.ID, Code: "musique", Name: "Musique", Numcli: "054321"},
		{StructureID: w.Structure.ID, Code: "sorties", Name: "Sorties"}}
	if _, err := d.Write().NewInsert().Model(&more).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write().ExecContext(t.Context(),
		"update wallets set numcli = '012345' where code = 'scolaire'"); err != nil {
		t.Fatal(err)
	}
	var wallets []db.Wallet
	if err := d.Read().NewSelect().Model(&wallets).Order("id").Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, d)
	s.portal.Till = &till.Till{DB: d, Catalogues: s.portal.Catalogues, Platform: p,
		Now: func() time.Time { return noon }, PageURL: "https://pay.example/tpa/paiementws.web",
		BaseURL: "http://localhost:8080", MailHost: "localhost", Saisie: "T"}
	s.options.PayOrigin = "https://pay.example"
	app, err := web.New(s.options)
	if err != nil {
		t.Fatal(err)
	}
	s.app = app
	return s.as(f), f, wallets
}

var payField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)

// payForm returns the form of a régie in the page.
func payForm(t *testing.T, page string, wallet int64) url.Values {
	t.Helper()
	for _, form := range strings.Split(page, "<form ")[1:] {
		if !strings.Contains(form, fmt.Sprintf(`name="montant-%d"`, wallet)) {
			continue
		}
		values := url.Values{"mel": {"anne@exemple.fr"}}
		for _, m := range payField.FindAllStringSubmatch(form, -1) {
			values.Set(m[1], html.UnescapeString(m[2]))
		}
		return values
	}
	t.Fatalf("no form for wallet %d in %s", wallet, page)
	return nil
}

func TestThePaymentPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := &paperPlatform{}
		s, _, wallets := payingSite(t, d, p)
		status, head, page := s.do("GET", "/paiement", nil)
		if status != 200 || strings.Count(page, `action="/paiement"`) != 2 ||
			!strings.Contains(page, `value="34,20"`) || !strings.Contains(page, `value="famille1@example.org"`) ||
			!strings.Contains(page, "Sorties&nbsp;: ce porte-monnaie") &&
				!strings.Contains(page, "Sorties\u00a0: ce porte-monnaie") {
			t.Fatalf("%d %s", status, page)
		}
		if csp := head.Get("Content-Security-Policy"); !strings.Contains(csp,
			"form-action 'self' https://pay.example;") {
			t.Errorf("the policy of the page: %s", csp)
		}
		if _, head, _ := s.do("GET", "/solde", nil); !strings.Contains(head.Get("Content-Security-Policy"),
			"form-action 'self';") {
			t.Errorf("the policy of another page: %s", head.Get("Content-Security-Policy"))
		}
		school, leisure := fmt.Sprintf("montant-%d", wallets[0].ID), fmt.Sprintf("montant-%d", wallets[1].ID)
		// Each typing error gives a sentence at the field, and no typed value is lost.
		for typed, says := range map[string]string{"-5": "positif", "0,001": "12,50", "1e9": "12,50", "１２": "12,50",
			"12.50.1": "12,50", "": "Indiquez un montant à payer", "0,99": "1,00",
			"100000": "99\u202f999,99", "0": "Indiquez un montant à payer"} {
			form := payForm(t, page, wallets[0].ID)
			form.Set(school, typed)
			status, _, body := s.do("POST", "/paiement", form)
			if status != 422 || !strings.Contains(html.UnescapeString(body), says) ||
				!strings.Contains(body, `id="e-`+school+`"`) || !strings.Contains(body, `name="`+school+`" value="`+
				html.EscapeString(typed)+`"`) ||
				!strings.Contains(body, `value="anne@exemple.fr"`) {
				t.Errorf("%q: %d\n%s", typed, status, body)
			}
		}
		form := payForm(t, page, wallets[0].ID)
		form.Set(school, "10")
		form.Set("mel", "anne")
		if status, _, body := s.do("POST", "/paiement", form); status != 422 ||
			!strings.Contains(body, fmt.Sprintf(`id="e-mel-%d"`, wallets[0].ID)) ||
			!strings.Contains(body, `value="10"`) {
			t.Errorf("no address: %d", status)
		}
		// A wallet of another régie is ignored; a régie that is nobody's does not exist.
		form = payForm(t, page, wallets[0].ID)
		form.Set(fmt.Sprintf("montant-%d", wallets[2].ID), "50")
		if status, _, _ := s.do("POST", "/paiement", form); status != 422 {
			t.Errorf("an amount for another régie: %d", status)
		}
		// second of its régie, without régie, nobody's
		for _, id := range []int64{wallets[1].ID, wallets[3].ID, 999999, 0, -1} {
			form.Set("regie", fmt.Sprint(id))
			if status, _, _ := s.do("POST", "/paiement", form); status != 404 {
				t.Errorf("régie %d: %d", id, status)
			}
		}
		if len(p.orders) != 0 {
			t.Fatalf("the platform was told %+v", p.orders)
		}
		// The platform is unavailable: the page is shown again with the typed values, without the platform's own words.
		p.down = true
		form = payForm(t, page, wallets[0].ID)
		form.Set(school, "10")
		if status, _, body := s.do("POST", "/paiement", form); status != 503 || !strings.Contains(body, `value="10"`) ||
			strings.Contains(body, "secret") {
			t.Errorf("the platform is away: %d %s", status, body)
		}
		p.down = false
		// One payment for both wallets of a régie; a double click makes one payment.
		form = payForm(t, s.get("/paiement"), wallets[0].ID)
		form.Set(school, "34,20")
		form.Set(leisure, "5")
		form.Set("numcli", "999999")
		form.Set("saisie", "W")
		for range 2 {
			status, head, body := s.do("POST", "/paiement", form)
			if status != 303 || head.Get("Location") !=
				"https://pay.example/tpa/paiementws.web?idop=00000000-0000-4000-8000-000000000001" {
				t.Fatalf("%d %s %s", status, head.Get("Location"), body)
			}
		}
		o := p.orders[0]
		if len(p.orders) != 1 || o.Amount != 3920 || o.Numcli != "012345" || o.Saisie != "T" ||
			o.Mel != "anne@exemple.fr" || !strings.Contains(o.Objet, "Loisirs") {
			t.Errorf("%+v", p.orders)
		}
		// A second payment, while the first is open.
		form = payForm(t, s.get("/paiement"), wallets[0].ID)
		form.Set(school, "1,00")
		status, _, body := s.do("POST", "/paiement", form)
		if status != 409 || !strings.Contains(body, `name="second" value="oui"`) ||
			!strings.Contains(body, "39,20\u00a0€") {
			t.Errorf("a second payment: %d %s", status, body)
		}
		again := payForm(t, body, wallets[0].ID)
		again.Set(school, "1,00")
		again.Set("second", "oui")
		if status, _, _ := s.do("POST", "/paiement", again); status != 303 || len(p.orders) != 2 {
			t.Errorf("although it was said: %d, %d orders", status, len(p.orders))
		}
	})
}

func TestTheTotalFollows(t *testing.T) {
	s, _, wallets := payingSite(t, dbtest.SQLite(t), &paperPlatform{})
	form := payForm(t, s.get("/paiement"), wallets[0].ID)
	ask := func(amounts ...string) string {
		for i, a := range amounts {
			form.Set(fmt.Sprintf("montant-%d", wallets[i].ID), a)
		}
		code, text := s.tap("/paiement/calcul", form)
		return fmt.Sprint(code, " ", text)
	}
	if got := ask("34,20", "5"); !strings.Contains(got, "Total 39,20\u00a0€.") || !strings.HasPrefix(got, "200") {
		t.Error(got)
	}
	if got := ask("beaucoup", "5"); !strings.Contains(got, "par exemple 12,50") {
		t.Error(got)
	}
	if got := ask("99999999,99", "99999999,99"); !strings.Contains(got, "Le plus grand paiement") {
		t.Error(got)
	}
	if status, head, _ := s.do("POST", "/paiement/calcul", form); status != 303 || head.Get("Location") != "/paiement" {
		t.Error(status, head)
	}
}

// Without the platform there is no payment, and no page mentions it.
func TestWithoutAPlatform(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	f := w.Family(1)
	s := newSite(t, d).as(f)
	for _, path := range []string{"/paiement", "/paiement/etat/x",
		"/payfip/retour?idop=00000000-0000-4000-8000-000000000001"} {
		if status, _, _ := s.do("GET", path, nil); status != 404 {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, _, _ := s.do("POST", "/payfip/notification",
		url.Values{"idop": {"00000000-0000-4000-8000-000000000001"}}); status != 200 {
		t.Error(status)
	}
	if strings.Contains(s.get("/solde"), "/paiement") {
		t.Error("the balance leads to a page that is not there")
	}
}

// From the form to the receipt: the return from the platform carries no data, and the page of a payment leads to its
// receipt.
func TestAPaymentHasAReceipt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := &paperPlatform{}
		s, _, wallets := payingSite(t, d, p)
		form := payForm(t, s.get("/paiement"), wallets[0].ID)
		form.Set(fmt.Sprintf("montant-%d", wallets[0].ID), "34,20")
		if status, _, _ := s.do("POST", "/paiement", form); status != 303 {
			t.Fatal(status)
		}
		stranger := *s
		stranger.cookie = ""
		back := url.Values{"idop": {"00000000-0000-4000-8000-000000000001"}}
		status, head, _ := stranger.do("POST", "/payfip/retour", back)
		where := head.Get("Location")
		if status != 303 || !strings.HasPrefix(where, "/paiement/etat/") || strings.Contains(where, "00000000") {
			t.Fatal(status, where)
		}
		if page := s.get(where); !strings.Contains(page, "En attente de confirmation") ||
			strings.Contains(page, "/historique/recus/") {
			t.Error("before a result: ", page)
		}
		p.result = payfip.Detail{Result: "P", Dattrans: "23112026", Heurtrans: "1203", Numauto: "A55A"}
		if status, _, _ := stranger.do("POST", "/payfip/notification", back); status != 200 {
			t.Error(status)
		}
		page := s.get(where)
		receipt := regexp.MustCompile(`/historique/recus/\d+\?pour=\d+\.1`).FindString(page)
		if !strings.Contains(page, "Paiement reçu") || receipt == "" {
			t.Fatal(page)
		}
		status, head, body := s.do("GET", receipt, nil)
		if status != 200 || head.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(body, "%PDF") {
			t.Errorf("the receipt: %d %s", status, head.Get("Content-Type"))
		}
		if _, _, page := stranger.do("GET", where, nil); strings.Contains(page, "/historique/") ||
			strings.Contains(page, "DUPONT") || !strings.Contains(page, "Paiement reçu") {
			t.Error("signed out: ", page)
		}
		if page := s.get("/solde"); !strings.Contains(page, "0,00\u00a0€") {
			t.Error("the balance: ", page)
		}
	})
}
