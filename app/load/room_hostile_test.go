package load_test

import (
	"context"
	"strings"
	"testing"

	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// A child whom the town hall enrolled from a later day is enrolled by a file from the first one: it takes one place,
// its
// own, and whatever is wrong with its line, it is not that the activity is full of itself.
func TestImportCountsAChildOnceUnderTheLimit(t *testing.T) {
	for _, limit := range []string{"1", "null"} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			importFiles(t, d, smallTown)
			t.Log(dbtest.Query(t, d, "select c.code, a.code, e.from_date, e.to_date from enrolments e join "+
				"children c on c.id = "+
				"e.child_id join activities a on a.id = e.activity_id"))
			for _, statement := range []string{"update activities set max_enrolled = " + limit + " where code = 'SOIR'",
				"delete from enrolments where activity_id = (select id from activities where code = 'SOIR')",
				"insert into enrolments (child_id, activity_id, from_date, to_date, priority) select c.id, a.id, " +
					"'2027-03-01', " +
					"a.to_date, 0 from children c, activities a where c.code = 'E2' and a.code = 'SOIR' and " +
					"c.structure_id = a.structure_id",
				"update structures set revision = revision + 1"} {
				if _, err := d.Write().ExecContext(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
			some := files{"enrolments.csv": "structure,child,activity,from,to,priority\nmairie,E2,SOIR,,,"}
			_, err := load.Import(context.Background(), d, some.folder(), options)
			t.Log("limit", limit, err)
			if err != nil && strings.Contains(err.Error(), "complète") {
				t.Error("the activity is full of the child itself")
			}
			t.Log(dbtest.Query(t, d, "select c.code, a.code, e.from_date, e.to_date from enrolments e join "+
				"children c on c.id = "+
				"e.child_id join activities a on a.id = e.activity_id"))
		})
	}
}
