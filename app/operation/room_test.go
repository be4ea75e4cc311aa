package operation_test

import (
	"context"
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
		h.Exec("update activities set max_enrolled = 2")
		h.Exec("update structures set revision = revision + 1")
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

// Undoing the end of an enrolment is refused where others came to its place, and nothing is given back.
func TestTheUndoingOfAnEndKeepsTheLimit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g := h.Family(1, h.Meal), h.Family(1)
		h.Exec("update activities set max_enrolled = 1")
		h.Exec("update structures set revision = revision + 1")
		activity := dbtest.Query(t, d, fmt.Sprint("select code from activities where id = ", h.Meal))[0]
		code := func(child int64) string {
			return dbtest.Query(t, d, fmt.Sprint("select code from children where id = ", child))[0]
		}
		try := func(one town.Change) (int64, bool, error) {
			return h.Prepare(h.ctx, h.Desk, operation.Request{Kind: operation.Enrolments, Title: "Fin",
				Reason: "Départ", Changes: town.Changes{one}})
		}
		prepare := func(one town.Change) int64 {
			t.Helper()
			id, applied, err := try(one)
			if err != nil || !applied {
				t.Fatal(applied, err)
			}
			return id
		}
		was := h.enrolmentOf(t, code(f.Children[0]))
		is := was
		is.To = day(2)
		ended := prepare(town.Change{Before: was, After: is})
		prepare(town.Change{After: town.EnrolmentEntry{Child: code(g.Children[0]), Activity: activity,
			From: day(3), To: day(4)}})
		if _, _, err := try(town.Change{Before: is, After: was}); fault.KindOf(err) != fault.Invalid ||
			!strings.Contains(fmt.Sprint(err), "complète") { // it cannot last longer again either
			t.Fatal(err)
		}
		err := h.Undo(h.ctx, h.Desk, ended, "Erreur de date")
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(fmt.Sprint(err), "complète") {
			t.Fatal(err)
		}
		if got := h.enrolmentOf(t, was.Child); got.To != day(2) {
			t.Fatal(got)
		}
		h.Exec("insert into erasures (structure_id, family_id, account_id, asked_at, state) select structure_id, id, "+
			"(select min(id) from accounts), '2026-12-01 08:00:00', 'done' from families where id = ?", g.ID)
		if err := h.Undo(h.ctx, h.Desk, ended, "Erreur de date"); err != nil { // the erased are not counted
			t.Fatal(err)
		}
		if got := h.enrolmentOf(t, was.Child); got.To != was.To {
			t.Fatal(got)
		}
	})
}

// Several enrolments in one opération are each asked whether the activity admits the child.
func TestManyEnrolmentsAreEachAdmitted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(2)
		h.Exec("update activities set age_to = 6")
		h.Exec("update structures set revision = revision + 1")
		h.Exec("update children set birth_date = '2000-01-01'")
		activity := dbtest.Query(t, d, fmt.Sprint("select code from activities where id = ", h.Meal))[0]
		var changes town.Changes
		for _, child := range f.Children {
			changes = append(changes, town.Change{After: town.EnrolmentEntry{Activity: activity, From: day(1),
				To: day(4), Child: dbtest.Query(t, d, fmt.Sprint("select code from children where id = ", child))[0]}})
		}
		_, _, err := h.Prepare(h.ctx, h.Desk, operation.Request{Kind: operation.Enrolments, Title: "Arrivées",
			Reason: "Rentrée", Changes: changes})
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fmt.Sprint(err), "n'admet pas") {
			t.Fatal(err)
		}
	})
}

// enrolmentOf returns the only enrolment of a child.
func (h *hall) enrolmentOf(t *testing.T, code string) (one town.EnrolmentEntry) {
	t.Helper()
	err := h.d.Tx(h.ctx, func(ctx context.Context, q db.Q) error {
		held, err := q.HoldTown(ctx, h.Structure.ID)
		if err == nil {
			err = held.KnowChildren(ctx, []string{code})
		}
		if err == nil {
			for _, n := range held.All(town.NounEnrolment) {
				one = n.(town.EnrolmentEntry)
			}
		}
		return err
	})
	if err != nil || one.Child == "" {
		t.Fatal(one, err)
	}
	return one
}
