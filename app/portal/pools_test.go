package portal_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
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
		validated := make(chan error, 1)
		if err := d.Tx(ctx, func(ctx context.Context, q db.Q) error {
			held, err := q.HoldTown(ctx, w.Structure.ID)
			if err != nil {
				return err
			}
			if err := q.RecountStructure(ctx, w.Structure.ID); err != nil { // holds the slots
				return err
			}
			go func() {
				_, err := p.Validate(t.Context(), v, recap.RecapKey)
				validated <- err
			}()
			if d.Postgres() {
				dbtest.Until(t, "the validation waits", func() bool {
					return len(dbtest.Query(t, d, `select pid from pg_stat_activity
						where datname = current_database() and wait_event_type = 'Lock'`)) == 1
				})
			}
			return movePools(ctx, held, "RESTO", "après")
		}); err != nil {
			t.Fatal(err)
		}
		if err := <-validated; err != nil && fault.KindOf(err) != fault.Conflict {
			t.Fatal(err)
		}
		w.Sound()
		validateAgain(t, p, v)
		w.Sound()
	})
}

// movePools makes an activity draw on another pool.
func movePools(ctx context.Context, held *db.Town, activity, pool string) error {
	for _, n := range held.All(town.NounActivity) {
		a := n.(town.ActivityEntry)
		if a.Code != activity {
			continue
		}
		a.Pools = []string{pool}
		changes, err := held.Changes([]town.Noun{a})
		if err != nil {
			return err
		}
		_, err = held.Apply(ctx, changes, nil)
		return err
	}
	return errors.New("no such activity")
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
