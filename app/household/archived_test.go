package household_test

import (
	"fmt"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/fault"
	"cartable/app/domain/wallet"
	"cartable/db"
	"cartable/db/dbtest"
)

// A home that left, in whichever way, is no home of a child any more: nobody gives days to it, and the family that
// remains is judged as the only one, by whoever asks.
func TestAHomeThatLeftIsNoOtherHome(t *testing.T) {
	for name, leaves := range map[string]string{
		"archived": "update families set archived_at = current_timestamp where id = %d",
		"joined":   "update families set merged_into = (select max(id) from families) where id = %d",
		"erased": "insert into erasures (structure_id, family_id, account_id, asked_at, state) " +
			"select structure_id, id, 1, current_timestamp, 'done' from families where id = %d",
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := newNest(t, d)
				w.Family(1)
				bars := func(of dbtest.Family) db.ArchiveBars {
					t.Helper()
					b, err := d.Read().ArchiveBars(w.ctx, w.Structure.ID, of.ID, desktest.Thursday, wallet.AsBooked)
					if err != nil {
						t.Fatal(err)
					}
					return b
				}
				w.arrange(weeks())
				if b := bars(w.mum); b.Enrolled != 0 || !b.Custody {
					t.Fatalf("with two homes: %+v", b)
				}
				w.Exec(fmt.Sprintf(leaves, w.dad.ID))
				if b := bars(w.mum); b.Enrolled == 0 || b.Custody {
					t.Errorf("the child lives with mum alone: %+v", b)
				}
				if c, _, err := w.Custody(w.ctx, w.Desk, "F001", w.child); err != nil || c.Two() {
					t.Errorf("days can be given to a home that left: %+v, %v", c.Homes, err)
				}
				children, err := d.Read().ChildrenToShare(w.ctx, w.mum.ID)
				if err != nil || children[0].Homes != 1 {
					t.Errorf("a couple that separates: %+v, %v", children, err)
				}
				cards, err := d.Read().CardChildren(w.ctx, w.mum.ID)
				if err != nil || cards[0].OtherFamily != "" {
					t.Errorf("a family that moves out: %+v, %v", cards, err)
				}
				found, err := d.Read().ChildrenToEnrol(w.ctx, db.EnrolFilter{StructureID: w.Structure.ID,
					IDs: []int64{w.child}}, 10)
				if err != nil || len(found) != 1 || found[0].FamilyCode != "F001" {
					t.Errorf("to enrol: %+v, %v", found, err)
				}
				w.Exec("delete from custodies")
				w.Counter.Now = odd.At(14*60, db.Paris)
				desktest.Is(t, w.Office.Came(w.ctx, w.Desk, "RESTO", odd, w.child, w.dad.ID), fault.NotFound)
				if err := w.Office.Came(w.ctx, w.Desk, "RESTO", odd, w.child, w.mum.ID); err != nil {
					t.Error(err)
				}
				dbtest.Want(t, d, "select f.code from reservations r join families f on f.id = r.family_id", "F001")
			})
		})
	}
}
