package db_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"cartable/app/domain/paging"
	"cartable/db"
	"cartable/db/dbtest"
)

// found lists the codes of the families that words find.
func found(t *testing.T, d *db.DB, structure int64, words string) string {
	t.Helper()
	all, p, err := d.Read().Families(t.Context(), db.FamilyFilter{StructureID: structure, Words: strings.Fields(words),
		Page: paging.At(1)})
	if err != nil || p.Count != len(all) {
		t.Fatal(len(all), p, err)
	}
	var codes []string
	for _, one := range all {
		codes = append(codes, one.Code)
	}
	return strings.Join(codes, " ")
}

// A family is found by the beginning of each word that it may be named by, and no longer once the word is gone.
func TestAFamilyIsFoundByAllItsNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f, other, here := w.Family(2), w.Family(1), w.Structure.ID
		neighbour := dbtest.NewNeighbour(t, d)
		neighbour.Family(1)
		put := func(query string, args ...any) {
			t.Helper()
			if _, err := d.Write().ExecContext(context.Background(), query, args...); err != nil {
				t.Fatal(query, err)
			}
		}
		put("update families set code = 'A7', last_name = 'Lefèvre-d''Élan', first_name = 'Anne', phone = "+
			"'06 12 34 56 78' where id = ?", f.ID)
		put("update families set code = 'B8', last_name = 'Costa', first_name = '' where id = ?", other.ID)
		put("update guardians set name = 'Zoé Ngouabi' where family_id = ?", f.ID)
		put("update accounts set login = 'zngouabi1' where id = ?", f.AccountID)
		put("delete from family_emails where family_id in (?, ?)", f.ID, other.ID)
		put("insert into family_emails (family_id, position, address) values (?, 0, 'jean-luc@example.org'), "+
			"(?, 1, 'anne.e@example.org')", f.ID, f.ID)
		put("update children set last_name = 'Quôc', first_name = '\"Lé\\o\"', code = 'K1' where id = ?", f.Children[0])
		for words, want := range map[string]string{
			"le": "A7", "lefevre": "A7", "elan": "A7", "anne lefe": "A7", "a7": "A7", "efevre": "", "lefevrez": "",
			"zoe": "A7", "ngou": "A7", "zngouabi1": "A7", "jean": "A7", "luc@example.org": "A7", "anne.e@": "A7",
			"quoc": "A7", "\"le\\o\"": "A7", "k1": "A7", "0612": "A7", "0612345678": "A7", "costa": "B8",
			"quoc zoe 06123": "A7", "quoc costa": "", "%": "", "_": "", "'": "", "": "B8 A7",
		} {
			got := found(t, d, here, words)
			if got != want {
				t.Errorf("%q finds %q, want %q", words, got, want)
			}
		}
		put("update families set last_name = 'Roy', phone = '' where id = ?", f.ID)
		put("update guardians set name = '' where family_id = ?", f.ID)
		put("update accounts set login = 'autre' where id = ?", f.AccountID)
		put("update family_emails set address = 'x@example.org' where family_id = ? and position = 0", f.ID)
		put("delete from family_emails where family_id = ? and position = 1", f.ID)
		put("update children set last_name = 'Roy', first_name = 'Léa' where id = ?", f.Children[0])
		for _, word := range []string{"lefevre", "0612", "ngou", "zngouabi1", "jean", "anne.e@", "quoc"} {
			if got := found(t, d, here, word); got != "" {
				t.Errorf("%q still finds %s", word, got)
			}
		}
		if found(t, d, here, "roy lea autre x@") != "A7" {
			t.Error("the new words find nothing")
		}
		put("insert into family_children (family_id, child_id, structure_id) values (?, ?, ?)", other.ID, f.Children[0],
			here)
		if got := found(t, d, here, "lea"); got != "B8 A7" {
			t.Errorf("a child of two households: %s", got)
		}
	})
}

// A search reads the rows of its words, and neither all families nor all words, in a town of 2,000 families and in one
// of 20,000.
func TestASearchUsesItsIndex(t *testing.T) {
	for _, families := range []int{2_000, 20_000} {
		t.Run(fmt.Sprint(families), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) { searchIn(t, d, families) })
		})
	}
}

func searchIn(t *testing.T, d *db.DB, families int) {
	w := dbtest.NewTown(t, d)
	insert := func(into, columns, values string) {
		t.Helper()
		query := "insert into " + into + " (" + columns + ") with recursive n (i) as (select 1 union all select " +
			"i + 1 from n where i < " + fmt.Sprint(families) + ") select " + values + " from n"
		if _, err := d.Write().ExecContext(t.Context(), query, w.Structure.ID); err != nil {
			t.Fatal(err)
		}
	}
	insert("families", "structure_id, code, last_name, first_name",
		"?, 'F' || i, 'Nom' || i, case when i % 2 = 0 then 'Anne' else 'Paul' end")
	insert("children", "structure_id, code, last_name, first_name, birth_date",
		"?, 'E' || i, 'Nom' || i, 'Enfant' || i, '2018-05-04'")
	for _, query := range []string{"insert into family_children (family_id, child_id, structure_id) select f.id, " +
		"c.id, f.structure_id from families f join children c on c.last_name = f.last_name", "analyze"} {
		if _, err := d.Write().ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	if got := found(t, d, w.Structure.ID, "enfant1999"); !strings.HasPrefix(got, "F1999") {
		t.Fatalf("found %q", got)
	}
	condition, args := db.Finding([]string{"nom1999"}, []any{w.Structure.ID})
	explain := "explain query plan "
	if d.Postgres() {
		explain = "explain "
	}
	query := explain + "select f.id from families f where f.structure_id = $1 and f.merged_into is null and " +
		"f.archived_at is null" + condition
	for i := len(args); i > 0; i-- {
		query = strings.ReplaceAll(query, fmt.Sprint("$", i), map[bool]string{true: fmt.Sprint(args[i-1]),
			false: "'" + fmt.Sprint(args[i-1]) + "'"}[i == 1])
	}
	plan := strings.ToLower(strings.Join(dbtest.Query(t, d, query), "\n"))
	uses := 2 // SQLite begins the third read, of the files that were merged, at these
	if d.Postgres() {
		uses = 3
	}
	if strings.Count(plan, "family_words_word") != uses || strings.Contains(plan, "scan on family_words") ||
		strings.Contains(plan, "scan w") || strings.Contains(plan, "scan f\n") ||
		strings.Contains(plan, "seq scan on families") {
		t.Errorf("the plan:\n%s", plan)
	}
}
