package portal_test

import (
	"testing"

	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// The cost of accepted bookings and that of bookings that wait for an answer are separate, both on the recap and on the
// confirmation.
func TestTheCostOfWhatIsAcceptedAndOfWhatWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		asked := w.Activity("ALSH", func(a *db.Activity) { a.Allot = "nightly" }, w.Pool("centre", 10, 5))
		full := w.Activity("SOIR", nil, w.Pool("soir", 0, 5))
		f := w.Family(1, meal, asked, full)
		p, v := newPortal(d, nil), viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 1, 7)
		want(t, p, v, f.Children[0], "ALSH", true, 3)
		want(t, p, v, f.Children[0], "SOIR", true, 4)
		recap := recapOf(t, p, v)
		done := validate(t, p, v)
		for _, totals := range []portal.Totals{recap.Totals, done.Totals} {
			if len(totals) != 1 || totals[0].Accepted != 800 || totals[0].Waiting != 800 || !totals.Wait() {
				t.Errorf("two days at 4,00 € are accepted, two wait: %+v", totals)
			}
		}
	})
}
