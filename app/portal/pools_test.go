package portal_test

import (
	"testing"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// A family validates while staff give an activity other places: it is not judged, nor counted, by those that it had.
func TestAValidationMeetsPlacesThatMove(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		was, is := w.Pool("avant", 9, 5), w.Pool("après", 1, 5)
		meal, other := w.Activity("RESTO", nil, was), w.Activity("AUTRE", nil, is)
		f, first := w.Family(1, meal), w.Family(2, meal, other)
		now := time.Date(2026, 11, 24, 12, 0, 0, 0, db.Paris)
		p := newPortal(d, func() time.Time { return now })
		want(t, p, viewerOf(w, first), first.Children[0], "RESTO", true, 1) // the slots are there
		want(t, p, viewerOf(w, first), first.Children[1], "AUTRE", true, 1)
		validate(t, p, viewerOf(w, first))

		v := viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 1)
		recap := recapOf(t, p, v)
		w.MovePlaces("RESTO", "après", func() {
			if _, err := p.Validate(ctx, v, recap.RecapKey); err != nil && fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
		})
		w.Sound()
		validateAgain(t, p, v)
		w.Sound()
	})
}

func validateAgain(t *testing.T, p *portal.Portal, v portal.Viewer) {
	t.Helper()
	v.Revision++
	recap, err := p.Recap(t.Context(), v)
	if err == nil && len(recap.Bookings) > 0 {
		_, err = p.Validate(t.Context(), v, recap.RecapKey)
	}
	if err != nil {
		t.Fatal(err)
	}
}
