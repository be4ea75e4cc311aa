package settings_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/operation"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// enrols sends the rehearsal as it is now.
func (l *leisure) enrols(ask settings.EnrolAsk) (id int64) {
	l.T.Helper()
	v, _ := l.rehearsed(ask)
	id, applied, now, err := l.settings.EnrolChildren(l.T.Context(), l.actor, ask, v.Seen, "Rentrée")
	if err != nil || !applied {
		l.T.Fatal(id, applied, now.Changed, err)
	}
	return id
}

// An activity is removed between the reading and the button: what is said of the others is true.
func TestAnActivityIsRemovedMeanwhile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		ask := settings.EnrolAsk{Activities: []string{"LECTURE", "ATELIER"}}
		v, _ := l.rehearsed(ask)
		t.Log(v.Seen)
		for _, table := range []string{"tariffs", "activity_pools"} {
			l.exec("delete from " + table + " where activity_id = (select id from activities where code = 'LECTURE')")
		}
		l.exec("delete from activities where code = 'LECTURE'")
		l.exec("update structures set revision = revision + 1")
		id, _, now, err := l.settings.EnrolChildren(t.Context(), l.actor, ask, v.Seen, "Rentrée")
		if err != nil || id != 0 {
			t.Fatal(id, err)
		}
		for _, one := range now.Changed {
			if strings.Contains(one, "et non plus") {
				t.Errorf("nothing differs at ATELIER, yet: %s", one)
			}
		}
	})
}

// Of the enrolments that an opération made, one has been ended since: undoing says whose it kept.
func TestTheUndoingNamesWhomItKeeps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		id := l.enrols(settings.EnrolAsk{Activities: []string{"ATELIER"}})
		l.exec("update enrolments set to_date = '2027-01-15' where child_id = ? and activity_id = "+
			"(select id from activities where code = 'ATELIER')", l.families[0].Children[0])
		if err := l.settings.Operations.Undo(t.Context(), l.actor, id, "Trop tôt"); err != nil {
			t.Fatal(err)
		}
		if err := l.settings.Operations.Work(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		page, err := l.settings.Operations.Operation(t.Context(), l.fresh(), id)
		if err != nil || len(page.Kept) != 1 {
			t.Fatalf("%q, %v", page.Kept, err)
		}
		if !strings.Contains(page.Kept[0], "Nom 0") {
			t.Errorf("who kept the enrolment is not said: %q", page.Kept)
		}
	})
}

// A family is erased: its children hold no place under the limit of an activity.
func TestAnErasedChildHoldsNoPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		l.erase(l.families[5]) // the only one who is enrolled in the workshop
		l.exec("update activities set max_enrolled = 1 where code = 'ATELIER'")
		l.exec("update structures set revision = revision + 1")
		_, fates := l.rehearsed(settings.EnrolAsk{Activities: []string{"ATELIER"}})
		if !slices.Contains(fates, "Nom 0 e") {
			t.Errorf("nobody is left in the workshop, yet: %q", fates)
		}
	})
}

// erase erases a family, as a clerk does.
func (l *leisure) erase(f dbtest.Family) {
	l.T.Helper()
	ctx := l.T.Context()
	if err := l.DB.Tx(ctx, l.erasing(f)); err != nil {
		l.T.Fatal(err)
	}
}

// Undoing an opération of which a family was erased takes back the enrolments of all.
func TestTheUndoingAfterAnErasure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		before := dbtest.Query(t, d, enrolled)
		id := l.enrols(settings.EnrolAsk{Activities: []string{"ATELIER"}})
		l.erase(l.families[0])
		if err := l.settings.Operations.Undo(t.Context(), l.actor, id, "Trop tôt"); err != nil {
			t.Fatal(err)
		}
		if err := l.settings.Operations.Work(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		page, err := l.settings.Operations.Operation(t.Context(), l.fresh(), id)
		if err != nil {
			t.Fatal(err)
		}
		if after := dbtest.Query(t, d, enrolled); !slices.Equal(after, before) && len(page.Kept) == 0 {
			t.Errorf("%q, not %q, and nothing is said to be kept", after, before)
		}
	})
}

