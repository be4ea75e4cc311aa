package load_test

import (
	"context"
	"strings"
	"testing"

	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// A file that enrols one child too many is refused at its line, and the same file again is not.
func TestImportKeepsTheLimitOfEnrolled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		for _, statement := range []string{"update activities set max_enrolled = 1 where code = 'SOIR'",
			"update structures set revision = revision + 1"} {
			if _, err := d.Write().ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		some := files{"enrolments.csv": "structure,child,activity,from,to,priority\nmairie,E1,SOIR,,,\nmairie,E2,SOIR,,,"}
		_, err := load.Import(context.Background(), d, some.folder(), options)
		if err == nil || !strings.Contains(err.Error(), "enrolments.csv, ligne 3, colonne activity") {
			t.Fatal(err)
		}
		importFiles(t, d, files{"enrolments.csv": "structure,child,activity,from,to,priority\nmairie,E1,SOIR,,,"})
		// The file shortens one and puts another behind it; then it lengthens the first again, without an end.
		importFiles(t, d, files{"enrolments.csv": "structure,child,activity,from,to,priority\n" +
			"mairie,E1,SOIR,,2026-12-31,\nmairie,E2,SOIR,2027-01-01,,"})
		_, err = load.Import(context.Background(), d, files{"enrolments.csv": "structure,child,activity,from,to," +
			"priority\nmairie,E1,SOIR,,9999-12-31,"}.folder(), options)
		if err == nil || !strings.Contains(err.Error(), "1 inscrit sur 1") {
			t.Fatal(err)
		}
	})
}
