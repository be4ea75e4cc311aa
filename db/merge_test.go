package db_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cartable/db"
	"cartable/db/dbtest"
)

// A table with a family or a child cannot be added without a way in a merge of two families.
func TestEveryTableOfAFamilyHasAWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if wrong := wayless(columnsOf(t, d)); len(wrong) > 0 {
			t.Errorf("%q have no way in db/merge_ways.go, or are there and have no family", wrong)
		}
		// The test of the check itself.
		if _, err := d.Write().ExecContext(t.Context(), "create table pets (id bigint, family_id bigint)"); err != nil {
			t.Fatal(err)
		}
		if wrong := wayless(columnsOf(t, d)); !slices.Equal(wrong, []string{"pets"}) {
			t.Errorf("a new table: %q", wrong)
		}
	})
}

// wayless returns the tables that have a family or a child, or name one by another column, and no way; and the ways
// without a table.
func wayless(columns []string) (wrong []string) {
	others := []string{"families", "children", "draft_lines", "imported"} // they have one by another name
	has := slices.Clone(others)
	for _, column := range columns {
		table, name, _ := strings.Cut(column, ".")
		if name == "family_id" || name == "child_id" || name == "merged_into" {
			has = append(has, table)
		}
	}
	slices.Sort(has)
	has = slices.Compact(has)
	for _, w := range db.MergeWays {
		if at := slices.Index(has, w.Table); at >= 0 {
			has = slices.Delete(has, at, at+1)
		} else {
			wrong = append(wrong, w.Table)
		}
	}
	return append(has, wrong...)
}

// The books, the journal and the movements let a merge that is under way change the family and the child of a line,
// from one of its own to the other; nothing else, for nobody else, and no transaction leaves it under way.
func TestOnlyAMergeMovesWhatIsWrittenOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil)
		a, b, c := w.Family(1, meal), w.Family(1, meal), w.Family(1, meal)
		w.Owes(b, -100)
		put := func(q db.Q, query string, args ...any) error {
			_, err := q.ExecContext(t.Context(), query, args...)
			return err
		}
		for _, query := range []string{
			"update ledger set child_id = ?", // refused: it is written once
		} {
			if err := put(d.Write(), query, b.Children[0]); err == nil {
				t.Fatal("a line of the ledger has changed")
			}
		}
		now := time.Now().UTC()
		if err := put(d.Write(), "insert into audit (at, structure_id, family_id, action, subject) values (?, ?, ?, "+
			"'family.edit', 'x')", now, w.Structure.ID, b.ID); err != nil {
			t.Fatal(err)
		}
		if err := put(d.Write(), "insert into reservations (id, structure_id, family_id, child_id, activity_id, date, "+
			"state, requested_at) values (1, ?, ?, ?, ?, '2026-12-01', 'accepted', ?)", w.Structure.ID, b.ID,
			b.Children[0], meal, now); err != nil {
			t.Fatal(err)
		}
		if err := put(d.Write(), "insert into movements (structure_id, family_id, child_id, activity_id, date, kind, "+
			"reservation_id, origin, at, outcome) values (?, ?, ?, ?, '2026-12-01', 'book', 1, 'staff', ?, 'accepted')",
			w.Structure.ID, b.ID, b.Children[0], meal, now); err != nil {
			t.Fatal(err)
		}
		try := func(statements ...string) error {
			return d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
				m := db.Merge{StructureID: w.Structure.ID, KeptID: a.ID, GoneID: b.ID, At: now}
				if err := q.BeginMerge(ctx, &m, []db.MergePair{{GoneID: b.Children[0],
					KeptID: a.Children[0]}}); err != nil {
					t.Fatal(err)
				}
				for _, one := range statements {
					one = strings.NewReplacer("KEPT", itoa(a.ID), "GONE", itoa(b.ID), "OTHER", itoa(c.ID), "CHILD",
						itoa(a.Children[0]), "STRANGER", itoa(c.Children[0])).Replace(one)
					if err := put(q, one); err != nil {
						return err
					}
				}
				return q.CloseMerge(ctx, m)
			})
		}
		for _, refused := range []string{
			"update ledger set family_id = OTHER", "update audit set family_id = OTHER",
			"update movements set family_id = OTHER", "update movements set child_id = STRANGER",
			"update ledger set family_id = KEPT, amount = 0", "update ledger set amount = 1",
			"update ledger set family_id = KEPT, label = 'x'", "update audit set family_id = KEPT, subject = 'y'",
			"update movements set family_id = KEPT, date = '2026-12-02'", "update movements set outcome = 'refused'",
			"delete from ledger", "delete from movements", "delete from audit",
			"update audit set family_id = null",
		} {
			if err := try(refused); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", refused, err)
			}
		}
		// Left under way, nothing is stored.
		err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
			return q.BeginMerge(ctx, &db.Merge{StructureID: w.Structure.ID, KeptID: a.ID, GoneID: b.ID, At: now}, nil)
		})
		if err == nil {
			t.Error("a merge was left under way")
		}
		dbtest.Want(t, d, "select count(*) from merges", "0")
		if err := put(d.Write(), "update ledger set family_id = ?", a.ID); err == nil {
			t.Error("a line moved without a merge")
		}
		if err := try("update ledger set family_id = KEPT where family_id = GONE",
			"update movements set family_id = KEPT, child_id = CHILD where family_id = GONE",
			"update audit set family_id = KEPT where family_id = GONE"); err != nil {
			t.Error(err)
		}
	})
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// Whoever read a family before it was merged stores nothing in its name.
func TestNothingIsStoredForAFamilyThatWasMerged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		a, b := w.Family(1), w.Family(0)
		if _, err := d.Write().ExecContext(t.Context(), "update families set merged_into = ? where id = ?", a.ID,
			b.ID); err != nil {
			t.Fatal(err)
		}
		for _, query := range []string{
			"insert into guardians (account_id, family_id) values (1, %d)",
			"insert into drafts (account_id, family_id, updated_at) values (1, %d, current_timestamp)",
			"insert into quotients (family_id, from_date, qf) values (%d, '2026-01-01', 1)",
			"insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref, " +
				"created_at) " +
				"values (1, %d, 1, '2026-01-01', 'x', 1, 'x', 'x', current_timestamp)",
		} {
			_, err := d.Write().ExecContext(t.Context(), strings.Replace(query, "%d", itoa(b.ID), 1))
			if err == nil || !strings.Contains(err.Error(), "réuni") && !strings.Contains(err.Error(), "merged") {
				t.Errorf("%s: %v", query, err)
			}
		}
	})
}
