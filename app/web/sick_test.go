package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cartable/db/dbtest"
)

// The page of an absence may stay open while the town ceases to offer it: the sums that its boxes ask for are answered
// all the same.
func TestTheSumsOfATownThatOffersNoAbsence(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	f := w.Family(1, w.Activity("RESTO", nil, w.Pool("cantine", 10, 5)))
	for _, offered := range []bool{true, false} {
		until := "null"
		if offered {
			until = "'09:30'"
		}
		if _, err := d.Write().ExecContext(t.Context(), "update structures set sick_until = "+until); err != nil {
			t.Fatal(err)
		}
		s := newSite(t, d).as(f)
		form := fields(t, s.get("/reservations?enfant=1"), "/deconnexion")
		form = url.Values{"_csrf": form["_csrf"], "enfant": {"1"}, "calcul": {"oui"}}
		code, answer := s.tap("/reservations/absence", form)
		if code != 200 || !strings.Contains(answer, `id="sommes"`) || strings.Contains(answer, "<html") ||
			strings.Contains(answer, "Une absence se signale ici") != offered {
			t.Errorf("offered %t: %d %s", offered, code, answer)
		}
		if page := s.get("/reservations/absence?enfant=1"); !strings.Contains(page, "<html") {
			t.Errorf("offered %t: no page", offered)
		}
	}
}
