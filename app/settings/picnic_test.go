package settings_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/kitchen"
	"cartable/app/operation"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// outing is a town with a canteen and an evening, and four families: three of the class C1 that goes out on Thursday,
// one of them without pork and one that comes in the evening only, and one of C2.
type outing struct {
	*yearly
	meal, care                    int64
	theirs, others, poultry, late dbtest.Family
	thursday                      civil.Date
}

func newOuting(t *testing.T, d *db.DB) outing {
	t.Helper()
	y := newYearly(t, d)
	x := outing{yearly: y, meal: y.Activity("RESTO", nil, y.Pool("cantine", 10, 10)), care: y.Activity("SOIR", nil),
		thursday: civil.New(2026, 12, 3)}
	x.theirs, x.others, x.poultry, x.late = y.Family(1, x.meal), y.Family(1, x.meal), y.Family(1, x.meal),
		y.Family(1, x.care)
	x.exec("update activities set kind = case code when 'RESTO' then 'meal' else 'before-after-school' end")
	x.exec("insert into schools (structure_id, code, name) values (?, 'E1', 'Jean-Moulin')", y.Structure.ID)
	for _, code := range []string{"C1", "C2"} {
		x.exec("insert into classes (school_id, code, name) select id, ?, ? from schools", code, code)
	}
	for child, code := range map[int64]string{x.theirs.Children[0]: "C1", x.others.Children[0]: "C2",
		x.poultry.Children[0]: "C1", x.late.Children[0]: "C1"} {
		x.exec("update children set school_id = (select id from schools), school = 'Jean-Moulin', class_id = "+
			"(select id from classes where code = ?) where id = ?", code, child)
	}
	x.exec("update children set diet = 'sans porc' where id = ?", x.poultry.Children[0])
	x.exec("update structures set revision = revision + 1")
	booked(t, y.Town, x.theirs, x.meal, x.thursday)
	booked(t, y.Town, x.late, x.care, x.thursday)
	booked(t, y.Town, x.others, x.meal, x.thursday)
	booked(t, y.Town, x.poultry, x.meal, x.thursday)
	return x
}

func (x outing) exec(query string, args ...any) {
	x.t.Helper()
	if _, err := x.DB.Write().ExecContext(x.t.Context(), query, args...); err != nil {
		x.t.Fatal(err)
	}
}

// form is the outing of C1 on Thursday, with a picnic.
func (x outing) form() settings.ClosingForm {
	return settings.ClosingForm{Motive: "sortie", From: x.thursday.String(), What: settings.OneClass, Class: "E1 C1",
		Picnic: true}
}

// kinds checks the meals of Thursday, child by child and as they are counted.
func (x outing) kinds(want ...kitchen.Kind) {
	x.t.Helper()
	var plates []db.PlateOf
	var counts []db.MealCount
	if err := x.DB.Read().Together(x.t.Context(), db.ReadPlates([]int64{x.meal}, x.thursday, x.thursday-3, &plates),
		db.ReadMealCounts([]int64{x.meal}, x.thursday, x.thursday, x.thursday-3, &counts)); err != nil {
		x.t.Fatal(err)
	}
	var got []kitchen.Kind
	for _, p := range plates { // by child
		got = append(got, p.Kind)
	}
	if !slices.Equal(got, want) {
		x.t.Errorf("plates are %v, want %v", got, want)
	}
	sum := map[kitchen.Kind]int{}
	for _, c := range counts {
		sum[c.Kind] += c.Children
	}
	for _, k := range want {
		sum[k]--
	}
	for k, n := range sum {
		if n != 0 {
			x.t.Errorf("%d too many of %s are counted", n, k)
		}
	}
}

