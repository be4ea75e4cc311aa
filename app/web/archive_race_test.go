package web_test

import (
	"fmt"
	"sync"
	"testing"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// One clerk enrols a child while another archives its family: one of both is refused, whoever was faster.
func TestAChildIsEnrolledOrItsFamilyArchived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("MIDI", nil)
		site := newSite(t, d)
		site.staff(w, "manager")
		clerk, _, err := d.Read().AccountByLogin(t.Context(), "agent-manager")
		if err != nil {
			t.Fatal(err)
		}
		by := desk.Actor{StructureID: w.Structure.ID, Revision: w.Structure.Revision, AccountID: clerk.ID}
		for i := range 12 {
			f, code := w.Family(1), fmt.Sprintf("F%03d", i+1)
			var both sync.WaitGroup
			var enrolled, archived error
			both.Go(func() {
				_, _, enrolled = site.options.Settings.Enrol(t.Context(), by, code, f.Children[0], settings.EnrolForm{
					Activities: []string{"MIDI"}, From: "2026-11-30", To: "2027-01-29", Reason: "arrivée"})
			})
			both.Go(func() { archived = site.options.Office.PutAway(t.Context(), by, code, "Partis à Angers") })
			both.Wait()
			if (enrolled == nil) == (archived == nil) {
				t.Fatalf("enrolled: %v; archived: %v", enrolled, archived)
			}
			if enrolled != nil && fault.KindOf(enrolled) != fault.Conflict {
				t.Errorf("enrolling: %v", enrolled)
			}
			if archived != nil && fault.KindOf(archived) != fault.Invalid {
				t.Errorf("archiving: %v", archived)
			}
		}
		dbtest.Want(t, d, "select count(*) from families f join family_children k on k.family_id = f.id join "+
			"enrolments e on e.child_id = k.child_id where f.archived_at is not null", "0")
	})
}
