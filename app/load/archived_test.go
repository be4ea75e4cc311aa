package load_test

import (
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// Rows of an archived family are refused in each file, also those that name a child of it; a child who lives in another
// home is that home's.
func TestAnArchivedFamilyIsNotWrittenTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		run(t, d, "update families set archived_at = current_timestamp where code = 'F2' and structure_id = 1",
			"insert into children (structure_id, code, last_name, first_name, birth_date) values (1, 'E77', 'Petit', "+
				"'Max', '2018-05-01'), (1, 'E78', 'Petit', 'Léa', '2018-05-01')",
			"insert into family_children (family_id, child_id, structure_id, position) select f.id, c.id, 1, "+
				"case f.code when 'F2' then 0 else 1 end from families f join children c on c.structure_id = 1 and "+
				"(c.code = 'E78' or c.code = 'E77' and f.code = 'F2') where f.structure_id = 1 and c.code like 'E7_' "+
				"and f.code in ('F1', 'F2')")
		before := dump(t, d)
		const archived = "famille archivée\u00a0: rouvrez-la, ou retirez ses lignes"
		refusedWith(t, d, smallTown, "families.csv, ligne 3", archived)
		for name, text := range map[string]string{
			"accounts.csv":  "login,password,role,structure,family,must_change\nrevenant,,guardian,mairie,F2,",
			"quotients.csv": "structure,family,from,to,qf\nmairie,F2,2026-01-01,,312",
			"children.csv": "structure,family,code,last_name,first_name,birth_date,school,class,diet,allergies\n" +
				"mairie,F2,E79,Petit,Zoé,2018-05-01,,,,",
			"enrolments.csv":   "structure,child,activity,from,to,priority\nmairie,E77,MIDI,,,",
			"reservations.csv": "structure,child,activity,date,state,requested_at,transmitted\nmairie,E77,MIDI,2026-12-11,,,",
		} {
			refusedWith(t, d, files{name: text}, name+", ligne 2", archived)
		}
		if dump(t, d) != before {
			t.Error("something was written")
		}
		importFiles(t, d, files{"reservations.csv": "structure,child,activity,date,state,requested_at,transmitted\n" +
			"mairie,E78,MIDI,2026-12-11,,,"})
		dbtest.Want(t, d, "select f.code from reservations r join families f on f.id = r.family_id join children c "+
			"on c.id = r.child_id where c.code = 'E78'", "F1")
	})
}
