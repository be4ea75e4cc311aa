package load_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// cell is a value that both a file and people may change: how a file writes it, how it is read from and written to the
// database, and its possible values. The first value is the initial one.
type cell struct {
	name   string
	values []string // as the database returns them
	asked  func(value string) string
	read   string
	write  string // $ is the value
}

func plainCell(name, table, column, where string, values ...string) cell {
	return cell{name: name, values: values, asked: func(v string) string { return v },
		read:  "select " + column + " from " + table + " where " + where,
		write: "update " + table + " set " + column + " = '$' where " + where}
}

const inMairie = " and structure_id = (select id from structures where code = 'mairie')"

var cells = func() []cell {
	euros := func(v string) string { return v[:len(v)-2] + "." + v[len(v)-2:] }
	all := []cell{
		plainCell("ADDRESS", "families", "address", "code = 'F1'"+inMairie, "1 rue Haute", "2 rue Basse",
			"3 place du Bois", ""),
		plainCell("SURNAME", "families", "last_name", "code = 'F1'"+inMairie, "Martin", "Martin-Durand",
			"Durand-Martin"),
		plainCell("CLASS", "children", "class", "code = 'E1'"+inMairie, "CE2", "CM1", "CM2", ""),
		plainCell("CAPACITY", "pools", "capacity", "code = 'SALLE'", "20", "25", "30"),
		plainCell("NOTICE", "structures", "notice", "code = 'mairie'", "Bonjour", "Fermé lundi", ""),
		plainCell("PRIORITY", "enrolments", "priority", "child_id = (select id from children where code = 'E2')", "3",
			"2", "0"),
		plainCell("NAME", "activities", "name", "code = 'MIDI'"+inMairie, "Repas", "Cantine", "Déjeuner"),
	}
	for _, c := range []struct{ name, table, column, where string }{
		{"PRICE", "tariffs", "price", "qf_min = 40000"}, {"QF", "quotients", "qf", "from_date = '2026-12-01'"},
	} {
		one := plainCell(c.name, c.table, c.column, c.where, "305", "315", "420")
		one.asked = euros
		all = append(all, one)
	}
	floor := plainCell("FLOOR", "categories", "debt_floor", "code = 'RESTO'", "-3000", "-5000", "-1000")
	floor.asked = euros
	return append(
		all,
		floor,
		cell{
			name:   "EMAILS",
			values: []string{"a@x.fr;b@x.fr", "b@x.fr;a@x.fr", "a@x.fr", "c@x.fr", "a@x.fr;b@x.fr;c@x.fr"},
			asked:  func(v string) string { return v },
		},
	)
}()

const idF1 = "(select id from families where code = 'F1'" + inMairie + ")"

func (c cell) stored(t *testing.T, d *db.DB) string {
	if c.name == "EMAILS" {
		return strings.Join(
			dbtest.Query(t, d, "select address from family_emails where family_id = "+idF1+" order by position"),
			";",
		)
	}
	return strings.TrimSuffix(strings.Join(dbtest.Query(t, d, c.read), "|"), "-") // an empty value is shown as nothing
}

func (c cell) edit(t *testing.T, d *db.DB, value string) {
	if c.name != "EMAILS" {
		run(t, d, strings.Replace(c.write, "$", value, 1))
		return
	}
	run(t, d, "delete from family_emails where family_id = "+idF1)
	for i, address := range strings.Split(value, ";") {
		run(t, d,
			fmt.Sprintf("insert into family_emails (family_id, position, address, confirmed_at) values (%s, %d, '%s', "+
				"'2026-11-23T10:00:00Z')", idF1, i, address))
	}
}

// asFile returns the small town with the values of the cells.
func asFile(t *testing.T, says map[string]string) files {
	f := smallTown.
		replace(t, "structures.csv", `"Cantine fermée, vendredi"`, "{NOTICE}").
		replace(t, "categories.csv", "SCOL,-30", "SCOL,{FLOOR}").
		replace(t, "pools.csv", "Salle,2,", "Salle,{CAPACITY},").
		replace(t, "activities.csv", "mairie,MIDI,Repas", "mairie,MIDI,{NAME}").
		replace(t, "tariffs.csv", "3.05", "{PRICE}").
		replace(t, "families.csv", "Martin,Claire,claire@example.org; paul@example.org,,\"1 rue \"\"Haute\"\"\"",
			"{SURNAME},Claire,{EMAILS},,{ADDRESS}").
		replace(t, "quotients.csv", "312.50", "{QF}").
		replace(t, "children.csv", "CE2", "{CLASS}").
		replace(t, "enrolments.csv", "2026-10-01,,3", "2026-10-01,,{PRIORITY}")
	for _, c := range cells {
		for name, text := range f {
			f[name] = strings.ReplaceAll(text, "{"+c.name+"}", c.asked(says[c.name]))
		}
	}
	delete(f, "ledger.csv")
	return f
}

// Whatever the files and people change, in any order, changes by people are kept, other values are as in the file, and
// importing the same files again changes nothing. The oracle tracks only the owner of each cell, not the last import.
func TestAnImportAfterAnEditKeepsTheEdit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		opts := options
		opts.HashDrawn = func(string) (string, error) { return "drawn", nil }
		for seed := range uint64(12) {
			draw := rand.New(rand.NewPCG(seed, 2026)) // #nosec G404 -- a history that can be told again
			file, value, theirs, last := map[string]string{}, map[string]string{}, map[string]bool{},
				map[string]string{}
			bring := func() {
				t.Helper()
				if _, err := load.Import(context.Background(), d, asFile(t, file).folder(), opts); err != nil {
					t.Fatal(err)
				}
			}
			for _, c := range cells {
				file[c.name] = c.values[0]
				if seed > 0 { // otherwise the first import writes it
					c.edit(t, d, c.values[0])
				}
			}
			bring()
			for _, c := range cells {
				value[c.name], last[c.name] = c.values[0], c.values[0]
			}
			var told []string
			for range 6 {
				for range 1 + draw.IntN(8) {
					c := cells[draw.IntN(len(cells))]
					v := c.values[draw.IntN(len(c.values))]
					if draw.IntN(2) == 0 {
						file[c.name] = v
						told = append(told, "file "+c.name+" = "+v)
						continue
					}
					c.edit(t, d, v)
					value[c.name], theirs[c.name] = v, v != last[c.name]
					told = append(told, "edit "+c.name+" = "+v)
				}
				bring()
				told = append(told, "import")
				for _, c := range cells {
					if value[c.name] == file[c.name] {
						theirs[c.name] = false // they agree
					}
					if !theirs[c.name] {
						value[c.name] = file[c.name]
					}
					last[c.name] = file[c.name]
					if got := c.stored(t, d); got != value[c.name] {
						t.Fatalf("seed %d, %s: %q, want %q after\n%s", seed, c.name, got, value[c.name],
							strings.Join(told, "\n"))
					}
				}
				before := dump(t, d) + strings.Join(
					slices.Sorted(slices.Values(dbtest.Query(t, d, "select * from imported"))),
					"\n",
				)
				bring()
				if after := dump(t, d) +
					strings.Join(slices.Sorted(slices.Values(dbtest.Query(t, d, "select * from imported"))),
						"\n"); after != before {
					t.Fatalf("seed %d: the same files again are something after\n%s", seed, strings.Join(told, "\n"))
				}
			}
			sound(t, d)
		}
	})
}