// A class goes out, and keeps its meal as a picnic: the kitchen counts it so, for that class alone; its other
// activities close; its families are told. Undone, the meal is as on any other day.
func TestAnOutingWithAPicnic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newOuting(t, d)
		x.kinds(kitchen.Standard, kitchen.Standard, kitchen.NoPork)
		id, applied, err := x.Close(t.Context(), x.clerk, x.form())
		if err != nil || applied {
			t.Fatal(applied, err)
		}
		page, err := x.Operations.Operation(t.Context(), x.clerk, id)
		if err != nil || page.Counts.Cancelled != 1 || page.Counts.Mails != 3 ||
			page.Counts.Picnics != 2 || page.Counts.Along != 2 ||
			!strings.Contains(page.Words, "pique-nique préparé par la cuisine") ||
			!strings.HasPrefix(page.Title, "Sortie avec pique-nique, la classe C1") {
			t.Fatalf("%+v, %v", page, err)
		}
		read := operation.Consent{Fingerprint: page.Fingerprint, Words: page.Words}
		if err := x.Operations.Apply(t.Context(), x.clerk, id, read); err != nil {
			t.Fatal(err)
		}
		if err := x.Operations.Work(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		x.kinds(kitchen.Picnic, kitchen.Standard, kitchen.NoPork)
		dbtest.Want(t, d, "select count(*) from reservations where state = 'accepted'", "3")
		done, err := x.Operations.Operation(t.Context(), x.clerk, id)
		if err != nil || done.Counts.Picnics != 2 || done.Counts.Along != 2 {
			t.Errorf("%+v, %v", done.Counts, err)
		}
		if err := x.Operations.Undo(t.Context(), x.clerk, id, "sortie annulée"); err != nil {
			t.Fatal(err)
		}
		if err := x.Operations.Work(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		x.kinds(kitchen.Standard, kitchen.Standard, kitchen.NoPork)
		dbtest.Want(t, d, "select count(*) from reservations where state = 'accepted'", "4")
		dbtest.Want(t, d, "select count(*) from school_closures", "0")
		for name, f := range map[string]settings.ClosingForm{
			"of the town":   {What: settings.WholeTown},
			"with a choice": {What: settings.OneClass, Class: "E1 C1", Choose: true, Until: "09:00"},
		} {
			f.Motive, f.From, f.Picnic = "sortie", "2026-12-03", true
			if _, _, err := x.Close(t.Context(), x.clerk, f); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// Families are promised a picnic only if the kitchen makes one, on each day of the outing.
func TestAPicnicThatNobodyMakesIsNotPromised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newOuting(t, d)
		refused := func(name, field string, change func(*settings.ClosingForm)) {
			t.Helper()
			f := x.form()
			change(&f)
			_, _, err := x.Close(t.Context(), x.clerk, f)
			var one *fault.Error
			if errors.As(err, &one); faultsOf(err) != field && (one == nil || one.Field != field) {
				t.Errorf("%s: %v", name, err)
			}
		}
		refused("the meal is kept as it is", "accueil", func(f *settings.ClosingForm) { f.Service = []string{"RESTO"} })
		refused("yesterday", "pique-nique", func(f *settings.ClosingForm) { f.From = "2026-11-20" })
		x.exec("update activities set weekdays = '12345' where code = 'SOIR'")
		x.exec("update structures set revision = revision + 1")
		refused("there is no meal on Wednesday", "pique-nique", func(f *settings.ClosingForm) { f.From = "2026-12-02" })
		refused("nor within a longer outing", "pique-nique", func(f *settings.ClosingForm) {
			f.From, f.To = "2026-12-01", "2026-12-03"
		})
		x.exec("insert into school_closures (school_id, class_id, activity_id, date, label) select k.school_id, k.id, "+
			"?, '2026-12-04', 'Panne' from classes k where k.code = 'C1'", x.meal)
		x.exec("update structures set revision = revision + 1")
		refused("its meal is closed", "pique-nique", func(f *settings.ClosingForm) { f.From = "2026-12-04" })
		x.exec("insert into schools (structure_id, code, name) values (?, 'E2', 'Ailleurs')", x.Structure.ID)
		x.exec("insert into activity_schools (activity_id, school_id, structure_id) select ?, id, structure_id from "+
			"schools where code = 'E2'", x.meal)
		x.exec("update structures set revision = revision + 1")
		refused("the meal is of another school", "pique-nique", func(*settings.ClosingForm) {})
		x.exec("delete from activity_schools")
		x.exec("update activities set kind = 'other' where code = 'RESTO'")
		x.exec("update structures set revision = revision + 1")
		refused("no activity is a meal", "pique-nique", func(*settings.ClosingForm) {})
	})
}

