package prooftest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

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

// familyPages are what a guardian may ask: pages, fragments, files, the stream of an open calendar.
var familyPages = []string{"/", "/reservations", "/reservations?activite=&mois=2026-12", "/reservations/verifier",
	"/reservations/fraicheur?activite=RESTO&mois=2026-12&jours=2026-12-01:available", "/reservations/evenements?activite=RESTO&mois=2026-12",
	"/suivi", "/suivi/export.csv", "/suivi/export.xlsx", "/suivi/agenda", "/solde", "/historique", "/historique/consommations.csv",
	"/historique/reglements.csv", "/historique/historique.xlsx", "/historique/attestations", "/profil", "/profil/journal"}

// Rights that are withdrawn end at the next click, wherever it falls: pages, fragments, files, forms, the private agenda, what was
// drafted, and the stream of a calendar that was open. The page that is left says why, and lets go. Another adult and another family
// of the same account are untouched.
func TestWithdrawnRightsEndEverywhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 9, 0))
		homes := crowd(t, w, 3, meal)
		gone, other, both := homes[0], homes[1], homes[2]
		insert(t, d, db.Guardian{AccountID: both.AccountID, FamilyID: gone.ID}, db.Guardian{AccountID: other.AccountID, FamilyID: both.ID})
		draft(t, d, homes[:1], meal, "add", tuesday)
		chief := staff(t, w, "administrator")
		web := site(t, environment(t, "DATABASE_URL="+address), "web")
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
		stream, beside := listen(t, web, gone.Token, "RESTO", "2026-12"), listen(t, web, other.Token, "RESTO", "2026-12")

		withdraw(t, desk, gone)
		begin := time.Now()

		for _, path := range familyPages {
			if a := parent.get(path); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/sans-famille" || strings.Contains(a.body, "Foule") {
				t.Errorf("%s: %d, to %q: %s", path, a.StatusCode, a.Header.Get("Location"), tail(a.body))
			}
			if a := parent.get(path, "HX-Request", "true"); a.StatusCode != http.StatusUnauthorized || a.Header.Get("HX-Redirect") != "/sans-famille" || len(a.body) > 100 {
				t.Errorf("%s as a fragment: %d, to %q: %s", path, a.StatusCode, a.Header.Get("HX-Redirect"), tail(a.body))
			}
		}
		for _, path := range []string{"/reservations/brouillon", "/reservations/valider", "/reservations/jour", "/suivi/agenda", "/profil/donnees", "/profil/effacement", "/profil/adresses"} {
			a := parent.post(path, url.Values{"_csrf": {csrf}, "mois": {"2026-12"}, "activite": {"RESTO"}, "adresse": {"autre@example.org"}})
			if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/sans-famille" {
				t.Errorf("POST %s: %d, to %q", path, a.StatusCode, a.Header.Get("Location"))
			}
		}
		if a := visit(t, web.url, "").get("/agenda/" + feed + ".ics"); a.StatusCode != http.StatusNotFound || strings.Contains(a.body, "VCALENDAR") {
			t.Errorf("the agenda: %d", a.StatusCode)
		}
		if n := count(t, d, "draft_lines", "draft_id in (select id from drafts where account_id = ?)", gone.AccountID); n != 0 {
			t.Errorf("%d days are still drafted", n)
		}
		select {
		case <-stream.over:
			t.Logf("the stream ended after %s", time.Since(begin).Round(time.Millisecond))
		case <-time.After(12 * time.Second):
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
		if a := parent.post("/deconnexion", parent.form(left, "/deconnexion")); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/connexion" {
			t.Errorf("signing out: %d %s", a.StatusCode, a.Header.Get("Location"))
		}

		// Another family is left: it comes into view, by itself.
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
		if page := two.page("/"); !strings.Contains(page, "Famille "+both.LastName) || strings.Contains(page, gone.LastName) {
			t.Errorf("the family that is left: %s", tail(page))
		}
		if page := visit(t, web.url, other.Token).page("/"); !strings.Contains(page, "Famille "+other.LastName) {
			t.Errorf("another family: %s", tail(page))
		}
	})
}
