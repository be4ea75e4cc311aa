package dbtest

import (
	"context"
	"fmt"
	"time"

	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// MovePlaces makes an activity draw on another pool while something waits for the slots: meanwhile is started once they
// are locked, and on PostgreSQL waits for them before the activity moves. SQLite has one writer: there it comes after.
func (w *Town) MovePlaces(activity, pool string, meanwhile func()) {
	w.T.Helper()
	done := make(chan struct{})
	err := w.DB.Tx(w.T.Context(), func(ctx context.Context, q db.Q) error {
		held, err := q.HoldTown(ctx, w.Structure.ID)
		if err != nil {
			return err
		}
		if err := q.RecountStructure(ctx, w.Structure.ID); err != nil { // locks the slots
			return err
		}
		go func() {
			defer close(done)
			meanwhile()
		}()
		if w.DB.Postgres() {
			Until(w.T, "something waits for the slots", func() bool {
				n := 0
				if err := w.DB.Read().NewRaw(`select count(*) from pg_stat_activity
					where datname = current_database() and wait_event_type = 'Lock'`).Scan(ctx, &n); err != nil {
					w.T.Error(err)
				}
				return n == 1
			})
		}
		return movePlaces(ctx, held, activity, pool)
	})
	if err != nil {
		w.T.Fatal(err)
	}
	<-done
}

func movePlaces(ctx context.Context, held *db.Town, activity, pool string) error {
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
		_, err = held.Apply(ctx, changes, func(town.Change) db.JournalEntry { // as every change of staff
			return db.JournalEntry{At: time.Now().AddDate(10, 0, 0), Action: journal.ActivitySet, Subject: a.Title()}
		})
		return err
	}
	return fmt.Errorf("there is no activity %s", activity)
}
