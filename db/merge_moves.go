package db

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// MoveMerged gives the rows of the file that goes to the one that stays, and those of a child that goes to the child
// that it is: all tables whose way is Moves. What cannot move stays with the file that goes.
func (q Q) MoveMerged(ctx context.Context, of MergeOf) error {
	for _, w := range MergeWays {
		if w.Way != Moves {
			continue
		}
		if err := q.moveRows(ctx, w, of); err != nil {
			return fmt.Errorf("%s: %w", w.Table, err)
		}
	}
	return nil
}

// moveRows moves the rows of a table: those of children who are one first, family and child at once, since a day is one
// of a child of its family.
func (q Q) moveRows(ctx context.Context, w MergeWay, of MergeOf) error {
	moved, within := mergeMoved[w.Table], " and ("+w.rows(of)+")"
	if w.Stays != "" {
		within += " and not (" + w.Stays + ")"
	}
	for _, p := range of.Pairs {
		var err error
		switch moved {
		case "child_id":
			_, err = q.exec(ctx, "update "+w.Table+" set child_id = $3 where child_id = $4"+within, of.KeptID,
				of.GoneID, p.KeptID, p.GoneID)
		case "family_id child_id":
			_, err = q.exec(ctx, "update "+w.Table+" set family_id = $1, child_id = $3 where family_id = $2 and "+
				"child_id = $4"+within, of.KeptID, of.GoneID, p.KeptID, p.GoneID)
		}
		if err != nil {
			return err
		}
	}
	if moved == "child_id" {
		return nil
	}
	_, err := q.exec(ctx, "update "+w.Table+" set family_id = $1 where family_id = $2"+within, of.KeptID, of.GoneID)
	return err
}

// KeepMerge stores what an undoing of a merge needs, from what was and what is.
func (q Q) KeepMerge(ctx context.Context, mergeID int64, was, is MergeImage) error {
	for i, act := range was.acts(is) {
		keys, err := json.Marshal(act.Keys)
		if err != nil {
			return err
		}
		before := ""
		if act.Was != nil {
			before = act.Was.text()
		}
		if _, err := q.exec(ctx, "insert into merge_rows (merge_id, position, name, act, keys, was) "+
			"values ($1, $2, $3, $4, $5, $6)", mergeID, i, act.Name, act.Act, string(keys), before); err != nil {
			return err
		}
	}
	return nil
}

// RestoreMerge gives back every row as it was before a merge, which is open. Families come first, since nothing may be
// stored for one that was merged; then what was removed, in an order in which rows may be stored; then what changed;
// last what the merge added goes. It then removes what it kept for that.
func (q Q) RestoreMerge(ctx context.Context, mergeID int64, of MergeOf) error {
	acts, err := q.mergeActs(ctx, mergeID)
	if err != nil {
		return err
	}
	columns, err := q.mergeColumnsOf(ctx)
	if err != nil {
		return err
	}
	do := func(w MergeWay, act string) error {
		for _, a := range acts {
			if a.Name == w.Table && a.Act == act {
				if err := q.restore(ctx, w, a, columns[w.Table]); err != nil {
					return fmt.Errorf("%s %s: %w", act, w.Table, err)
				}
			}
		}
		return nil
	}
	if err := do(MergeWays[0], mergeChanged); err != nil { // families
		return err
	}
	for _, w := range MergeWays {
		replaced := w.Way == Joins && slices.ContainsFunc(acts, func(a mergeAct) bool { return a.Name == w.Table })
		if replaced {
			if _, err := q.exec(ctx, "delete from "+w.Table+" where "+w.rows(of), w.args(of)...); err != nil {
				return err
			}
		}
		if err := do(w, mergeRemoved); err != nil {
			return err
		}
	}
	// What moved to a child goes back before what was closed for it is open again: a child has one open request.
	slices.SortStableFunc(acts, func(a, b mergeAct) int { return a.moved() - b.moved() })
	for _, w := range MergeWays[1:] {
		if err := do(w, mergeChanged); err != nil {
			return err
		}
	}
	for _, w := range slices.Backward(MergeWays) {
		if err := do(w, mergeAdded); err != nil {
			return err
		}
	}
	_, err = q.exec(ctx, "delete from merge_rows where merge_id = $1", mergeID)
	return err
}

// moved is 0 for rows that changed their child, and 1 for others.
func (a mergeAct) moved() int {
	if _, moved := a.Was["child_id"]; moved {
		return 0
	}
	return 1
}