// The letter of an outing names what stays open, and says that the rest does not take place if there is a rest.
func TestTheLetterOfAnOutingSaysWhatItIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newOuting(t, d)
		x.Activity("MATIN", nil)
		x.exec("update activities set kind = 'before-after-school' where code = 'MATIN'")
		x.exec("update structures set revision = revision + 1")
		for _, one := range []struct {
			open []string
			want string
		}{
			{nil, "prévoir. Les autres accueils n'ont pas lieu pour ses élèves."},
			{[]string{"SOIR"}, "prévoir. Reste ouvert\u00a0: SOIR. Les autres accueils n'ont pas " +
				"lieu pour ses élèves."},
			{[]string{"MATIN", "SOIR"}, "prévoir. Reste ouvert\u00a0: SOIR et MATIN."},
		} {
			f := x.form()
			f.Service = one.open
			id, _, err := x.Close(t.Context(), x.clerk, f)
			if err != nil {
				t.Fatal(err)
			}
			page, err := x.Operations.Operation(t.Context(), x.clerk, id)
			if err != nil || !strings.HasSuffix(page.Words, one.want) {
				t.Errorf("%v: %q, %v", one.open, page.Words, err)
			}
		}
	})
}

// A picnic goes with an outing alone, and a closure of a class of which something is closed already says what it
// changes.
func TestWhatAClosureOfAClassChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newOuting(t, d)
		says := func(name, words string, change func(*settings.ClosingForm)) {
			t.Helper()
			f := x.form()
			f.Reason = name // an opération that is asked for twice is the first one
			change(&f)
			id, _, err := x.Close(t.Context(), x.clerk, f)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			page, err := x.Operations.Operation(t.Context(), x.clerk, id)
			if title := page.Title; err != nil || (words == "") != (strings.Count(title, ". ") == 0) ||
				!strings.HasSuffix(title, words) {
				t.Errorf("%s: %q, %v", name, title, err)
			}
		}
		refused := func(name, field, words string, change func(*settings.ClosingForm)) {
			t.Helper()
			f := x.form()
			change(&f)
			_, _, err := x.Close(t.Context(), x.clerk, f)
			if err == nil || fieldOf(err) != field || !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %v", name, err)
			}
		}
		stored := func(query string, args ...any) {
			x.exec("insert into school_closures (school_id, class_id, activity_id, date, label, leave_by, picnic) "+
				"select k.school_id, k.id, "+query+" from classes k where k.code = 'C1'", args...)
			x.exec("update structures set revision = revision + 1")
			x.clerk.Revision += 2 // newOuting has changed it too
		}
		for _, motive := range []string{"greve", "neige", "absent", "pont"} {
			refused(motive, "pique-nique", "une sortie", func(f *settings.ClosingForm) { f.Motive = motive })
		}
		plain := func(f *settings.ClosingForm) { f.Picnic = false }
		says("nothing is closed", "", plain)
		says("for another reason", "", func(f *settings.ClosingForm) { f.Motive, f.Reason = "autre", "fête de l'eau" })
		stored("?, ?, 'Sortie scolaire', '', ?", x.meal, x.thursday, true)
		stored("?, ?, 'Sortie scolaire', '', ?", x.care, x.thursday, false)
		refused("another outing with a picnic", "du", "ceci n'y changerait rien", func(f *settings.ClosingForm) {
			f.Motive, f.Reason = "autre", "sortie au lac"
		})
		refused("a choice on the day of a picnic", "choix", "Un pique-nique est prévu", func(f *settings.ClosingForm) {
			f.Picnic, f.Choose, f.Until = false, true, "09:00"
		})
		x.exec("delete from school_closures where activity_id = ?", x.care)
		x.clerk.Revision++
		x.exec("update structures set revision = revision + 1")
		says("the meal was a picnic", "Le pique-nique prévu n'a plus lieu", plain)
		stored("?, ?, 'Panne', '', ?", x.care, x.thursday, false)
		says("the evening is closed", ". Ferme en plus\u00a0: RESTO. Déjà fermé\u00a0: SOIR. Le pique-nique prévu n'a "+
			"plus lieu", plain)
		says("over two days, of which one is closed in part", "Le pique-nique prévu n'a plus lieu",
			func(f *settings.ClosingForm) { f.Picnic, f.To = false, (x.thursday + 1).String() })
		says("the whole school", "Le pique-nique prévu n'a plus lieu",
			func(f *settings.ClosingForm) { f.Picnic, f.Class = false, "E1" })
		stored("null, ?, 'Panne', '', ?", x.thursday, false)
		refused("all is closed", "du", "tout est déjà fermé le jeudi 3 décembre 2026 (Panne)", plain)
		refused("nor a picnic any more", "du", "annulez d'abord", func(*settings.ClosingForm) {})
	})
}
