package household_test

import (
	"sync"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/db/dbtest"
)

// A separation locks in the order of a validation: children before the family.
func TestASeparationAndParentsDoNotDeadlock(t *testing.T) {
	d := dbtest.Postgres(t)
	w, luc := newCouple(t, d)
	w.Exec("update pools set capacity = 1000")
	p := &portal.Portal{DB: d, Catalogues: w.Office.Catalogues, Now: w.Office.Now,
		SecretKey: []byte("a secret of a test, long enough for it")}
	deadlocks := func() string {
		return dbtest.Query(t, d, "select deadlocks from pg_stat_database where datname = current_database()")[0]
	}
	before := deadlocks()
	var all sync.WaitGroup
	stop := make(chan struct{})
	v := portal.Viewer{AccountID: w.mum.AccountID, FamilyID: w.mum.ID, StructureID: w.Structure.ID, Revision: 1,
		Families: 1}
	all.Go(func() {
		day := desktest.Thursday + 5
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			on := day + civil.Date(i%20)
			boxes := portal.Boxes{ChildID: w.child, Activity: "RESTO", Month: on.Month(), Shown: []civil.Date{on}}
			if (i/20)%2 == 0 {
				boxes.Ticked = boxes.Shown
			}
			if _, err := p.Save(w.ctx, v, boxes); err != nil {
				continue
			}
			recap, err := p.Recap(w.ctx, v)
			if err != nil {
				continue
			}
			if _, err := p.Validate(w.ctx, v, recap.RecapKey); err != nil && fault.KindOf(err) != fault.Conflict {
				t.Log(err)
			}
		}
	})
	for range 40 {
		f := w.separation(luc)
		f.Seen = "x" // always "changed": it locks all, and gives it back
		if _, err := w.Separate(w.ctx, w.Desk, "F001", f); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	all.Wait()
	if after := deadlocks(); after != before {
		t.Errorf("deadlocks: %s before, %s after", before, after)
	}
}
