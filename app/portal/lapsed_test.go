package portal_test

import (
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// A lapsed draft is shown as lapsed, contains nothing, and can be restored as far as its days are still possible.
func TestALapsedDraftIsTakenUpAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil)
		f := w.Family(1, meal)
		now := time.Date(2026, 11, 29, 12, 0, 0, 0, db.Paris)
		p := newPortal(d, func() time.Time { return now })
		v := viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 1, 3)
		if recap, err := p.Recap(ctx, v); err != nil || recap.Lapsed != nil || len(recap.Bookings) != 2 {
			t.Fatalf("got %+v (%v)", recap, err)
		}
		now = now.Add(31 * time.Hour) // the limit of the first has passed
		recap, err := p.Recap(ctx, v)
		if err != nil || !recap.Empty() || recap.Lapsed == nil || recap.Lapsed.Days != 2 {
			t.Fatalf("got %+v (%v)", recap, err)
		}
		if _, err := p.Validate(ctx, v, recap.RecapKey); err == nil {
			t.Fatal("a lapsed draft was validated")
		}
		// The refused validation changed nothing: it locked the draft, and released it.
		taken, lost, err := p.Resume(ctx, v)
		if err != nil || taken != 1 || lost != 1 {
			t.Fatalf("taken %d, lost %d (%v)", taken, lost, err)
		}
		if recap, err = p.Recap(ctx, v); err != nil || recap.Lapsed != nil || len(recap.Bookings) != 1 {
			t.Fatalf("got %+v (%v)", recap, err)
		}
		if taken, lost, err = p.Resume(ctx, v); err != nil || taken+lost != 0 {
			t.Fatalf("taken up twice: %d, %d (%v)", taken, lost, err)
		}
	})
}

// A family may choose, when it validates, that its waiting requests stay open until the last moment; the next request
// does not inherit the choice.
func TestARequestMayWaitUntilTheLastMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 0, 5))
		f := w.Family(1, meal)
		p := newPortal(d, nil)
		v := viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 1)
		recap, err := p.Recap(ctx, v)
		if err != nil || !recap.Waits() {
			t.Fatalf("got %+v (%v)", recap, err)
		}
		read := portal.RecapKey{DraftID: recap.DraftID, Revision: recap.Revision}
		if err := p.WantLastMoment(ctx, v, read, true); err != nil {
			t.Fatal(err)
		}
		if recap, err := p.Recap(ctx, v); err != nil || !recap.LastMoment {
			t.Fatalf("the recap has forgotten what was ticked: %+v (%v)", recap, err)
		}
		validate(t, p, v)
		if err := p.WantLastMoment(ctx, v, read, true); err != nil { // a second tap, or the Back button and the form
			t.Fatal(err)
		}
		want(t, p, v, f.Children[0], "RESTO", true, 3)
		if conf := validate(t, p, v); conf.Bookings[0].Result != booking.ResultWaitlisted {
			t.Fatalf("got %+v", conf)
		}
		dbtest.Want(t, d, "select date, last_moment from reservations order by date", "2026-12-01 "+dbtest.Yes(d),
			"2026-12-03 "+dbtest.No(d))
	})
}

// A draft that lapsed, or was dropped, takes with it the choice of the last moment, even if a tab where it was still
// shown made that choice afterwards: what is drafted next is another request. Restored, it has the choice again.
func TestALapsedChoiceOfTheLastMomentIsNotInherited(t *testing.T) {
	for name, end := range map[string]func(t *testing.T, p *portal.Portal, v portal.Viewer, now *time.Time) error{
		"lapsed": func(_ *testing.T, _ *portal.Portal, _ portal.Viewer, now *time.Time) error {
			*now = now.Add(25 * time.Hour)
			return nil
		},
		"dropped": func(t *testing.T, p *portal.Portal, v portal.Viewer, _ *time.Time) error {
			recap, err := p.Recap(t.Context(), v)
			if err != nil {
				return err
			}
			if _, err := p.Abandon(t.Context(), v); err != nil {
				return err
			}
			return p.WantLastMoment(t.Context(), v, recap.RecapKey, true)
		},
	} {
		for _, restored := range []bool{false, true} {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx, w := t.Context(), dbtest.NewTown(t, d)
				meal := w.Activity("RESTO", nil, w.Pool("cantine", 0, 5))
				f := w.Family(1, meal)
				now := time.Date(2026, 11, 24, 12, 0, 0, 0, db.Paris)
				p := newPortal(d, func() time.Time { return now })
				v := viewerOf(w, f)
				want(t, p, v, f.Children[0], "RESTO", true, 1)
				recap, err := p.Recap(ctx, v)
				if err != nil {
					t.Fatal(err)
				}
				if err := p.WantLastMoment(ctx, v, recap.RecapKey, true); err != nil {
					t.Fatal(err)
				}
				if err := end(t, p, v, &now); err != nil {
					t.Fatal(err)
				}
				if restored {
					if taken, _, err := p.Resume(ctx, v); err != nil || taken != 1 {
						t.Fatal(taken, err)
					}
				} else {
					want(t, p, v, f.Children[0], "RESTO", true, 3)
				}
				recap, err = p.Recap(ctx, v)
				if err != nil || len(recap.Bookings) != 1 || recap.LastMoment != restored {
					t.Errorf("%s, restored %v: %d bookings, until the last moment %v (%v)", name, restored,
						len(recap.Bookings), recap.LastMoment, err)
				}
			})
		}
	}
}
