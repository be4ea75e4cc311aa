package people_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// While a clerk enrols many, others enrol one of them, lower the limit, move a class, remove the activity's days: each
// is told, the limit holds, nobody is enrolled twice and no fault is ours.
func TestAMassEnrolmentMeetsOtherClerks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rounds := 4
		if d.Postgres() {
			rounds = 20
		}
		w := newWhole(t, d)
		f := w.Family(2)
		w.Family(2)
		code := dbtest.Query(t, d, fmt.Sprint("select code from families where id = ", f.ID))[0]
		for round := range rounds {
			w.Exec("delete from enrolments")
			w.Exec("update activities set max_enrolled = 3 where code = 'RESTO'")
			w.Exec("update structures set revision = revision + 1")
			ask := settings.EnrolAsk{Activities: []string{"RESTO", "SOIR"}}
			v, err := w.settings.RehearseEnrolments(w.ctx, w.Desk, ask)
			if err != nil || v.Comes != 7 {
				t.Fatal(v.Comes, err)
			}
			s, err := w.operations.Settings(w.ctx, w.Desk)
			if err != nil {
				t.Fatal(err)
			}
			was := s.Stored(town.ActivityEntry{Code: "RESTO"}).(town.ActivityEntry)
			is := was
			two := 2
			is.MaxEnrolled = &two
			did := make([]string, 4)
			say := func(i int, err error, words string) {
				kind := fault.KindOf(err)
				if kind != "" && kind != fault.Conflict && kind != fault.Invalid {
					t.Errorf("round %d, %d: %v", round, i, err)
				}
				did[i] = fmt.Sprint(words, " ", err)
			}
			var all sync.WaitGroup
			all.Go(func() {
				_, _, now, err := w.settings.EnrolChildren(w.ctx, w.Desk, ask, v.Seen, "Rentrée")
				say(0, err, strings.Join(now.Changed, "; "))
			})
			all.Go(func() {
				_, _, now, err := w.settings.EnrolChildren(w.ctx, w.Desk, ask, v.Seen, "Autre")
				say(1, err, strings.Join(now.Changed, "; "))
			})
			all.Go(func() {
				_, _, err := w.settings.Enrol(w.ctx, w.Desk, code, f.Children[1],
					settings.EnrolForm{Activities: []string{"RESTO"},
						From: w.Now.Format("2006-01-02"), Reason: "arrivée"})
				say(2, err, "one")
			})
			all.Go(func() {
				_, _, err := w.operations.Prepare(w.ctx, w.Desk, operation.Request{Kind: operation.Catalogue,
					Title:  "Limite",
					Reason: "moins d'adultes", Changes: town.Changes{{Before: was, After: is}}})
				say(3, err, "limit")
			})
			all.Wait()
			dbtest.Want(t, d, "select a.id from enrolments a join enrolments b on a.child_id = b.child_id and "+
				"a.activity_id = b.activity_id and a.id < b.id and a.from_date <= b.to_date and b.from_date <= "+
				"a.to_date")
			n := dbtest.Query(t, d, "select count(*) from enrolments where activity_id = "+fmt.Sprint(w.Meal))[0]
			if n > "3" {
				t.Errorf("round %d: %s enrolled\n%s", round, n, strings.Join(did, "\n"))
			}
			if round == 0 {
				t.Log(n, strings.Join(did, "\n"))
			}
			w.Sound()
			if t.Failed() {
				return
			}
		}
	})
}
