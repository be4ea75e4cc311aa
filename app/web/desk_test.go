package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/till"
	"cartable/db"
	"cartable/db/dbtest"
)

// glance requests a fragment, as htmx does.
func (s *browsing) glance(path string) (int, string) {
	s.t.Helper()
	code, _, body := s.ask("GET", path, nil, "HX-Request", "true")
	return code, body
}

// The first page shows online payments that need attention to staff who may decide on them; others, and a portal
// without online payment, see nothing.
func TestTheFirstPageTellsOfOnlinePayments(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	f := w.Family(1, w.Activity("RESTO", nil))
	attempt := func(n int, state payment.State) {
		t.Helper()
		received := money.Cents(100)
		p := db.OnlinePayment{StructureID: w.Structure.ID, FamilyID: f.ID, Token: fmt.Sprint("token-", n),
			FormToken: fmt.Sprint("form-", n), Numcli: "012345", Refdet: fmt.Sprint("REFDET", n),
			Idop:   fmt.Sprint("idop-", n),
			Amount: 3420, Received: &received, Mel: "a@b.fr", Saisie: "W", State: state, CreatedAt: noon.UTC()}
		if _, err := d.Write().NewInsert().Model(&p).Exec(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	const words = "paiement"
	s := newSite(t, d)
	treasurer, manager := s.staff(w, "treasurer"), s.staff(w, "manager")
	if page := mainOf(treasurer.get("/mairie")); strings.Contains(page, words) {
		t.Errorf("a portal without online payment tells of it: %s", page)
	}
	s.options.Office.Till = &till.Till{DB: d}
	holds(t, "nothing yet", treasurer.get("/mairie"), `href="/mairie/regie/paiements"`,
		"0 paiement en ligne en attente", "paiements en ligne")
	for i, state := range []payment.State{payment.Pending, payment.Pending, payment.PaidCard, payment.Credited} {
		attempt(i, state)
	}
	holds(t, "two wait", treasurer.get("/mairie"), `href="/mairie/regie/paiements?etat=en-attente"`,
		"2 paiements en ligne en attente")
	attempt(9, payment.Anomaly)
	holds(t, "an anomaly", treasurer.get("/mairie"), `href="/mairie/regie/paiements?etat=a-voir"`,
		"<b>1</b><span>anomalie de paiement à trancher", "2 paiements en ligne en attente")
	if page := mainOf(manager.get("/mairie")); strings.Contains(page, words) {
		t.Errorf("a manager is told of payments: %s", page)
	}
}

// A day of a school year whose holidays are not published counts as a school day, and the page informs staff of it.
func TestTheFirstPageTellsWhatTheCalendarDoesNotKnow(t *testing.T) {
	d := dbtest.SQLite(t)
	clerk := newSite(t, d).staff(dbtest.NewTown(t, d), "manager")
	const unknown = "ne sont pas encore connues"
	holds(t, "a school year to come", clerk.get("/mairie?jour=2031-10-01"), unknown)
	if page := clerk.get("/mairie"); strings.Contains(page, unknown) {
		t.Errorf("today is in a school year that is published:\n%s", mainOf(page))
	}
}

// mainOf returns the main part of a page.
func mainOf(page string) string {
	_, page, _ = strings.Cut(page, "<main")
	page, _, _ = strings.Cut(page, "</main>")
	return page
}

func TestWhatIsFoodIsSaidOnAForm(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	evening := w.Activity("SOIR (goûter compris)", nil)
	if _, err := d.Write().ExecContext(context.Background(),
		"update categories set name = 'Périscolaire'"); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, d)
	treasurer := s.staff(w, "treasurer")
	const path = "/mairie/regles/garde"
	page := treasurer.get(path)
	field := fmt.Sprint("repas-", evening)
	holds(t, "the page", page, "D&#39;après son nom\u00a0: garde", "SOIR (goûter compris), part par jour (€)",
		"Prix&nbsp;: 4,00\u00a0€ au plus.", "indiquez-en la part", "Toutes les activités en cours ont un tarif")
	form := fields(t, page, path)
	form.Set(field, "12,00")
	form.Set("nature-1", "food")
	form.Set("motif", "")
	status, _, again := treasurer.do("POST", path, form)
	if status != 422 {
		t.Errorf("%d %s", status, again)
	}
	holds(t, "refused", again, `id="e-`+field+`"`, "4,00\u00a0€ au plus", `value="12,00"`, `value="food" selected`,
		"le motif est gardé")
	form.Set(field, "1,50")
	form.Set("nature-1", "care")
	form.Set("motif", "délibération du 12 novembre")
	if status, head, body := treasurer.do("POST", path, form); status != 303 || head.Get("Location") != path+
		"?fait=nature" {
		t.Errorf("%d %s", status, body)
	}
	holds(t, "saved", treasurer.get(path+"?fait=nature"), "Le réglage est enregistré.", `value="1,50"`,
		`value="care" selected`)
	for _, role := range []string{"manager", "agent"} {
		if status, _, _ := s.staff(w, role).do("GET", path, nil); status != 404 {
			t.Errorf("a %s gets %d", role, status)
		}
	}
}

// The pages of the nights list the days without a tariff and explain what to do; the button starts no run that would
// change nothing.
func TestDaysWithoutATariffAreNamed(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	meal := w.Activity("RESTO", nil)
	expected(t, w, w.Family(1, meal), meal, civil.New(2026, 11, 20))
	s := newSite(t, d)
	if _, err := d.Write().ExecContext(context.Background(), "delete from tariffs"); err != nil {
		t.Fatal(err)
	}
	run, _, err := s.options.Night.StartNow(context.Background(), w.Structure.ID, 0, "command")
	if err != nil {
		t.Fatal(err)
	}
	var shards []int64
	if err := d.Read().NewSelect().Table("run_shards").Column("id").Where("run_id = ?",
		run.ID).Scan(context.Background(), &shards); err != nil || len(shards) != 1 {
		t.Fatal(shards, err)
	}
	if err := s.options.Night.Settle(context.Background(), shards[0]); err != nil {
		t.Fatal(err)
	}
	for role, link := range map[string]string{"administrator": `href="/mairie/regles/garde#tarifs"`,
		"manager": "Demandez à un administrateur"} {
		staff := s.staff(w, role)
		for _, path := range []string{"/mairie/nuits", fmt.Sprint("/mairie/nuits/", run.ID)} {
			holds(t, role+" "+path, staff.get(path), "1\u00a0journée passée n&#39;a pas été facturée",
				"<li>RESTO&nbsp;: 1\u00a0journée</li>", link)
		}
		if status, head, _ := staff.do("POST", "/mairie/nuits",
			fields(t, staff.get("/mairie/nuits"), "/mairie/nuits")); status != 303 ||
			head.Get("Location") != "/mairie/nuits?fait=rien" {
			t.Errorf("%s asks for a run that changes nothing: %d to %s", role, status, head.Get("Location"))
		}
	}
	holds(t, "what is missing", s.staff(w, "treasurer").get("/mairie/regles/garde"), "Aucun tarif ne donne le prix",
		"<li>RESTO</li>", "Tarifs")
}
