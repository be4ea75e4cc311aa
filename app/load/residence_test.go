package load_test

import (
	"testing"
	"time"

	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// A family that moves is imported with its day, or with the day of the import; earlier days keep the former residence,
// and importing the same file again changes nothing.
func TestAMoveIsImportedWithItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := smallTown.with(files{
			"families.csv": "structure,code,civility,last_name,first_name,emails,resident,address,resident_from\n" +
				"mairie,F1,Mme,Martin,Claire,claire@example.org,yes,,\nmairie,F2,M.,Petit,Hugo,hugo@example.org,no,,\n" +
				"alsh,F1,Mme,Martin,Claire,claire@example.org,,,\n",
		})
		at := options
		imported := func(f files) map[string]string {
			t.Helper()
			if _, err := load.Import(t.Context(), d, f.folder(), at); err != nil {
				t.Fatal(err)
			}
			rows := map[string]string{}
			for _, code := range []string{"F1", "F2"} {
				rows[code] = ""
			}
			all, err := d.Read().
				QueryContext(t.Context(), `select f.code, r.before_date, r.resident from residences r join families f on
					f.id = r.family_id
				where f.structure_id = 1 order by 1, 2`)
			if err != nil {
				t.Fatal(err)
			}
			defer all.Close()
			for all.Next() {
				var row db.Residence
				var code string
				if err := all.Scan(&code, &row.BeforeDate, &row.Resident); err != nil {
					t.Fatal(err)
				}
				rows[code] += row.BeforeDate.String() + map[bool]string{true: " in; ", false: " out; "}[row.Resident]
			}
			return rows
		}
		is := func(got map[string]string, f1, f2 string) {
			t.Helper()
			if got["F1"] != f1 || got["F2"] != f2 {
				t.Errorf("got %q, want %q and %q", got, f1, f2)
			}
		}
		is(imported(town), "", "")
		at.Now = time.Date(2026, 12, 20, 12, 0, 0, 0, time.UTC)
		left := town.replace(t, "families.csv", "claire@example.org,yes,,", "claire@example.org,no,,2026-12-07")
		is(imported(left), "2026-12-07 in; ", "")
		is(imported(left), "2026-12-07 in; ", "") // a second time changes nothing
		came := left.replace(t, "families.csv", "hugo@example.org,no,,", "hugo@example.org,yes,,")
		is(imported(came), "2026-12-07 in; ", "2026-12-20 out; ") // no day is given: the day of the import is used
		at.Now = at.Now.AddDate(0, 0, 9)
		is(imported(came), "2026-12-07 in; ", "2026-12-20 out; ")
		right := came.replace(t, "families.csv", "hugo@example.org,yes,,", "hugo@example.org,yes,,2026-12-01")
		is(imported(right), "2026-12-07 in; ", "2026-12-01 out; ")
		// Staff corrected the day of a move: a file that still has the old day changes nothing, a file with another one
		// does.
		for _, move := range []struct {
			file   files
			f1, f2 string
		}{{right, "2026-12-05 in; ", "2026-12-01 out; "},
			{right.replace(t, "families.csv", "no,,2026-12-07", "no,,2026-12-09"), "2026-12-05 in; ",
				"2026-12-01 out; "},
			{right.replace(t, "families.csv", "yes,,2026-12-01", "yes,,2026-12-02"), "2026-12-05 in; ",
				"2026-12-01 out; 2026-12-02 out; "}} {
			run(t, d, "update residences set before_date = '2026-12-05' where resident")
			is(imported(move.file), move.f1, move.f2)
		}
		dbtest.Want(t, d,
			"select case when resident then 1 else 0 end from families where structure_id = 1 and code = 'F1'", "0")
	})
}
