package web_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// Staff book for a family by the parents' pages: month, recap, validation. What is missing is asked for beside what was
// typed, and a form acts for whom it was shown, whichever family another tab has open.
func TestBookingForAFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		w.Family(1, meal)
		w.Family(1, meal)
		s := newSite(t, d).staff(w, "administrator")
		const one, two = "/mairie/familles/F001/reserver", "/mairie/familles/F002/reserver"
		holds(t, "the family's page", s.get("/mairie/familles/F001"), `href="`+one+`"`, "Réserver pour cette famille")

		month := s.get(one + "?activite=RESTO&mois=2026-12")
		holds(t, "the month", month, "Vous agissez pour la famille DUPONT1.", `href="/mairie/familles/F001"`,
			`action="`+one+`/brouillon"`)
		for _, other := range []string{`"/reservations`, "Semaine type", "Recopier"} {
			if strings.Contains(month, other) {
				t.Errorf("the month leads to %s", other)
			}
		}
		s.get(two + "?activite=RESTO&mois=2026-12") // another tab
		form := fields(t, month, one+"/brouillon")
		form.Add("j", "2026-12-01")
		if status, head, _ := s.do("POST", one+"/verifier", form); status != 303 ||
			head.Get("Location") != one+"/verifier" {
			t.Fatalf("the recap: %d, %s", status, head.Get("Location"))
		}
		dbtest.Want(t, d, "select f.code from draft_lines l join drafts x on x.id = l.draft_id join families f on "+
			"f.id = x.family_id", "F001")
		form = fields(t, s.get(one+"/verifier"), one+"/valider")
		form.Set("motif", "abc")
		form.Set("canal", "counter")
		status, _, page := s.do("POST", one+"/valider", form)
		if status != 422 {
			t.Errorf("a reason that is too short: %d", status)
		}
		holds(t, "the recap again", page, `href="#motif"`, `value="abc"`, `value="counter" selected`)
		form.Set("motif", "passée au guichet")
		status, head, _ := s.do("POST", one+"/valider", form)
		if status != 303 || !strings.HasPrefix(head.Get("Location"), one+"/confirmation/") {
			t.Fatalf("validated: %d, %s", status, head.Get("Location"))
		}
		holds(t, "the confirmation", s.get(head.Get("Location")), "Réservé par la mairie, au guichet.",
			"passée au guichet.", "Le reçu part maintenant")
		number := head.Get("Location")[strings.LastIndex(head.Get("Location"), "/")+1:]
		if status, _, _ := s.do("GET", two+"/confirmation/"+number, nil); status != 404 {
			t.Errorf("another family has that confirmation: %d", status)
		}
		for _, role := range []string{"agent", "treasurer"} {
			if status, _, _ := newSite(t, d).staff(w, role).do("GET", one, nil); status != 404 {
				t.Errorf("%s: %d", role, status)
			}
		}
		if passed := regexp.MustCompile(`name="passe-`).FindString(html.UnescapeString(page)); passed != "" {
			t.Error("a refusal is asked for that no line needs")
		}
	})
}
