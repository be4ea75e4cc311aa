package portal_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// swap books a family's first child on the 1st, then gives that place to the second, who asks for the 3rd as well: this
// line is not part of the exchange. It returns the recap, which announces both halves.
func swap(t *testing.T, p *portal.Portal, v portal.Viewer, f dbtest.Family) portal.Recap {
	t.Helper()
	want(t, p, v, f.Children[0], "RESTO", true, 1)
	validate(t, p, v)
	want(t, p, v, f.Children[0], "RESTO", false, 1)
	want(t, p, v, f.Children[1], "RESTO", true, 1, 3)
	recap := recapOf(t, p, v)
	if recap.Cancels[0].Result != booking.ResultCancelled || recap.Bookings[0].Result != booking.ResultAccepted ||
		!strings.Contains(strings.Join(recap.Remarks, " "), "ou pas du tout") {
		t.Fatalf("got %+v", recap)
	}
	return recap
}

// The recap announced to cancel one child and book the other on a full day; meanwhile another family joins the queue.
// Neither half is done.
func TestASwapIsBothOrNeither(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 5))
		f, other := w.Family(2, meal), w.Family(1, meal)
		now := time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)
		p := newPortal(d, func() time.Time { return now })
		v := viewerOf(w, f)
		recap := swap(t, p, v, f)
		want(t, p, viewerOf(w, other), other.Children[0], "RESTO", true, 1)
		validate(t, p, viewerOf(w, other))

		number, err := p.Validate(ctx, v, recap.RecapKey)
		if err != nil {
			t.Fatal(err)
		}
		conf, err := p.Confirmation(ctx, v, number)
		if err != nil || len(conf.Cancels) != 1 || conf.Cancels[0].Result != booking.ResultUntreated ||
			!conf.Cancels[0].Changed ||
			conf.Bookings[0].Result != booking.ResultUntreated || conf.Bookings[1].Result != booking.ResultAccepted ||
			!strings.HasPrefix(conf.Cancels[0].Observation, "Non traitée, l'échange n'est plus possible") ||
			conf.Changed != 2 {
			t.Fatalf("got %+v (%v)", conf, err)
		}
		if got := state(t, p, v, f.Children[0], "RESTO", 1); got.State != booking.Booked {
			t.Errorf("the place is lost: %s", got.State)
		}
		w.Sound()

		// A line that the recap announced as waiting is not part of an exchange: both halves are done as announced.
		want(t, p, v, f.Children[0], "RESTO", false, 1)
		want(t, p, v, f.Children[1], "RESTO", true, 1)
		conf = validate(t, p, v)
		if conf.Cancels[0].Result != booking.ResultCancelled || conf.Bookings[0].Result != booking.ResultWaitlisted {
			t.Errorf("got %+v", conf)
		}
		w.Sound()
	})
}

// Two families each exchange their children on a full day, at the same instant: both are done, and the day stays full.
func TestTwoSwapsAtOnceOnAFullDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 2, 0))
		now := time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)
		p := newPortal(d, func() time.Time { return now })
		families := []dbtest.Family{w.Family(2, meal), w.Family(2, meal)}
		for _, f := range families {
			want(t, p, viewerOf(w, f), f.Children[0], "RESTO", true, 1)
			validate(t, p, viewerOf(w, f))
		}
		for round := range 6 {
			leaves, comes := round%2, 1-round%2
			keys := make([]portal.RecapKey, len(families))
			for i, f := range families {
				v := viewerOf(w, f)
				want(t, p, v, f.Children[leaves], "RESTO", false, 1)
				want(t, p, v, f.Children[comes], "RESTO", true, 1)
				recap := recapOf(t, p, v)
				keys[i] = recap.RecapKey
			}
			var both sync.WaitGroup
			for i, f := range families {
				both.Go(func() {
					if _, err := p.Validate(t.Context(), viewerOf(w, f), keys[i]); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			for _, f := range families {
				if got := state(t, p, viewerOf(w, f), f.Children[comes], "RESTO", 1); got.State != booking.Booked {
					t.Errorf("round %d: %s", round, got.State)
				}
			}
			dbtest.Want(t, d, "select accepted from slots", "2")
			w.Sound()
		}
	})
}

// A child who changes from one activity to another at the same hours keeps the first if the second has filled up.
func TestAChangeOfActivityIsBothOrNeither(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		first, second := w.Activity("UN", nil, w.Pool("un", 1, 0)), w.Activity("DEUX", nil, w.Pool("deux", 1, 0))
		f, other := w.Family(1, first, second), w.Family(1, first, second)
		now := time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)
		p := newPortal(d, func() time.Time { return now })
		v := viewerOf(w, f)
		want(t, p, v, f.Children[0], "UN", true, 1)
		validate(t, p, v)
		want(t, p, v, f.Children[0], "UN", false, 1)
		want(t, p, v, f.Children[0], "DEUX", true, 1)
		recap := recapOf(t, p, v)
		want(t, p, viewerOf(w, other), other.Children[0], "DEUX", true, 1)
		validate(t, p, viewerOf(w, other))
		if _, err := p.Validate(ctx, v, recap.RecapKey); err != nil {
			t.Fatal(err)
		}
		if got := state(t, p, v, f.Children[0], "UN", 1); got.State != booking.Booked {
			t.Errorf("the place is lost: %s", got.State)
		}
		w.Sound()
	})
}

// A cancellation that comes too late once the recap was read takes the booking of its exchange with it: the family
// would pay for both.
func TestASwapThatCannotGiveBackTakesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", func(a *db.Activity) { a.CancelBy = "J-7 12:00" }, w.Pool("cantine", 9, 5))
		f := w.Family(2, meal)
		now := time.Date(2026, 11, 24, 11, 59, 0, 0, db.Paris)
		p := newPortal(d, func() time.Time { return now })
		v := viewerOf(w, f)
		recap := swap(t, p, v, f)
		now = now.Add(2 * time.Minute)
		number, err := p.Validate(ctx, v, recap.RecapKey)
		if err != nil {
			t.Fatal(err)
		}
		conf, err := p.Confirmation(ctx, v, number)
		if err != nil || conf.Cancels[0].Result != booking.ResultUntreated ||
			conf.Bookings[0].Result != booking.ResultUntreated || conf.Bookings[1].Result != booking.ResultAccepted {
			t.Fatalf("got %+v (%v)", conf, err)
		}
		if got := state(t, p, v, f.Children[1], "RESTO", 1); got.Reservation != nil {
			t.Errorf("both are booked: %s", got.State)
		}
		w.Sound()
	})
}
