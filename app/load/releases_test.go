package load_test

import (
	"context"
	"strings"
	"testing"

	"cartable/app/domain/town"
	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// releases.csv says since when the days of a period may be booked. The same file again changes nothing; two lines that
// share a day are refused, with those that are stored too.
func TestImportSaysWhenBookingsOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		said := smallTown.with(files{"releases.csv": `structure,activity,from,to,on,at
			mairie,MIDI,2027-01-04,2027-02-12,2026-12-05,08:30
			mairie,SOIR,2027-01-04,2027-02-12,2026-12-05,09:00`})
		for range 2 {
			importFiles(t, d, said)
			dbtest.Want(t, d, "select a.code, r.to_date, on_date, at_time from releases r join activities a on a.id ="+
				" r.activity_id order by at_time",
				"MIDI 2027-02-12 2026-12-05 08:30", "SOIR 2027-02-12 2026-12-05 09:00")
		}
		held := func() *town.Settings {
			var all *town.Settings
			if err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
				stored, err := q.HoldTown(ctx, 1)
				all = stored.Settings
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return all
		}
		if n := held().All(town.NounRelease); len(n) != 2 {
			t.Errorf("the locked town has %+v", n)
		}
		longer := said.replace(t, "releases.csv", "MIDI,2027-01-04,2027-02-12", "MIDI,2027-01-04,2027-03-26")
		importFiles(t, d, longer)
		dbtest.Want(t, d, "select to_date from releases order by at_time", "2027-03-26", "2027-02-12")
		dbtest.Want(t, d, "select revision from structures order by id", "2", "1")
		wrong := smallTown.with(files{"releases.csv": `structure,activity,from,to,on,at
			mairie,MIDI,2027-03-01,2027-04-09,2026-12-05,8h
			mairie,MIDI,2027-04-09,2027-04-10,2026-12-05,08:30
			alsh,SOIR,2027-04-12,2027-04-09,,08:30`})
		_, err := load.Import(t.Context(), d, wrong.folder(), options)
		if err == nil {
			t.Fatal("the file is wrong")
		}
		for _, one := range []string{"ligne 2, colonne at", "ligne 2, colonne to", "ligne 3, colonne to",
			"ligne 4, colonne activity", "ligne 4, colonne on", "ligne 4, colonne to"} {
			if !strings.Contains(err.Error(), one) {
				t.Errorf("%s is missing in\n%v", one, err)
			}
		}
	})
}