// args are the arguments of the condition of a way's rows.
func (w MergeWay) args(of MergeOf) []any {
	if strings.Contains(w.Rows, "$1") {
		return []any{of.KeptID, of.GoneID}
	}
	return nil
}

func (q Q) mergeActs(ctx context.Context, mergeID int64) (all []mergeAct, err error) {
	err = q.each(ctx, "select name, act, keys, was from merge_rows where merge_id = $1 order by position",
		[]any{mergeID},
		func(r row) error {
			var a mergeAct
			var keys, was string
			if err := r.Scan(&a.Name, &a.Act, &keys, &was); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(keys), &a.Keys); err != nil {
				return err
			}
			var err error
			if was != "" {
				err = json.Unmarshal([]byte(was), &a.Was)
			}
			all = append(all, a)
			return err
		})
	return all, err
}

// restore undoes one act. A row that has gone by itself since is left alone.
func (q Q) restore(ctx context.Context, w MergeWay, a mergeAct, columns []string) error {
	switch a.Act {
	case mergeRemoved:
		insert := "insert into " + w.Table + " overriding system value select * from jsonb_populate_record(null::" +
			w.Table + ", $1::jsonb)"
		if !q.postgres {
			insert = "insert into " + w.Table + " (" + strings.Join(columns, ", ") + ") values (" +
				strings.Join(fromJSON("$1", columns), ", ") + ")"
		}
		_, err := q.exec(ctx, insert, a.Was.text())
		return err
	case mergeAdded:
		for _, key := range a.Keys {
			if _, err := q.exec(ctx, "delete from "+w.Table+" as t where "+q.hasKey(w, "$1"), key.text()); err != nil {
				return err
			}
		}
		return nil
	}
	names := make([]string, 0, len(a.Was))
	for name := range a.Was {
		names = append(names, name)
	}
	slices.Sort(names)
	values := fromJSON("$1", names)
	of := ""
	if q.postgres {
		for i, name := range names {
			values[i] = "r." + name
		}
		of = " from jsonb_populate_record(null::" + w.Table + ", $1::jsonb) r"
	}
	set := make([]string, len(names))
	for i, name := range names {
		set[i] = name + " = " + values[i]
	}
	keys, err := json.Marshal(a.Keys)
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, "update "+w.Table+" as t set "+strings.Join(set, ", ")+of+" where "+q.hasKeys(w, "$2"),
		a.Was.text(), string(keys))
	return err
}

// fromJSON returns the expressions of columns out of a JSON object, for SQLite.
func fromJSON(mark string, columns []string) []string {
	all := make([]string, len(columns))
	for i, name := range columns {
		all[i] = mark + " ->> '" + name + "'"
	}
	return all
}

// hasKey is the condition that a row t has the key in a JSON object; hasKeys, that it has one of a list of such.
func (q Q) hasKey(w MergeWay, mark string) string {
	names, ours := strings.Join(w.key(), ", "), "(t."+strings.Join(w.key(), ", t.")+")"
	if q.postgres {
		return ours + " in (select " + names + " from jsonb_populate_record(null::" + w.Table + ", " + mark +
			"::jsonb))"
	}
	return ours + " in (select " + strings.Join(fromJSON(mark, w.key()), ", ") + ")"
}

func (q Q) hasKeys(w MergeWay, mark string) string {
	names, ours := strings.Join(w.key(), ", "), "(t."+strings.Join(w.key(), ", t.")+")"
	if q.postgres {
		return ours + " in (select " + names + " from jsonb_populate_recordset(null::" + w.Table + ", " + mark +
			"::jsonb))"
	}
	return ours + " in (select " + strings.Join(fromJSON("value", w.key()), ", ") + " from json_each(" + mark +
		"))"
}

// ReopenMerge opens a merge again and gives every row back as it was. The sign-ins of the adults whom it moved show
// their own file again.
func (q Q) ReopenMerge(ctx context.Context, mergeID int64, of MergeOf) error {
	if err := q.openMerge(ctx, mergeID); err != nil {
		return err
	}
	if err := q.RestoreMerge(ctx, mergeID, of); err != nil {
		return err
	}
	_, err := q.exec(ctx, `update sessions set family_id = $2 where family_id = $1 and account_id in (select
		g.account_id
		from guardians g where g.family_id = $2) and account_id not in (select g.account_id from guardians g
		where g.family_id = $1)`, of.KeptID, of.GoneID)
	return err
}
