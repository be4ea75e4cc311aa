package office_test

import (
	"context"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/db"
	"cartable/db/dbtest"
)

// Whoever holds the town, to enrol a child or to apply an opération, ends before a family is archived: what it wrote is
// in the way.
func TestAFamilyIsArchivedAfterWhoeverHoldsTheTown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := desktest.NewCounter(t, d)
		f := h.Family(1)
		ctx, done := t.Context(), make(chan error, 1)
		err := d.Tx(ctx, func(ctx context.Context, q db.Q) error {
			if _, err := h.Office.Catalogues.Hold(ctx, q, h.Structure.ID); err != nil {
				return err
			}
			go func() { done <- h.Office.PutAway(t.Context(), h.Desk, "F001", "Partis à Angers") }()
			if d.Postgres() {
				dbtest.Until(t, "the archiving waits", func() bool {
					return len(done) > 0 || dbtest.Query(t, d, "select count(*) from pg_stat_activity where "+
						"datname = current_database() and wait_event_type = 'Lock'")[0] != "0"
				})
			}
			_, err := q.NewInsert().Model(&db.Enrolment{ChildID: f.Children[0], ActivityID: h.Meal,
				FromDate: civil.New(2026, 9, 1), ToDate: civil.New(2027, 7, 2)}).Exec(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		desktest.Is(t, <-done, fault.Invalid)
		dbtest.Want(t, d, "select count(*) from families where archived_at is not null", "0")
	})
}
