package db

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"cartable/app/domain/booking"
)

// mergeRow is a row as it is stored: the text of each column as JSON.
type mergeRow map[string]json.RawMessage

// text is the row with its columns in one order; only those of names, if there are any.
func (r mergeRow) text(names ...string) string {
	if len(names) == 0 {
		names = slices.Collect(maps.Keys(r))
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		b.WriteString("," + strconv.Quote(name) + ":")
		b.Write(r[name])
	}
	return "{" + strings.TrimPrefix(b.String(), ",") + "}"
}

// MergeImage is all rows that a merge may touch, as they are at a moment, by table.
type MergeImage map[string][]mergeRow

func (w MergeWay) key() []string {
	if w.Key == "" {
		return []string{"id"}
	}
	return strings.Fields(w.Key)
}

// rows returns the condition of a way's rows.
func (w MergeWay) rows(of MergeOf) string {
	return strings.ReplaceAll(w.Rows, "$?", "("+list(of.children())+")")
}

// columns returns those of a table that an image contains; none = all. Of rows that only move, whatever they say is not
// read: nothing but their family and their child changes. A row whose key changes is another row.
func (w MergeWay) columns() []string {
	moved := []string{"family_id"}
	if some := mergeMoved[w.Table]; some != "" {
		moved = strings.Fields(some)
	}
	if w.Way != Moves || w.About != "" ||
		slices.ContainsFunc(moved, func(name string) bool { return slices.Contains(w.key(), name) }) {
		return nil
	}
	return slices.Concat(w.key(), moved)
}

// asJSON returns the expression of a row of a table as JSON; none of its columns = all, on PostgreSQL.
func (q Q) asJSON(columns []string) string {
	if q.postgres && len(columns) == 0 {
		return "to_jsonb(t)::text"
	}
	pairs := make([]string, len(columns))
	for i, name := range columns {
		pairs[i] = "'" + name + "', t." + name
	}
	if q.postgres {
		return "jsonb_build_object(" + strings.Join(pairs, ", ") + ")::text"
	}
	return "json_object(" + strings.Join(pairs, ", ") + ")"
}

// mergeColumnsOf reads the columns of the tables of a merge: SQLite names them in each statement.
func (q Q) mergeColumnsOf(ctx context.Context) (all map[string][]string, err error) {
	all = map[string][]string{}
	if q.postgres {
		return all, nil
	}
	err = q.each(ctx, "select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c where m.type = "+
		"'table'", nil,
		func(r row) error {
			var table, column string
			err := r.Scan(&table, &column)
			all[table] = append(all[table], column)
			return err
		})
	return all, err
}

// MergeImage reads all rows that a merge may touch.
func (q Q) MergeImage(ctx context.Context, of MergeOf) (MergeImage, error) {
	columns, err := q.mergeColumnsOf(ctx)
	if err != nil {
		return nil, err
	}
	var parts []string
	for _, w := range MergeWays {
		if w.Way != Follows {
			some := w.columns()
			if some == nil {
				some = columns[w.Table]
			}
			parts = append(parts, "select '"+w.Table+"', "+q.asJSON(some)+" from "+w.Table+" t where "+w.rows(of))
		}
	}
	image := MergeImage{}
	err = q.each(ctx, strings.Join(parts, " union all "), []any{of.KeptID, of.GoneID}, func(r row) error {
		var table, text string
		if err := r.Scan(&table, &text); err != nil {
			return err
		}
		var one mergeRow
		err := json.Unmarshal([]byte(text), &one)
		image[table] = append(image[table], one)
		return err
	})
	for _, w := range MergeWays {
		slices.SortFunc(image[w.Table], func(a, b mergeRow) int {
			return strings.Compare(a.text(w.key()...), b.text(w.key()...))
		})
	}
	return image, err
}

// Days returns how many live reservations belong to a family.
func (i MergeImage) Days(familyID int64) (n int) {
	id := strconv.FormatInt(familyID, 10)
	for _, one := range i["reservations"] {
		var state booking.Status
		if string(one["family_id"]) == id && json.Unmarshal(one["state"], &state) == nil && state.Live() {
			n++
		}
	}
	return n
}

// Sums returns a digest of the rows of each table whose changes forbid an undoing.
func (i MergeImage) Sums() map[string]string {
	sums := map[string]string{}
	for _, w := range MergeWays {
		if w.About == "" {
			continue
		}
		digest := sha256.New()
		for _, one := range i[w.Table] {
			digest.Write([]byte(one.text(strings.Fields(w.Sum)...) + "\n"))
		}
		sums[w.Table] = hex.EncodeToString(digest.Sum(nil)[:12])
	}
	return sums
}

// The acts of merge_rows.
const (
	mergeChanged = "changed"
	mergeAdded   = "added"
	mergeRemoved = "removed"
)

// mergeAct is a line of merge_rows: what a merge did to rows of a table.
type mergeAct struct {
	Name, Act string
	Keys      []mergeRow
	Was       mergeRow // the removed row, or the columns that changed
}

// acts compares two images. Rows that changed alike are one act; those of a way that joins are all removed, or none.
func (i MergeImage) acts(after MergeImage) (all []mergeAct) {
	for _, w := range MergeWays {
		was, is := i.byKey(w), after.byKey(w)
		if w.Way == Joins {
			if !sameRows(was, is) {
				for _, key := range slices.Sorted(maps.Keys(was)) {
					all = append(all, mergeAct{Name: w.Table, Act: mergeRemoved, Was: was[key]})
				}
			}
			continue
		}
		alike := map[string]int{}
		for _, key := range slices.Sorted(maps.Keys(was)) {
			now, there := is[key]
			if !there {
				all = append(all, mergeAct{Name: w.Table, Act: mergeRemoved, Was: was[key]})
				continue
			}
			differ := mergeRow{}
			for name, value := range was[key] {
				if !bytes.Equal(value, now[name]) {
					differ[name] = value
				}
			}
			if len(differ) == 0 {
				continue
			}
			at, known := alike[differ.text()]
			if !known {
				at, alike[differ.text()] = len(all), len(all)
				all = append(all, mergeAct{Name: w.Table, Act: mergeChanged, Was: differ})
			}
			all[at].Keys = append(all[at].Keys, was[key].only(w.key()))
		}
		for _, key := range slices.Sorted(maps.Keys(is)) {
			if _, there := was[key]; !there {
				all = append(all, mergeAct{Name: w.Table, Act: mergeAdded, Keys: []mergeRow{is[key].only(w.key())}})
			}
		}
	}
	return all
}

func (i MergeImage) byKey(w MergeWay) map[string]mergeRow {
	rows := make(map[string]mergeRow, len(i[w.Table]))
	for _, one := range i[w.Table] {
		rows[one.text(w.key()...)] = one
	}
	return rows
}

func sameRows(a, b map[string]mergeRow) bool {
	return maps.EqualFunc(a, b, func(x, y mergeRow) bool { return x.text() == y.text() })
}

func (r mergeRow) only(names []string) mergeRow {
	some := mergeRow{}
	for _, name := range names {
		some[name] = r[name]
	}
	return some
}

// Count returns how many rows of a table belong to a family.
func (i MergeImage) Count(table string, familyID int64) (n int) {
	id := strconv.FormatInt(familyID, 10)
	for _, one := range i[table] {
		if string(one["family_id"]) == id {
			n++
		}
	}
	return n
}
