package household_test

import (
	"sync"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/household"
	"cartable/app/portal"
	"cartable/db/dbtest"
)

// validating books and gives up days for mum, as fast as it can, while a clerk acts; no two wait for each other.
func validating(t *testing.T, w *nest, act func()) {
	t.Helper()
	w.Exec("update pools set capacity = 1000")
	p := &portal.Portal{DB: w.Counter.DB, Catalogues: w.Office.Catalogues, Now: w.Office.Now,
		SecretKey: []byte("a secret of a test, long enough for it")}
	const deadlocks = "select deadlocks from pg_stat_database where datname = current_database()"
	before := dbtest.Query(t, w.Counter.DB, deadlocks)[0]
	var all sync.WaitGroup
	stop := make(chan struct{})
	v := portal.Viewer{AccountID: w.mum.AccountID, FamilyID: w.mum.ID, StructureID: w.Structure.ID, Revision: 1,
		Families: 1}
	done := 0
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
			if _, err := p.Validate(w.ctx, v, recap.RecapKey); err == nil {
				done++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
		}
	})
	for range 40 {
		act()
	}
	close(stop)
	all.Wait()
	if done == 0 {
		t.Error("no parent validated anything")
	}
	if after := dbtest.Query(t, w.Counter.DB, deadlocks)[0]; after != before {
		t.Errorf("deadlocks: %s before, %s after", before, after)
	}
}

// A separation locks in the order of a validation: children before the family.
func TestASeparationAndParentsDoNotDeadlock(t *testing.T) {
	w, luc := newCouple(t, dbtest.Postgres(t))
	validating(t, w, func() {
		f := w.separation(luc)
		f.Seen = "x" // always "changed": it locks all, and gives it back
		if _, err := w.Separate(w.ctx, w.Desk, "F001", f); err != nil {
			t.Error(err)
		}
	})
}

// So does a custody, which moves days to and fro.
func TestACustodyAndParentsDoNotDeadlock(t *testing.T) {
	w := newNest(t, dbtest.Postgres(t))
	always := false
	validating(t, w, func() {
		f := weeks()
		if always = !always; always {
			f.Rule = household.Always
		}
		shown, err := w.Rehearse(w.ctx, w.Desk, "F001", w.child, f)
		if err != nil {
			t.Error(err)
		}
		f.Seen = shown.Seen
		if _, err := w.Arrange(w.ctx, w.Desk, "F001", w.child, f); err != nil {
			t.Error(err)
		}
	})
	c, err := w.Counter.DB.Read().CustodyOf(w.ctx, w.child)
	if err != nil {
		t.Fatal(err)
	}
	days, err := w.Counter.DB.Read().HoldCustodyDays(w.ctx, w.child, desktest.Thursday, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range days {
		if c.Other(day.FamilyID, day.Date) {
			t.Errorf("%s is %s for a home whose day it is not", day.Date, day.Status)
		}
	}
	w.Sound()
}
