package people_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"cartable/app/domain/fault"
	"cartable/app/load"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// A file enrols some of the children whom a clerk enrols at the same time, from the same day: nobody is enrolled twice,
// the limit holds, and both end with a sentence at worst.
func TestAMassEnrolmentMeetsAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rounds := 3
		if d.Postgres() {
			rounds = 10
		}
		w := newWhole(t, d)
		f, _ := w.Family(2), w.Family(2)
		for round := range rounds {
			w.Exec("delete from enrolments")
			w.Exec("delete from imported")
			w.Exec("update activities set max_enrolled = 3 where code = 'RESTO'")
			w.Exec("update structures set revision = revision + 1")
			ask := settings.EnrolAsk{Activities: []string{"RESTO"}, From: "2027-01-04"}
			v, err := w.settings.RehearseEnrolments(w.ctx, w.Desk, ask)
			if err != nil || v.Comes != 3 {
				t.Fatal(v.Comes, err)
			}
			text := "structure,child,activity,from,to,priority\n"
			for _, child := range f.Children {
				code := dbtest.Query(t, d, fmt.Sprint("select code from children where id = ", child))[0]
				text += "mairie," + code + ",RESTO,2027-01-04,2027-07-02,0\n"
			}
			said := make([]string, 2)
			var both sync.WaitGroup
			both.Go(func() {
				_, _, now, err := w.settings.EnrolChildren(w.ctx, w.Desk, ask, v.Seen, "Rentrée")
				if kind := fault.KindOf(err); kind != "" && kind != fault.Conflict && kind != fault.Invalid {
					t.Error(err)
				}
				said[0] = fmt.Sprint(now.Changed, err)
			})
			both.Go(func() {
				_, err := load.Import(w.ctx, d, fstest.MapFS{"enrolments.csv": &fstest.MapFile{Data: []byte(text)}},
					load.Options{Now: w.Now, Hash: func(p string) (string, error) { return p, nil },
						HashDrawn: func(p string) (string, error) { return p, nil }})
				said[1] = fmt.Sprint(err)
			})
			both.Wait()
			dbtest.Want(t, d, "select a.id from enrolments a join enrolments b on a.child_id = b.child_id and "+
				"a.activity_id = b.activity_id and a.id < b.id and a.from_date <= b.to_date and b.from_date <= "+
				"a.to_date")
			if n := dbtest.Query(t, d, "select count(*) from enrolments")[0]; n > "3" {
				t.Errorf("round %d: %s\n%s", round, n, strings.Join(said, "\n"))
			}
			if round < 3 {
				t.Log(strings.Join(said, "\n"))
			}
		}
	})
}
