package prooftest

import (
	"context"
	"fmt"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// faults returns what is wrong of an opération that took total days, or gave them back: each was done once, with one
// movement, and the books of the town agree.
func (h townHall) faults(t *testing.T, id int64, state string, total int64) (all []string) {
	t.Helper()
	days, kind := "id in (select reservation_id from operation_rows where operation_id = ?) and state = 'cancelled'",
		"cancel"
	if state == db.RowRestored {
		days, kind = "? > 0 and state = 'accepted'", "book"
	}
	for _, c := range []struct {
		what, table, where string
		args               []any
	}{
		{"rows that are " + state, "operation_rows", "operation_id = ? and state = ?", []any{id, state}},
		{"days that are so", "reservations", days, []any{id}},
		{"movements that say so", "movements", "operation_id = ? and kind = ?", []any{id, kind}},
	} {
		if n := count(t, h.d, c.table, c.where, c.args...); n != total {
			all = append(all, fmt.Sprintf("%d of %d %s", n, total, c.what))
		}
	}
	if n := len(dbtest.Query(t, h.d, fmt.Sprintf(`select reservation_id from movements where operation_id = %d and
			kind = '%s' group by reservation_id having count(*) > 1`, id, kind))); n > 0 {
		all = append(all, fmt.Sprintf("%d days were done twice", n))
	}
	found, err := h.d.Read().Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return append(all, found...)
}

// mortal is a town hall in which a worker can die at a statement.
type mortal struct {
	townHall
	d     *dbtest.Failing
	total int64
}

func newMortal(t *testing.T, d *dbtest.Failing) mortal {
	w := dbtest.NewTown(t, d.DB)
	meal := w.Activity("RESTO", nil, w.Pool("cantine", -1, -1))
	homes := crowd(t, w, 2, meal)
	staff(t, w, "administrator")
	days := bookDays(t, d.DB, homes, meal, 3)
	return mortal{newHall(d.DB, w), d, int64(len(homes) * len(days))}
}

// dies has a worker die before its nth call to the database, and another one finish. It reports whether the first one
// lived that long.
func (m mortal) dies(t *testing.T, ctx context.Context, n, id int64) (lived bool) {
	t.Helper()
	m.d.FailAfter(n, m.d.Away())
	err := m.Work(ctx, id)
	lived = !m.d.Failed()
	m.d.Work()
	if lived != (err == nil) {
		t.Fatalf("after %d calls: %v", n, err)
	}
	if err := m.Work(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	return lived
}

// undoes begins to take an opération back.
func (m mortal) undoes(t *testing.T, id int64) {
	t.Helper()
	if err := m.Undo(t.Context(), m.desk, id, "une erreur"); err != nil {
		t.Fatal(err)
	}
}

// Wherever a worker dies, before any of its statements, at an apply as at an undo: the next one finishes, and nothing
// is done twice.
func TestAWorkerDiesAtAnyStatement(t *testing.T) {
	dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
		m := newMortal(t, d)
		n := int64(0)
		for lived := false; !lived; n++ {
			id := m.narrow(t)
			lived = m.dies(t, t.Context(), n, id)
			for _, wrong := range m.faults(t, id, db.RowDone, m.total) {
				t.Errorf("apply, %d calls: %s", n, wrong)
			}
			m.undoes(t, id)
			lived = m.dies(t, t.Context(), n, id) && lived
			for _, wrong := range m.faults(t, id, db.RowRestored, m.total) {
				t.Errorf("undo, %d calls: %s", n, wrong)
			}
		}
		if n < 15 {
			t.Errorf("only %d statements: this proves nothing", n)
		}
		t.Logf("died at %d statements", n-1)
	})
}

// The tests of killed opérations are valid: without what guards them, which is that a piece of one is a transaction,
// what a dead worker leaves is found, at an apply and at an undo.
func TestWithoutTransactionsADeadWorkerIsFound(t *testing.T) {
	for _, state := range []string{db.RowDone, db.RowRestored} {
		t.Run(state, func(t *testing.T) {
			dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
				m := newMortal(t, d)
				for n := int64(0); ; n++ {
					id := m.narrow(t)
					if state == db.RowRestored {
						if err := m.Work(t.Context(), id); err != nil {
							t.Fatal(err)
						}
						m.undoes(t, id)
					}
					lived := m.dies(t, db.WithoutTransactions(t.Context()), n, id)
					if wrong := m.faults(t, id, state, m.total); len(wrong) > 0 {
						t.Logf("dead after %d calls: %q", n, wrong)
						return
					}
					if lived {
						t.Fatal("wherever a worker died without transactions, nothing was wrong: this proves nothing")
					}
					if state == db.RowDone {
						m.undoes(t, id)
						if err := m.Work(t.Context(), id); err != nil {
							t.Fatal(err)
						}
					}
				}
			})
		})
	}
}