// A child of two households, of which the first has been erased since: undoing takes its enrolment back, or says
// that it is kept.
func TestTheUndoingOfAChildWhoseFirstHouseholdIsErased(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		g := l.Family(0)
		l.exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 1)", g.ID,
			l.families[0].Children[0], l.Structure.ID)
		before := dbtest.Query(t, d, enrolled)
		id := l.enrols(settings.EnrolAsk{Activities: []string{"ATELIER"}})
		l.erase(l.families[0])
		if err := l.settings.Operations.Undo(t.Context(), l.actor, id, "Trop tôt"); err != nil {
			t.Fatal(err)
		}
		if err := l.settings.Operations.Work(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		page, err := l.settings.Operations.Operation(t.Context(), l.fresh(), id)
		if err != nil {
			t.Fatal(err)
		}
		if after := dbtest.Query(t, d, enrolled); !slices.Equal(after, before) && len(page.Kept) == 0 {
			t.Errorf("%q, not %q, and nothing is said to be kept", after, before)
		}
	})
}

// Both households of a child were erased, the first before it was enrolled: nothing says its code any more.
func TestNothingIsSaidOfAChildWhoseHouseholdsAreErased(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		g := l.Family(0)
		child := l.families[0].Children[0]
		l.exec("update children set code = 'zqxcode' where id = ?", child)
		l.exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 1)", g.ID,
			child, l.Structure.ID)
		l.erase(l.families[0])
		ask := settings.EnrolAsk{Activities: []string{"ATELIER"}, BornFrom: "2020-01-01", BornTo: "2020-12-31"}
		v, fates := l.rehearsed(ask)
		if !slices.Equal(fates, []string{"Nom 0 e"}) {
			t.Fatal(fates)
		}
		if _, applied, _, err := l.settings.EnrolChildren(t.Context(), l.actor, ask, v.Seen,
			"zqx raison"); err != nil ||
			!applied {
			t.Fatal(applied, err)
		}
		dbtest.Want(t, d, "select a.family_id from audit a where action = 'enrolment.set'", fmt.Sprint(g.ID))
		l.erase(g)
		dbtest.Want(t, d, "select changes from audit where changes like '%zqx%'")
		dbtest.Want(t, d, "select reason from audit where reason like '%zqx%'")
		dbtest.Want(t, d, "select reason from operations where reason like '%zqx%'")
	})
}

// Many children, many activities with a limit: the page comes in the time of a request.
func TestManyChildrenAndManyLimitsAreRehearsedInTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLeisure(t, d, 10, 0)
		most := 1000
		var codes []string
		for i := range 60 {
			codes = append(codes, fmt.Sprintf("CLUB%d", i))
			l.Activity(codes[i], func(a *db.Activity) { a.MaxEnrolled = &most })
		}
		for range 40 {
			l.families = append(l.families, l.Family(9))
		}
		// Each child of the first families began on a day of its own.
		for i, f := range l.families[4:] {
			for _, child := range f.Children {
				l.exec("insert into enrolments (child_id, activity_id, from_date, to_date, priority) select ?, "+
					"id, ?, ?, 0 "+
					"from activities where code = 'CLUB0'", child, fmt.Sprintf("2026-%02d-%02d", 9+i/20, 1+i%20),
					fmt.Sprintf("2026-%02d-%02d", 9+i/20, 1+i%20))
			}
		}
		l.exec("update structures set revision = revision + 1")
		for _, n := range []int{1, 10, 30, 60} {
			begun := time.Now()
			v, err := l.settings.RehearseEnrolments(t.Context(), l.fresh(), settings.EnrolAsk{Activities: codes[:n]})
			took := time.Since(begun)
			t.Logf("%d activities: %d come, many %v, %s", n, v.Comes, v.Many, took)
			if err != nil || took > 5*time.Second {
				t.Errorf("%d activities: %s, %v", n, took, err)
			}
		}
		begun := time.Now()
		_, _, _, err := l.settings.EnrolChildren(t.Context(), l.actor, settings.EnrolAsk{Activities: codes}, "",
			"Rentrée")
		if held := time.Since(begun); held > time.Second {
			t.Errorf("the button of 60 activities holds the town for %s: %v", held, err)
		}
		ask := settings.EnrolAsk{Activities: codes[:1]}
		v, _ := l.rehearsed(ask)
		begun = time.Now()
		id, applied, _, err := l.settings.EnrolChildren(t.Context(), l.actor, ask, v.Seen, "Rentrée")
		t.Logf("%d enrolled in %s", v.Comes, time.Since(begun))
		if err != nil || !applied {
			t.Fatal(applied, err)
		}
		begun = time.Now()
		if _, err := l.settings.Operations.Operation(t.Context(), l.fresh(), id); err != nil {
			t.Fatal(err)
		}
		t.Logf("the page in %s", time.Since(begun))
		begun = time.Now()
		if err := l.settings.Operations.Undo(t.Context(), l.actor, id, "Trop tôt"); err != nil {
			t.Fatal(err)
		}
		t.Logf("undone in %s", time.Since(begun))
	})
}

