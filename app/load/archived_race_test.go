package load_test

import (
	"context"
	"testing"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// A family that is archived while the form of a child is stored gets no child: it is judged again, locked.
func TestAChildIsNotAddedToAFamilyThatIsJustArchived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("MIDI", nil)
		by := desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: w.Family(0).AccountID}
		child := load.NewChild{LastName: "Dupont", FirstName: "Léa", BirthDate: "2018-05-04", School: "Jules-Ferry",
			Class: "CE1"}
		o, ctx, done := loader(d), t.Context(), make(chan error, 1)
		err := d.Tx(ctx, func(ctx context.Context, q db.Q) error {
			go func() { // reads that the family is there, and waits
				_, err := o.AddChild(t.Context(), by, "F001", child, "", "arrivée")
				done <- err
			}()
			if d.Postgres() {
				if _, err := q.NewUpdate().Table("families").Set("code = code").Where("code = 'F001'").
					Exec(ctx); err != nil {
					return err
				}
				dbtest.Until(t, "the form waits", func() bool {
					return len(done) > 0 || dbtest.Query(t, d, "select count(*) from pg_stat_activity where "+
						"datname = current_database() and wait_event_type = 'Lock'")[0] != "0"
				})
			}
			_, err := q.NewUpdate().Table("families").Set("archived_at = current_timestamp").
				Where("code = 'F001'").Exec(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-done; fault.KindOf(err) != fault.Conflict {
			t.Errorf("a child of an archived family: %v", err)
		}
		dbtest.Want(t, d, "select count(*) from children", "0")
	})
}
