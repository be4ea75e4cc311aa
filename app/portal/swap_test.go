package portal_test

import (
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/db"
	"cartable/db/dbtest"
)

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
		want(t, p, v, f.Children[0], "RESTO", true, 1)
		validate(t, p, v)

		want(t, p, v, f.Children[0], "RESTO", false, 1)
		want(t, p, v, f.Children[1], "RESTO", true, 1)
		want(t, p, v, f.Children[1], "RESTO", true, 3) // is not part of the exchange
		recap, err := p.Recap(ctx, v)
		if err != nil || recap.Bookings[0].Result != booking.ResultAccepted ||
			!strings.Contains(strings.Join(recap.Remarks, " "), "ou pas du tout") {
			t.Fatalf("got %+v (%v)", recap, err)
		}
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
		recap, err := p.Recap(ctx, v)
		if err != nil {
			t.Fatal(err)
		}
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