// Two clerks send overlapping rehearsals, another ends an enrolment, one lowers the limit, a worker undoes: the limit
// holds on each day, no child is enrolled twice, and after both are undone the enrolments are those that there were.
func TestOverlappingRehearsalsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		before := dbtest.Query(t, d, enrolled)
		rounds := 3
		if d.Postgres() {
			rounds = 15
		}
		for range rounds {
			asks := []settings.EnrolAsk{{Activities: []string{"ATELIER", "LECTURE"}}, {Activities: []string{"ATELIER"}},
				{Activities: []string{"LECTURE"}, Class: "FERRY"}}
			seen := make([]string, len(asks))
			for i, ask := range asks {
				v, _ := l.rehearsed(ask)
				seen[i] = v.Seen
			}
			ids := make([]int64, len(asks))
			var all sync.WaitGroup
			for i, ask := range asks {
				all.Go(func() {
					var err error
					if ids[i], _, _, err = l.settings.EnrolChildren(t.Context(), l.actor, ask, seen[i],
						"Rentrée"); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			dbtest.Want(t, d, "select a.id from enrolments a join enrolments b on a.child_id = b.child_id and "+
				"a.activity_id = b.activity_id and a.id < b.id and a.from_date <= b.to_date and b.from_date <= "+
				"a.to_date")
			dbtest.Want(t, d, "select e.activity_id from enrolments e join activities a on a.id = e.activity_id where "+
				"a.max_enrolled is not null group by e.activity_id, a.max_enrolled having count(*) > a.max_enrolled")
			for _, id := range ids {
				if id == 0 {
					continue
				}
				all.Go(func() {
					if err := l.settings.Operations.Undo(t.Context(), l.actor, id, "Trop tôt"); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if after := dbtest.Query(t, d, enrolled); !slices.Equal(after, before) {
				t.Fatalf("%q, not %q", after, before)
			}
		}
	})
}

// A child of two households is listed once, is one line of the journal, and is taken back.
func TestAChildOfTwoHouseholdsIsEnrolledOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		g := l.Family(0)
		l.exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 1)", g.ID,
			l.families[0].Children[0], l.Structure.ID)
		before := dbtest.Query(t, d, enrolled)
		ask := settings.EnrolAsk{Activities: []string{"ATELIER"}, BornFrom: "2020-01-01", BornTo: "2020-12-31"}
		v, fates := l.rehearsed(ask)
		if v.Comes != 1 || len(fates) != 1 {
			t.Fatal(fates)
		}
		id := l.enrols(ask)
		page, err := l.settings.Operations.Operation(t.Context(), l.fresh(), id)
		if err != nil || len(page.Settings) != 1 || page.State != operation.Applied {
			t.Fatalf("%+v, %v", page.Settings, err)
		}
		if err := l.settings.Operations.Undo(t.Context(), l.actor, id, "Trop tôt"); err != nil {
			t.Fatal(err)
		}
		if after := dbtest.Query(t, d, enrolled); !slices.Equal(after, before) {
			t.Errorf("%q, not %q", after, before)
		}
	})
}

// A page number out of the list, and numbers of children that are none, are no fault of ours.
func TestARehearsalWithStrangeNumbers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		for _, page := range []int{-1 << 60, -1, 0, 2, 1 << 60, 1<<63 - 1} {
			l.rehearsed(settings.EnrolAsk{Activities: []string{"ATELIER"}, Page: page, Left: []int64{-1, 0, 1 << 62}})
		}
		for _, born := range [][2]string{{"0001-01-01", "9999-12-31"}, {"2020-02-29", "2020-02-29"}} {
			l.rehearsed(settings.EnrolAsk{Activities: []string{"ATELIER", "ATELIER", "RIEN"}, BornFrom: born[0],
				BornTo: born[1], In: "MERCREDI", NotIn: "MERCREDI", Class: "FERRY CP"})
		}
	})
}
