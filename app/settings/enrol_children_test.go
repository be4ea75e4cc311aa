package settings_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"cartable/app/domain/fault"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// newWorkshop is the town of newLeisure with a workshop for three children from 6 to 8 years, one of whom is enrolled,
// and a reading club for the CP. The children come in the order of their names.
func newWorkshop(t *testing.T, d *db.DB) *leisure {
	six, eight, three := 6, 8, 3
	l := newLeisure(t, d, 10, 0)
	workshop := l.Activity("ATELIER", func(a *db.Activity) { a.AgeFrom, a.AgeTo, a.MaxEnrolled = &six, &eight, &three })
	l.Activity("LECTURE", func(a *db.Activity) { a.Levels = "CP" })
	l.families = append(l.families, l.Family(1), l.Family(1, workshop))
	l.exec("insert into schools (structure_id, code, name) values (?, 'FERRY', 'Jules-Ferry')", l.Structure.ID)
	l.exec("insert into classes (school_id, code, name) select id, 'CP', 'CP' from schools")
	l.exec("insert into classes (school_id, code, name) select id, 'CE2', 'CE2' from schools")
	births := []string{"2020-05-01", "2010-05-01", "2024-05-01", "2019-05-01", "2019-06-01", "2019-07-01"}
	for i, f := range l.families {
		l.exec("update children set last_name = ?, first_name = 'Zoé', birth_date = ? where id = ?",
			fmt.Sprint("Nom ", i), births[i], f.Children[0])
	}
	for i, class := range map[int]string{0: "CE2", 3: "CP"} {
		l.exec("update children set school_id = (select id from schools), class_id = (select id from classes where "+
			"code = ?) where id = ?", class, l.families[i].Children[0])
	}
	l.exec("update structures set revision = revision + 1")
	return l
}

func (l *leisure) rehearsed(f settings.EnrolAsk) (v settings.EnrolRehearsal, fates []string) {
	l.T.Helper()
	v, err := l.settings.RehearseEnrolments(l.T.Context(), l.fresh(), f)
	if err != nil {
		l.T.Fatal(err)
	}
	for _, r := range v.Rows {
		line := r.LastName
		for _, one := range r.Fates {
			line += " " + string(rune(one.Fate))
		}
		fates = append(fates, line)
	}
	return v, fates
}

const enrolled = "select child_id, activity_id, cast(from_date as text), cast(to_date as text), priority from " +
	"enrolments order by child_id, activity_id, from_date"

// Each child is enrolled, or is not for a reason of its own, and the last places go to the first of the list.
func TestEnrolmentsAreRehearsed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		ask := settings.EnrolAsk{Activities: []string{"ATELIER", "LECTURE"}}
		want := func(what string, f settings.EnrolAsk, lines ...string) {
			t.Helper()
			if _, fates := l.rehearsed(f); !slices.Equal(fates, lines) {
				t.Errorf("%s: %q", what, fates)
			}
		}
		want("all", ask, "Nom 0 e s", "Nom 1 v i", "Nom 2 j i", "Nom 3 e e", "Nom 4 c i", "Nom 5 d i")
		ask.Left = []int64{l.families[0].Children[0]}
		want("one left out", ask, "Nom 0 - -", "Nom 1 v i", "Nom 2 j i", "Nom 3 e e", "Nom 4 e i", "Nom 5 d i")
		ask = settings.EnrolAsk{Activities: []string{"ATELIER"}}
		ask.Class = "FERRY"
		want("a school", ask, "Nom 0 e", "Nom 3 e")
		ask.Class = "FERRY CP"
		want("a class", ask, "Nom 3 e")
		ask.Class, ask.BornFrom, ask.BornTo = "", "2019-05-02", "2019-12-31"
		want("born between", ask, "Nom 4 e", "Nom 5 d")
		ask = settings.EnrolAsk{Activities: []string{"ATELIER"}, In: "MERCREDI"}
		want("enrolled", ask, "Nom 0 e", "Nom 1 v", "Nom 2 j", "Nom 3 e")
		ask.In, ask.NotIn = "", "MERCREDI"
		want("not enrolled", ask, "Nom 4 e", "Nom 5 d")
	})
}

// Two clerks at once enrol the same children, or one twice: it is done once, and the other is told so. Undone, the
// enrolments are those that there were, whoever was left out.
func TestManyEnrolmentsAtOnceAndUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		before := dbtest.Query(t, d, enrolled)
		ask := settings.EnrolAsk{Activities: []string{"ATELIER", "LECTURE"}, Priority: "2"}
		for range 4 {
			ask.Left = nil
			for _, f := range l.families {
				if rand.IntN(4) == 0 {
					ask.Left = append(ask.Left, f.Children[0])
				}
			}
			v, _ := l.rehearsed(ask)
			if v.Comes == 0 {
				continue
			}
			var ids [2]int64
			var all sync.WaitGroup
			for i := range ids {
				all.Go(func() {
					id, applied, now, err := l.settings.EnrolChildren(t.Context(), l.actor, ask, v.Seen, "Rentrée")
					if err != nil || applied != (id != 0) || applied == now.Done || now.Changed != nil {
						t.Errorf("%d, %v, %q, %v", id, applied, now.Changed, err)
					}
					ids[i] = id
				})
			}
			all.Wait()
			if (ids[0] == 0) == (ids[1] == 0) {
				t.Fatal("both, or nobody", ids)
			}
			if n := len(dbtest.Query(t, d, enrolled)) - len(before); n != v.Comes {
				t.Fatalf("%d enrolments, not %d", n, v.Comes)
			}
			id := max(ids[0], ids[1])
			if err := l.settings.Operations.Undo(t.Context(), l.actor, id, "Trop tôt"); err != nil {
				t.Fatal(err)
			}
			if after := dbtest.Query(t, d, enrolled); !slices.Equal(after, before) {
				t.Fatalf("%q, not %q", after, before)
			}
		}
	})
}

// Without a reason nothing is done; what has changed since the form was shown is said by name.
func TestManyEnrolmentsAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newWorkshop(t, d)
		ask := settings.EnrolAsk{Activities: []string{"ATELIER"}}
		v, _ := l.rehearsed(ask)
		before := dbtest.Query(t, d, enrolled)
		_, _, _, err := l.settings.EnrolChildren(t.Context(), l.actor, ask, v.Seen, "")
		if fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
		l.exec("update children set birth_date = '2000-01-01' where id = ?", l.families[0].Children[0])
		id, _, now, err := l.settings.EnrolChildren(t.Context(), l.actor, ask, v.Seen, "Rentrée")
		said := strings.Join(now.Changed, "; ")
		if err != nil || id != 0 || !strings.Contains(said, "Nom 0 Zoé, ATELIER") ||
			!strings.Contains(said, "trop âgé, et non plus à inscrire") || !strings.Contains(said, "Nom 4 Zoé") {
			t.Errorf("%d, %q, %v", id, said, err)
		}
		for _, forged := range []string{"", "x", "ATELIER:a:b 1e.2", strings.Repeat("9", 40) + "e"} {
			if id, _, now, err := l.settings.EnrolChildren(t.Context(), l.actor, ask, forged, "Rentrée"); id != 0 ||
				err != nil || now.Changed == nil {
				t.Errorf("%q: %d, %v", forged, id, err)
			}
		}
		if after := dbtest.Query(t, d, enrolled); !slices.Equal(after, before) {
			t.Errorf("%q", after)
		}
	})
}
