package db_test

import (
	"os"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// The migration makes a school of each distinct text, and a class of each text of a school; a class without a school
// stays a text.
func TestTextsOfChildrenBecomeSchools(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, next := dbtest.NewTown(t, d), dbtest.NewNeighbour(t, d)
		for i, c := range []struct {
			structure     int64
			school, class string
		}{{w.Structure.ID, "Jules-Ferry", "CP"}, {w.Structure.ID, "Jules-Ferry", "CP"},
			{w.Structure.ID, "Tilleuls", "CP"}, {w.Structure.ID, "Jules-Ferry", ""}, {w.Structure.ID, "", "CM2"},
			{next.Structure.ID, "Jules-Ferry", "CE1"}} {
			row := db.Child{StructureID: c.structure, Code: string(rune('A' + i)), LastName: "N", FirstName: "P",
				BirthDate: civil.New(2018, 1, 1), School: c.school, Class: c.class}
			if _, err := d.Write().NewInsert().Model(&row).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		text, err := os.ReadFile("migrations/20261129145600_schools.tx.up.sql")
		if err != nil {
			t.Fatal(err)
		}
		ran := 0
		for statement := range strings.SplitSeq(string(text), ";") {
			statement = strings.TrimSpace(statement)
			if strings.HasPrefix(statement, "insert") || strings.HasPrefix(statement, "update") {
				ran++
				if _, err := d.Write().ExecContext(t.Context(), statement); err != nil {
					t.Fatalf("%s: %v", statement, err)
				}
			}
		}
		if ran != 4 {
			t.Errorf("%d statements", ran)
		}
		dbtest.Want(t, d, "select structure_id, code, name from schools order by structure_id, code",
			"1 E1 Jules-Ferry", "1 E2 Tilleuls", "2 E1 Jules-Ferry")
		dbtest.Want(t, d, "select s.name, k.code, k.name from classes k join schools s on s.id = k.school_id "+
			"order by k.id", "Jules-Ferry C1 CP", "Tilleuls C1 CP", "Jules-Ferry C1 CE1")
		dbtest.Want(t, d, `select c.code, s.name, k.name from children c join schools s on s.id = c.school_id and
			s.structure_id = c.structure_id left join classes k on k.id = c.class_id order by c.code`,
			"A Jules-Ferry CP", "B Jules-Ferry CP", "C Tilleuls CP", "D Jules-Ferry -", "F Jules-Ferry CE1")
		// Linking again what the texts name changes nothing.
		if err := d.Write().LinkChildren(t.Context(), w.Structure.ID); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*), count(school_id), count(class_id) from children", "6 5 4")
	})
}
