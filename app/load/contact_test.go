package load_test

import (
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// How a structure is reached, and why an activity is closed on a date, come with the files, also after an import
// without these columns.
func TestTheContactOfAStructureIsImported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		dbtest.Want(t, d, "select address, phone, email, hours from structures where code = 'mairie'", "- - - -")
		told := smallTown.with(files{
			"structures.csv": `code,name,zone,alsace_moselle,night_at,notice,address,phone,email,hours
				mairie,Mairie de Saint-Aubin,A,,,"Cantine fermée, vendredi",1 place,05 36 49 00 10,m@ville.example,Le matin
				alsh,Centre de loisirs,A,no,01:15,,,,,`,
			"openings.csv": `structure,activity,date,open,label
				mairie,MIDI,2026-12-04,no,grève du personnel`,
		})
		importFiles(t, d, told)
		dbtest.Want(t, d, "select address, phone, email, hours from structures where code = 'mairie'",
			"1 place 05 36 49 00 10 m@ville.example Le matin")
		dbtest.Want(t, d, "select open, label from openings", dbtest.No(d)+" grève du personnel")
		refusedWith(t, d, told.replace(t, "structures.csv", "m@ville.example", "m@"), "structures.csv", "email")
	})
}
