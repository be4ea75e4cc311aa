package load_test

import (
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// A day that a file books belongs to the home of the day, which pays it (10.69); the child's other home does not.
func TestAnImportedDayIsOfTheHomeOfTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		run(t, d, "insert into custodies (structure_id, child_id, from_date, even_family_id, odd_family_id, changes, at) "+
			"select c.structure_id, c.id, '2026-11-01', f.id, f.id, 1, '2026-11-01' from children c join families f on "+
			"f.structure_id = c.structure_id and f.code = 'F2' join structures s on s.id = c.structure_id "+
			"where c.code = 'E1' and s.code = 'mairie'") // always in F2
		importFiles(t, d, files{"reservations.csv": `structure,child,activity,date,state,requested_at,transmitted
			mairie,E1,MIDI,2026-12-10,accepted,2026-11-23T09:00:00Z,yes`})
		dbtest.Want(t, d, "select f.code, r.price from reservations r join families f on f.id = r.family_id "+
			"where r.date = '2026-12-10'", "F2 650")
	})
}
