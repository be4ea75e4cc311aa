package db_test

import (
	"context"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/db"
	"cartable/db/dbtest"
)

// A family that is booking while all slots are counted again is counted: its place would be given a second time.
func TestACountOfTheTownWaitsForWhoeverIsBooking(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		pool := w.Pool("SALLE", 1, 5)
		activity := w.Activity("RESTO", nil, pool)
		f := w.Family(1, activity)
		at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
		on := civil.New(2026, 12, 1)
		keys := []booking.SlotKey{{PoolID: pool, Date: on}}
		hold := func(ctx context.Context, q db.Q) error {
			_, err := q.LockSlots(ctx, keys)
			return err
		}
		if err := d.Tx(t.Context(), hold); err != nil { // the slot is there
			t.Fatal(err)
		}
		counted := make(chan error, 1)
		if err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
			if err := hold(ctx, q); err != nil {
				return err
			}
			row := db.Reservation{StructureID: w.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0],
				ActivityID: activity, Date: on, State: "accepted", RequestedAt: at, Quantity: 1}
			if err := q.Book(ctx, []db.Reservation{row}, db.Movement{Origin: "portal", At: at}); err != nil {
				return err
			}
			go func() {
				counted <- d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
					return q.RecountStructure(ctx, w.Structure.ID)
				})
			}()
			if d.Postgres() {
				dbtest.Until(t, "the count waits", func() bool {
					return len(dbtest.Query(t, d, `select pid from pg_stat_activity where datname = current_database()
						and wait_event_type = 'Lock'`)) == 1
				})
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := <-counted; err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select accepted from slots", "1")
	})
}

// bookWhileItMoves books a day of RESTO in a transaction that holds its slot of a pool, while staff make the activity
// draw on other pools.
func bookWhileItMoves(t *testing.T, d *db.DB, w *dbtest.Town, on civil.Date, activity, pool int64, pools ...string) {
	t.Helper()
	f := w.Family(1, activity)
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	moved := make(chan error, 1)
	move := func(ctx context.Context, q db.Q) error {
		held, err := q.HoldTown(ctx, w.Structure.ID)
		if err != nil {
			return err
		}
		a := held.All(town.NounActivity)[0].(town.ActivityEntry)
		a.Pools = pools
		changes, err := held.Changes([]town.Noun{a})
		if err == nil {
			_, err = held.Apply(ctx, changes, nil)
		}
		return err
	}
	if err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
		if _, err := q.LockSlots(ctx, []booking.SlotKey{{PoolID: pool, Date: on}}); err != nil {
			return err
		}
		go func() { moved <- d.Tx(t.Context(), move) }()
		if d.Postgres() {
			dbtest.Until(t, "the move waits", func() bool {
				return len(dbtest.Query(t, d, `select pid from pg_stat_activity where datname = current_database()
					and wait_event_type = 'Lock'`)) == 1
			})
		}
		return q.Book(ctx, []db.Reservation{{StructureID: w.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0],
			ActivityID: activity, Date: on, State: "accepted", RequestedAt: at, Quantity: 1}},
			db.Movement{Origin: "portal", At: at})
	}); err != nil {
		t.Fatal(err)
	}
	if err := <-moved; err != nil {
		t.Fatal(err)
	}
}

// An activity that moves to other places while somebody books the first day of its slot waits for that booking, whose
// slot it cannot see, and counts it where the activity draws now.
func TestAMoveWaitsForASlotThatIsBeingMade(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		pool := w.Pool("cantine", 10, 5)
		w.Pool("annexe", 10, 5)
		bookWhileItMoves(t, d, w, civil.New(2026, 12, 1), w.Activity("RESTO", nil, pool), pool, "annexe")
		dbtest.Want(t, d, "select p.code, s.accepted from slots s join pools p on p.id = s.pool_id order by 1",
			"annexe 1", "cantine 0")
	})
}

// A family that is booking while its activity comes to draw on a second pool is counted there too, though nobody had
// booked that day before: its slot of the second pool does not exist yet.
func TestAPoolThatIsAddedCountsWhoeverIsBooking(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		pool := w.Pool("cantine", 10, 5)
		w.Pool("salle", 10, 5)
		on := civil.New(2026, 12, 1)
		if err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error { // the slot of the first pool is there
			_, err := q.LockSlots(ctx, []booking.SlotKey{{PoolID: pool, Date: on}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		bookWhileItMoves(t, d, w, on, w.Activity("RESTO", nil, pool), pool, "cantine", "salle")
		dbtest.Want(t, d, "select p.code, s.accepted from slots s join pools p on p.id = s.pool_id order by 1",
			"cantine 1", "salle 1")
	})
}
