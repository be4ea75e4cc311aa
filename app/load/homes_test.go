package load_test

import (
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// alwaysSecond says that child E1 is always in its second home.
const alwaysSecond = `insert into custodies (structure_id, child_id, from_date, even_family_id, odd_family_id, changes,
		at)
	select c.structure_id, c.id, '2026-11-01', f.id, f.id, 1, '2026-11-01' from children c
	join families f on f.structure_id = c.structure_id and f.code = 'F2'
	join structures s on s.id = c.structure_id where c.code = 'E1' and s.code = 'mairie'`

// A day that a file books belongs to the home of the day, which pays it (10.69); the child's other home does not.
func TestAnImportedDayIsOfTheHomeOfTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		run(t, d, alwaysSecond)
		importFiles(t, d, files{"reservations.csv": `structure,child,activity,date,state,requested_at,transmitted
			mairie,E1,MIDI,2026-12-10,accepted,2026-11-23T09:00:00Z,yes`})
		dbtest.Want(t, d, "select f.code, r.price from reservations r join families f on f.id = r.family_id "+
			"where r.date = '2026-12-10'", "F2 650")
	})
}

// What a file makes live again goes to the home of the day, too; what stays refused stays where it is.
func TestAnImportedDayThatIsLiveAgainIsOfTheHomeOfTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		refused := "structure,child,activity,date,state,requested_at,transmitted\n" +
			"mairie,E1,MIDI,2026-12-10,refused,2026-11-23T09:00:00Z,yes"
		importFiles(t, d, files{"reservations.csv": refused})
		run(t, d, alwaysSecond)
		importFiles(t, d, files{"reservations.csv": refused})
		const whose = "select f.code, r.state from reservations r join families f on f.id = r.family_id " +
			"where r.date = '2026-12-10'"
		dbtest.Want(t, d, whose, "F1 refused")
		importFiles(t, d, files{"reservations.csv": strings.Replace(refused, "refused", "accepted", 1)})
		dbtest.Want(t, d, whose, "F2 accepted")
		dbtest.Want(t, d, "select price from reservations where date = '2026-12-10'", "650")
	})
}
