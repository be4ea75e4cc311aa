package load_test

import (
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// The texts of children.csv become schools and classes, once; a name that staff have changed since is not brought back.
func TestImportMakesSchoolsAndClasses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		said := smallTown.with(files{"children.csv": `structure,family,code,last_name,first_name,birth_date,school,class,diet,allergies
			mairie,F1,E1,Martin,Léa,2018-03-02,École Jean Moulin,CE2,,arachide
			mairie,F2,E1,Martin,Léa,2018-03-02,,,,
			mairie,F2,E2,Petit,Tom,2021-05-06,École Jean Moulin,CP,sans porc,
			alsh,F1,E1,Martin,Léa,2018-03-02,École Jean Moulin,,,`})
		linked := func(want ...string) {
			t.Helper()
			dbtest.Want(t, d, `select c.code, coalesce(s.name, '-'), coalesce(k.name, '-') from children c
				left join schools s on s.id = c.school_id and s.structure_id = c.structure_id
				left join classes k on k.id = c.class_id and k.school_id = s.id order by c.structure_id, c.code`, want...)
		}
		for range 2 {
			importFiles(t, d, said)
			dbtest.Want(t, d, "select structure_id, code, name from schools order by id", "1 E1 École Jean Moulin",
				"2 E1 École Jean Moulin")
			dbtest.Want(t, d, "select code, name from classes order by code", "C1 CE2", "C2 CP")
			linked("E1 École Jean Moulin CE2", "E2 École Jean Moulin CP", "E1 École Jean Moulin -")
		}
		for _, change := range []string{"update schools set name = 'Moulin' where structure_id = 1",
			"update children set school = 'Moulin' where structure_id = 1"} {
			if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
		importFiles(t, d, said)
		dbtest.Want(t, d, "select count(*) from schools", "2")
		linked("E1 Moulin CE2", "E2 Moulin CP", "E1 École Jean Moulin -")
		importFiles(t, d, said.replace(t, "children.csv", "CE2", "CM1"))
		linked("E1 Moulin CM1", "E2 Moulin CP", "E1 École Jean Moulin -")
		w := dbtest.Query(t, d, "select revision from structures order by id")
		if len(w) != 2 {
			t.Error(w)
		}
	})
}
