package leaving_test

import (
	"context"
	"testing"

	"cartable/app/domain/fault"
	"cartable/db"
	"cartable/db/dbtest"
)

// Of a family that is archived while a form is stored, nothing is noted or asked: it is judged again, once the child is
// locked.
func TestNothingIsNotedOfAFamilyThatIsJustArchived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := placeOf(t, d)
		code, kid := dbtest.Query(t, d, "select code from families order by id")[0], p.f.Children[0]
		forms := []func() error{
			func() error { return p.Note(t.Context(), p.Desk, code, kid, gran) },
			func() error { return p.Ask(t.Context(), p.parent(p.f), p.f.ID, []int64{kid}, gran) },
		}
		done := make(chan error, len(forms))
		err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
			if err := q.LockChildren(ctx, []int64{kid}); err != nil {
				return err
			}
			for _, form := range forms {
				go func() { done <- form() }() // reads that the family is there, and waits
			}
			if d.Postgres() {
				dbtest.Until(t, "both forms wait", func() bool {
					return len(done) > 0 || dbtest.Query(t, d, "select count(*) from pg_stat_activity where "+
						"datname = current_database() and wait_event_type = 'Lock'")[0] == "2"
				})
			}
			_, err := q.NewUpdate().Table("families").Set("archived_at = current_timestamp").Where("id = ?",
				p.f.ID).Exec(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for range forms {
			if kind := fault.KindOf(<-done); kind != fault.Conflict && kind != fault.NotFound {
				t.Errorf("of an archived family: %q", kind)
			}
		}
		dbtest.Want(t, d, "select count(*) from pickups", "0")
	})
}
