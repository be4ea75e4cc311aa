package night_test

import (
	"context"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/night"
	"cartable/db"
	"cartable/db/dbtest"
)

// A night settles a request while staff give its activity other places: it gives and counts those of now.
func TestANightMeetsPlacesThatMove(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		was, is := b.Pool("avant", 9, 5), b.Pool("après", 1, 5)
		nightly := func(a *db.Activity) { a.Allot = "nightly" }
		meal, other := b.Activity("RESTO", nightly, was), b.Activity("AUTRE", nil, is)
		f, first := b.Family(1, meal), b.Family(1, other)
		b.set(first, "AUTRE", true, 8)
		b.set(f, "RESTO", true, 8)
		if _, nothing, err := b.night.StartNow(context.Background(), b.Structure.ID, 0,
			night.FromCommand); err != nil || nothing {
			t.Fatalf("nothing to settle: %t (%v)", nothing, err)
		}
		b.MovePlaces("RESTO", "après", b.work)
		b.work()
		// On PostgreSQL the night waited, and the only place is taken. On SQLite either may come first.
		if got := b.state(f, 8); d.Postgres() && got != booking.Waitlisted {
			t.Errorf("the request is %s", got)
		}
		b.Sound()
	})
}
