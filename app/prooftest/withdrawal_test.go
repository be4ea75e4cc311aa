package prooftest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/app/seal"
	"cartable/db"
	"cartable/db/dbtest"
)

// withdraw ends the rights of an adult as staff do, over HTTP.
func withdraw(t testing.TB, desk *visitor, one home) {
	t.Helper()
	path := fmt.Sprintf("/mairie/familles/%s/responsables/%d/retirer", one.Code, one.AccountID)
	form := desk.form(desk.page(path), path)
	form.Set("motif", "jugement du 3 novembre")
	if a := desk.post(path, form); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("withdrawing: %d %s", a.StatusCode, tail(a.body))
	}
}

// familyPages lists what a guardian may request: pages, fragments, files, the stream of an open calendar.
var familyPages = []string{"/", "/reservations", "/reservations?activite=&mois=2026-12", "/reservations/verifier",
	"/reservations/fraicheur?activite=RESTO&mois=2026-12&jours=2026-12-01:available",
	"/reservations/evenements?activite=RESTO&mois=2026-12",
	"/suivi", "/suivi/export.csv", "/suivi/export.xlsx", "/suivi/agenda", "/solde", "/historique",
	"/historique/consommations.csv",
	"/historique/reglements.csv", "/historique/historique.xlsx", "/historique/attestations", "/profil",
	"/profil/journal"}

// Withdrawn rights end at the next request, whatever it is: pages, fragments, files, forms, the private agenda,
// drafts, and the stream of an open calendar. The page that the adult then gets gives the reason and signs out.
// Another adult, and another family of the same account, are not affected.
func TestWithdrawnRightsEndEverywhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 9, 0))
		homes := crowd(t, w, 3, meal)
		gone, other, both := homes[0], homes[1], homes[2]
		insert(t, d, db.Guardian{AccountID: both.AccountID, FamilyID: gone.ID},
			db.Guardian{AccountID: other.AccountID, FamilyID: both.ID})
		draft(t, d, homes[:1], meal, "add", tuesday)
		chief := staff(t, w, "administrator")
		web := serving(t, environment(t, "DATABASE_URL="+address), "web")
		desk, parent := visit(t, web.url, chief), visit(t, web.url, gone.Token)

		month := parent.page("/reservations?mois=2026-12")
		csrf := parent.form(month, "/deconnexion").Get("_csrf")
		fed := parent.post("/suivi/agenda", parent.form(parent.page("/suivi/agenda"), "/suivi/agenda"))
		_, rest, _ := strings.Cut(fed.body, "/agenda/")
		feed, _, found := strings.Cut(rest, ".ics")
		if !found || visit(t, web.url, "").get("/agenda/"+feed+".ics").StatusCode != http.StatusOK {
			t.Fatalf("no agenda: %s", tail(fed.body))
		}
		for _, path := range familyPages {
			if !strings.Contains(path, "evenements") && parent.get(path).StatusCode == http.StatusNotFound {
				t.Fatalf("%s was not there before", path)
			}
		}
		stream, beside := listen(t, web, gone.Token, "RESTO", "2026-12"),
			listen(t, web, other.Token, "RESTO", "2026-12")

		withdraw(t, desk, gone)
		begin := time.Now()

		for _, path := range familyPages {
			if a := parent.get(path); a.StatusCode != http.StatusSeeOther || a.Header.Get(
				"Location") != "/sans-famille" || strings.Contains(a.body, "Foule") {
				t.Errorf("%s: %d, to %q: %s", path, a.StatusCode, a.Header.Get("Location"), tail(a.body))
			}
			if a := parent.get(path, "HX-Request", "true"); a.StatusCode != http.StatusUnauthorized ||
				a.Header.Get("HX-Redirect") != "/sans-famille" || len(a.body) > 100 {
				t.Errorf("%s as a fragment: %d, to %q: %s", path, a.StatusCode, a.Header.Get("HX-Redirect"),
					tail(a.body))
			}
		}
		for _, path := range []string{"/reservations/brouillon", "/reservations/valider", "/reservations/jour",
			"/suivi/agenda", "/profil/donnees", "/profil/effacement", "/profil/adresses"} {
			a := parent.post(path, url.Values{"_csrf": {csrf}, "mois": {"2026-12"}, "activite": {"RESTO"},
				"adresse": {"autre@example.org"}})
			if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/sans-famille" {
				t.Errorf("POST %s: %d, to %q", path, a.StatusCode, a.Header.Get("Location"))
			}
		}
		if a := visit(t, web.url, "").get("/agenda/" + feed + ".ics"); a.StatusCode != http.StatusNotFound ||
			strings.Contains(a.body, "VCALENDAR") {
			t.Errorf("the agenda: %d", a.StatusCode)
		}
		if n := count(t, d, "draft_lines", "draft_id in (select id from drafts where account_id = ?)",
			gone.AccountID); n != 0 {
			t.Errorf("%d days are still drafted", n)
		}
		select {
		case <-stream.over:
			t.Logf("the stream ended after %s", time.Since(begin).Round(time.Millisecond))
		case <-time.After(patience):
			t.Error("the open stream goes on")
		}
		select {
		case <-beside.over:
			t.Error("the stream of another family ended")
		default:
		}

		left := parent.page("/sans-famille")
		if !strings.Contains(left, "Votre accès est fermé") || strings.Contains(left, "Foule") {
			t.Errorf("the page that is left: %s", mainOf(left))
		}
		if a := parent.post("/deconnexion", parent.form(left, "/deconnexion")); a.StatusCode != http.StatusSeeOther ||
			a.Header.Get("Location") != "/connexion" {
			t.Errorf("signing out: %d %s", a.StatusCode, a.Header.Get("Location"))
		}

		// The account has another family, which is selected automatically.
		insert(t, d, session("two-homes-"+strings.Repeat("z", 32), both.AccountID, gone.ID, w.Structure.ID))
		two := visit(t, web.url, "two-homes-"+strings.Repeat("z", 32))
		if page := two.page("/"); !strings.Contains(page, "Famille "+gone.LastName) {
			t.Errorf("the second adult lost the family: %s", tail(page))
		}
		withdraw(t, desk, home{Family: gone.Family, AccountID: both.AccountID})
		if a := two.get("/solde"); a.Header.Get("Location") != "/sans-famille" {
			t.Errorf("the second adult: %d %s", a.StatusCode, a.Header.Get("Location"))
		}
		if a := two.get("/sans-famille"); a.Header.Get("Location") != "/?fait=autre-famille" {
			t.Errorf("the other family: %d %s", a.StatusCode, a.Header.Get("Location"))
		}
		if page := two.page("/"); !strings.Contains(page, "Famille "+both.LastName) ||
			strings.Contains(page, gone.LastName) {
			t.Errorf("the family that is left: %s", tail(page))
		}
		if page := visit(t, web.url, other.Token).page("/"); !strings.Contains(page, "Famille "+other.LastName) {
			t.Errorf("another family: %s", tail(page))
		}
	})
}

