package load_test

import (
	"strings"
	"testing"

	"cartable/app/load"
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

// activities.csv says which levels and schools an activity admits, the schools by the names that children.csv makes
// them of. The same file again changes nothing, and neither does one that repeats itself after staff changed it.
func TestImportSaysWhomActivitiesAdmit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const header = "book_by,cancel_by,allot,compatible_with"
		said := smallTown.replace(t, "activities.csv", header, header+",levels,schools").
			replace(t, "activities.csv", "JO-1 09:00,,", "JO-1 09:00,,,CE2;CP,École Jean Moulin").
			replace(t, "activities.csv", ",immediate,ETUDE", ",immediate,ETUDE,,").
			replace(t, "activities.csv", "J-2 12:00,none,nightly,", "J-2 12:00,none,nightly,,,").
			replace(t, "activities.csv", "J-2 12:00,,manual,", "J-2 12:00,,manual,,,")
		admits := func(want ...string) {
			t.Helper()
			dbtest.Want(t, d, `select a.code, a.levels, s.name from activities a join activity_schools x on
				x.activity_id = a.id join schools s on s.id = x.school_id order by 1`, want...)
		}
		for range 2 {
			importFiles(t, d, said)
			admits("MIDI CP;CE2 École Jean Moulin")
		}
		dbtest.Want(t, d, "select revision from structures order by id", "1", "1")
		_, err := load.Import(t.Context(), d, said.replace(t, "activities.csv", "École Jean Moulin", "École Inconnue").
			replace(t, "activities.csv", "CE2;CP", "CE2;6e").folder(), options)
		if err == nil || !strings.Contains(err.Error(), "« 6e » n'est pas un niveau") {
			t.Errorf("got %v", err)
		}
		_, err = load.Import(t.Context(), d, said.replace(t, "activities.csv", "École Jean Moulin",
			"École Inconnue").folder(), options)
		if err == nil || !strings.Contains(err.Error(), "« École Inconnue » n'est le nom d'aucune école") {
			t.Errorf("got %v", err)
		}
		classes := said.replace(t, "activities.csv", header+",levels,schools", header+",levels,schools,classes").
			replace(t, "activities.csv", "CE2;CP,École Jean Moulin", "CE2;CP,,École Jean Moulin/CE2").
			replace(t, "activities.csv", ",immediate,ETUDE,,", ",immediate,ETUDE,,,").
			replace(t, "activities.csv", "J-2 12:00,none,nightly,,,", "J-2 12:00,none,nightly,,,,").
			replace(t, "activities.csv", "J-2 12:00,,manual,,,", "J-2 12:00,,manual,,,,")
		for range 2 {
			importFiles(t, d, classes)
			dbtest.Want(t, d, `select a.code, s.name, k.name from activity_classes x
				join activities a on a.id = x.activity_id join classes k on k.id = x.class_id
				join schools s on s.id = k.school_id`, "MIDI École Jean Moulin CE2")
		}
		_, err = load.Import(t.Context(), d, classes.replace(t, "activities.csv", "Moulin/CE2",
			"Moulin/CE9").folder(), options)
		if err == nil || !strings.Contains(err.Error(), "« École Jean Moulin/CE9 » n'est le nom d'aucune classe") {
			t.Errorf("got %v", err)
		}
		importFiles(t, d, said)
		if _, err := d.Write().ExecContext(t.Context(), "delete from activity_classes"); err != nil {
			t.Fatal(err)
		}
		for _, change := range []string{"update activities set levels = 'GS' where code = 'MIDI' and structure_id = 1",
			"delete from activity_schools"} {
			if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
		importFiles(t, d, said)
		admits()
		dbtest.Want(t, d, "select levels from activities where code = 'MIDI' order by structure_id", "GS", "")
		importFiles(t, d, said.replace(t, "activities.csv", "CE2;CP,École Jean Moulin", "CE2;CP,"))
		admits()
	})
}
