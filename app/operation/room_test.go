package operation_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// Two clerks who enrol two children at once in an activity with one place left: one is told that it is full.
func TestTheLimitOfEnrolledIsNotPassed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.Family(1, h.Meal)
		f, g := h.Family(1), h.Family(1)
		for _, statement := range []string{"update activities set max_enrolled = 2",
			"update structures set revision = revision + 1"} {
			if _, err := d.Write().ExecContext(h.ctx, statement); err != nil {
				t.Fatal(err)
			}
		}
		activity := dbtest.Query(t, d, fmt.Sprint("select code from activities where id = ", h.Meal))[0]
		enrol := func(child int64) error {
			code := dbtest.Query(t, d, fmt.Sprint("select code from children where id = ", child))[0]
			_, _, err := h.Prepare(h.ctx, h.Desk, operation.Request{Kind: operation.Enrolments, Title: "Arrivée",
				Reason: "Arrivée", Changes: town.Changes{{After: town.EnrolmentEntry{Child: code, Activity: activity,
					From: day(1), To: day(4)}}}})
			return err
		}
		errs := make([]error, 2)
		var all sync.WaitGroup
		for i, child := range []int64{f.Children[0], g.Children[0]} {
			all.Go(func() { errs[i] = enrol(child) })
		}
		all.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatal(errs)
		}
		for _, err := range errs {
			if err != nil && (fault.KindOf(err) != fault.Invalid || !strings.Contains(fmt.Sprint(err), "complète")) {
				t.Error(err)
			}
		}
		dbtest.Want(t, d, fmt.Sprint("select count(*) from enrolments where activity_id = ", h.Meal), "2")
	})
}