// A first password sent by mail appears in no page of staff, no journal and no table: it is sealed for the address
// that was chosen among the family's confirmed ones. It works once, and sessions that were open before are closed.
func TestAMailedPasswordIsSeenByItsReaderAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		homes := crowd(t, w, 2)
		one := homes[0]
		insert(t, d, db.FamilyEmail{FamilyID: one.ID, Position: 1, Address: "plus.tard@example.org"})
		in := newInside(t, d, nil)
		desk, agent := in.visit(staff(t, w, "manager")), in.visit(staff(t, w, "agent"))
		path := fmt.Sprintf("/mairie/familles/%s/responsables/%d/envoyer", one.Code, one.AccountID)
		if page := desk.page("/mairie/familles/" + one.Code); !strings.Contains(page, path) {
			t.Fatalf("the family's page does not lead there: %s", mainOf(page))
		}
		form := desk.form(desk.page(path), path)
		for address, reason := range map[string]string{"": "essai", "plus.tard@example.org": "essai",
			"foule0001@example.org": "essai", "foule0000@example.org": ""} {
			form.Set("adresse", address)
			form.Set("motif", reason)
			if a := desk.post(path, form); a.StatusCode != http.StatusUnprocessableEntity ||
				!strings.Contains(a.body, "<legend>") {
				t.Errorf("to %q because %q: %d", address, reason, a.StatusCode)
			}
		}
		form.Set("adresse", "foule0000@example.org")
		form.Set("motif", "nouvelle lettre")
		if a := agent.post(path, form); a.StatusCode == http.StatusSeeOther {
			t.Error("an agent may")
		}
		if n := count(t, d, "mails", "kind = ?", "access"); n != 0 {
			t.Fatalf("%d mails before any was asked for in order", n)
		}
		if a := desk.post(path, form); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("%d %s", a.StatusCode, tail(a.body))
		}
		var sent []db.Mail
		if err := d.Read().NewSelect().Model(&sent).Where("kind = ?", "access").Scan(t.Context()); err != nil ||
			len(sent) != 1 {
			t.Fatalf("%d mails, %v", len(sent), err)
		}
		box, err := seal.New([]byte(secret), account.MailSecrets)
		if err != nil {
			t.Fatal(err)
		}
		password, err := box.Read(sent[0].Sealed)
		if err != nil || len(password) < 12 || sent[0].Address != "foule0000@example.org" ||
			!strings.Contains(sent[0].Body, "foule0000") || strings.Count(sent[0].Body, db.SecretMark) != 1 {
			t.Fatalf("%q to %s: %s, %v", password, sent[0].Address, sent[0].Body, err)
		}
		tables := dump(t, d, "mails", "outbox", "audit", "accounts", "guardians", "links")
		if strings.Contains(tables, password) || !strings.Contains(tables, sent[0].Sealed) {
			t.Error("a table holds the password, or the dump is not what it should be")
		}
		for _, page := range []string{"/mairie/courriels", "/mairie/courriels/" + itoa(sent[0].ID),
			"/mairie/familles/" + one.Code} {
			if text := desk.page(page); strings.Contains(text, password) || strings.Contains(text, sent[0].Sealed) {
				t.Errorf("%s shows it", page)
			}
		}
		if page := desk.page("/mairie/courriels/" + itoa(sent[0].ID)); !strings.Contains(page, "masqué") {
			t.Errorf("the mail: %s", mainOf(page))
		}
		if a := in.visit(one.Token).get("/"); !strings.HasPrefix(a.Header.Get("Location"), "/connexion") {
			t.Errorf("what was open before: %d %s", a.StatusCode, a.Header.Get("Location"))
		}
		if a := in.visit(homes[1].Token).get("/"); a.StatusCode != http.StatusOK {
			t.Errorf("another family: %d", a.StatusCode)
		}
		crowd, _, err := d.Read().AccountByLogin(t.Context(), "foule0000")
		if err != nil || !crowd.MustChange {
			t.Errorf("%+v %v", crowd.MustChange, err)
		}
		p := &account.Accounts{DB: d, Now: func() time.Time { return noon }, SecretKey: []byte(secret)}
		if _, err := p.SignIn(t.Context(), account.Try{Login: "foule0000", Password: password}); err != nil {
			t.Errorf("it does not open: %v", err)
		}
	})
}
