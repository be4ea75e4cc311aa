package office_test

import (
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/kitchen"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

func (p *pantry) ask(number string) error {
	return p.Office.AskMeals(p.ctx, p.Desk, office.ExtraMeals{Date: p.date, Activity: "RESTO", Kind: kitchen.Adult,
		Number: number, Words: "stagiaires"})
}

// Meals of adults are set again after the town closed the day: the caterer can be told that nobody eats (13.6, 13.5).
func TestMealsByHandOfAClosedDayAreTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		p.book(p.kids[0], "portal", booking.Accepted)
		if err := p.ask("5"); err != nil {
			t.Fatal(err)
		}
		p.Now = desktest.Thursday.At(12*60+1, db.Paris)
		p.freeze()
		p.closing(t)
		p.actor()
		if err := p.ask("0"); err != nil {
			t.Errorf("5 meals stay ordered of a closed day: %v", err)
		}
		if s := p.day(); s.Total.Now() != 0 {
			t.Errorf("a closed day has %d meals now; the difference for the caterer is %v", s.Total.Now(), s.Difference)
		}
	})
}

// A day that was closed before the kitchen's hour, and has meals by hand, is not "being counted" for ever (13.3).
func TestAClosedDayIsNotCountedForEver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		if err := p.ask("5"); err != nil {
			t.Fatal(err)
		}
		p.closing(t)
		dbtest.Want(t, d, "select count(*) from closures", "1")
		p.Now = desktest.Thursday.At(18*60, db.Paris)
		p.freeze()
		p.actor()
		if s := p.day(); s.State == office.Counting {
			t.Errorf("six hours after the kitchen's hour, the page says that it is being made: %+v",
				s.Total)
		}
	})
}

// A school is renamed: the meals of its adults can still be set again.
func TestMealsByHandOfASchoolThatWasRenamedAreTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		ask := func(school, number string) error {
			return p.Office.AskMeals(p.ctx, p.Desk, office.ExtraMeals{Date: p.date, Activity: "RESTO", School: school,
				Kind: kitchen.Adult, Number: number, Words: "stagiaires"})
		}
		if err := ask("École A", "5"); err != nil {
			t.Fatal(err)
		}
		p.Exec("update schools set name = 'École Alpha'")
		p.Exec("update structures set revision = revision + 1")
		p.actor()
		old, is := ask("École A", "0"), ask("École Alpha", "0")
		if s := p.day(); s.Total.Now() != 0 {
			t.Errorf("%d meals that nobody can take back: %v; %v", s.Total.Now(), old, is)
		}
	})
}

// Who takes meals back is told when somebody else asked for others meanwhile; and more are not asked of a closed day.
func TestMealsAreTakenBackAsTheyWereShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		for _, number := range []string{"5", "8"} {
			if err := p.ask(number); err != nil {
				t.Fatal(err)
			}
		}
		back := office.ExtraMeals{Date: p.date, Activity: "RESTO", Kind: kitchen.Adult, Number: "0",
			Words: "stagiaires", Seen: "5"}
		desktest.Is(t, p.Office.AskMeals(p.ctx, p.Desk, back), fault.Conflict)
		p.closing(t)
		p.actor()
		desktest.Is(t, p.ask("9"), fault.Invalid)
		back.Seen = "8"
		for range 2 { // the form sent twice
			if err := p.Office.AskMeals(p.ctx, p.Desk, back); err != nil {
				t.Fatal(err)
			}
		}
		if s := p.day(); s.State != office.NoMeals && s.State != "" {
			t.Errorf("%+v", s)
		}
	})
}

// The same people, written otherwise, are the same people: their number is replaced.
func TestTheSamePeopleWrittenOtherwise(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		for _, e := range []office.ExtraMeals{{Words: "stagiaires", Number: "3"}, {Words: "Stagiaires", Number: "2"}} {
			e.Date, e.Activity, e.Kind = p.date, "RESTO", kitchen.Adult
			if err := p.Office.AskMeals(p.ctx, p.Desk, e); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Want(t, d, "select words, sum(number) from extra_meals group by words", "stagiaires 2")
	})
}
