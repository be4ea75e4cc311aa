package office_test

import (
	"errors"
	"sync"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// served returns a pantry whose meals are eaten: three at one site, of which one is packed, and one at another.
func served(t *testing.T, d *db.DB) *pantry {
	p := newPantry(t, dbtest.NewTown(t, d), "accueil")
	p.Exec("update structures set meal_cost = 285, revision = revision + 1")
	for _, kid := range p.kids[:3] {
		p.book(kid, "portal", booking.Accepted)
	}
	p.diet(p.kids[1], "Panier repas", "")
	p.Now = p.date.At(13*60+30, db.Paris)
	p.freeze()
	p.actor()
	return p
}

func (p *pantry) say(rows ...office.PlateRow) error {
	return p.Office.SayPlates(p.ctx, p.Desk, p.date, rows)
}

// What was thrown is said by site, corrected, and costs what a meal cost when it was first said.
func TestPlatesThatWereThrown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := served(t, d)
		first := []office.PlateRow{{Activity: "RESTO", School: "École A", Number: "1"},
			{Activity: "RESTO", School: "École B"}}
		for range 2 { // the form sent twice
			if err := p.say(first...); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Want(t, d, "select count(*) from audit where action = 'kitchen.plates'", "1")
		page, err := p.Office.KitchenPlates(p.ctx, p.Desk, p.date)
		if err != nil {
			t.Fatal(err)
		}
		if page.Month != (office.PlateSum{Meals: 1, Thrown: 1, Cost: 285}) || len(page.Weeks) != 1 ||
			len(page.Sites) != 2 || page.Sites[0].Meals != 1 || page.Sites[1].Said || page.Unpriced {
			t.Errorf("%+v", page)
		}
		p.Exec("update structures set meal_cost = 310, revision = revision + 1")
		p.actor()
		if err := p.say(office.PlateRow{Activity: "RESTO", School: "École A", Number: "0", Seen: "1"},
			office.PlateRow{Activity: "RESTO", School: "École B", Number: "1"}); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select school, number, cost from thrown_plates order by school", "École A 0 285",
			"École B 1 310")
		page, err = p.Office.KitchenPlates(p.ctx, p.Desk, p.date)
		if err != nil || page.Month != (office.PlateSum{Meals: 2, Thrown: 1, Cost: 310}) ||
			page.Month.Share() != "50,0\u00a0%" {
			t.Errorf("%+v, %v", page.Month, err)
		}
	})
}

// Each refusal is at its field; nothing is stored of a form with a fault.
func TestPlatesThatCannotBe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := served(t, d)
		for _, typed := range []string{"deux", "-1", "2", "1,5", "99999999999999999999"} {
			var many fault.Many
			err := p.say(office.PlateRow{Activity: "RESTO", School: "École B", Number: "1"},
				office.PlateRow{Activity: "RESTO", School: "École A", Number: typed})
			if !errors.As(err, &many) || len(many) != 1 || many[0].Field != "nombre-1" {
				t.Errorf("%q: %v", typed, err)
			}
		}
		desktest.Is(t, p.say(office.PlateRow{Activity: "RESTO", School: "École Z", Number: "1"}), fault.Conflict)
		desktest.Is(t, p.say(office.PlateRow{Activity: "SOIR", School: "École A", Number: "1"}), fault.Conflict)
		for _, days := range []int{1, -90} {
			date := p.date
			p.date = date.AddDays(days)
			desktest.Is(t, p.say(office.PlateRow{Activity: "RESTO", School: "École A", Number: "1"}), fault.Invalid)
			p.date = date
		}
		dbtest.Want(t, d, "select count(*) from thrown_plates", "0")
		if err := p.say(office.PlateRow{Activity: "RESTO", School: "École A", Number: "1"}); err != nil {
			t.Fatal(err)
		}
		desktest.Is(t, p.say(office.PlateRow{Activity: "RESTO", School: "École A", Seen: "1"}), fault.Invalid)
	})
}

// Two cooks say it at once: the second reads what the first said.
func TestTwoSayThePlatesAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := served(t, d)
		failed := make([]error, 2)
		var all sync.WaitGroup
		for i, number := range []string{"1", "0"} {
			all.Go(func() { failed[i] = p.say(office.PlateRow{Activity: "RESTO", School: "École A", Number: number}) })
		}
		all.Wait()
		if (failed[0] == nil) == (failed[1] == nil) {
			t.Fatalf("%v, %v", failed[0], failed[1])
		}
		desktest.Is(t, errors.Join(failed...), fault.Conflict)
		dbtest.Want(t, d, "select count(*) from thrown_plates", "1")
	})
}

func (p *pantry) plates() office.KitchenPlates {
	p.T.Helper()
	p.actor()
	page, err := p.Office.KitchenPlates(p.ctx, p.Desk, p.date)
	if err != nil {
		p.T.Fatal(err)
	}
	return page
}

// A school is renamed on the day: its plates are those of the site that was ordered, once.
func TestPlatesOfASchoolThatWasRenamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := served(t, d)
		if err := p.say(office.PlateRow{Activity: "RESTO", School: "École A", Number: "1"}); err != nil {
			t.Fatal(err)
		}
		p.Exec("update schools set name = 'École Alpha'") // as db/change_schools.go does
		p.Exec("update children set school = 'École Alpha' where school = 'École A'")
		p.Exec("update structures set revision = revision + 1")
		p.actor()
		err := p.say(office.PlateRow{Activity: "RESTO", School: "École Alpha", Number: "1"})
		page := p.plates()
		if page.Month.Thrown > page.Month.Meals {
			t.Errorf("%v; month %+v %s; sites %+v", err, page.Month, page.Month.Share(), page.Sites)
		}
		p.freeze()
		p.Now = p.date.At(34*60, db.Paris)
		page = p.plates()
		t.Logf("the day after: %+v %s, %+v", page.Month, page.Month.Share(), page.Sites)
	})
}

// A day was closed before the count: what was asked by hand was not cooked.
func TestPlatesOfADayOnWhichNothingWasCooked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		if err := p.ask("5"); err != nil {
			t.Fatal(err)
		}
		p.closing(t)
		p.Now = p.date.At(14*60, db.Paris)
		p.freeze()
		p.actor()
		dbtest.Want(t, d, "select (select count(*) from freezes where date = '2026-12-04'), (select count(*) from "+
			"meal_orders)", "0 0")
		err := p.say(office.PlateRow{Activity: "RESTO", School: "", Number: "5"})
		page := p.plates()
		if err == nil {
			t.Errorf("plates of a day on which nothing was cooked: %+v %s", page.Month, page.Month.Share())
		}
	})
}

// Children who are marked absent afterwards had a meal that was cooked.
func TestPlatesOfMealsThatNobodyCameFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		p.book(p.kids[0], "portal", booking.Accepted)
		p.book(p.kids[1], "portal", booking.Accepted)
		p.Now = p.date.At(13*60+30, db.Paris)
		p.freeze()
		p.actor()
		if err := p.say(office.PlateRow{Activity: "RESTO", School: "École A", Number: "2"}); err != nil {
			t.Fatal(err)
		}
		p.Exec("update reservations set attendance = 'absent-unjustified' where child_id = ?", p.kids[0])
		p.Exec("update reservations set attendance = 'absent-unjustified' where child_id = ?", p.kids[1])
		page := p.plates()
		if page.Month.Thrown > page.Month.Meals {
			t.Errorf("after the children are marked absent (their meals were cooked): %+v share %q", page.Month,
				page.Month.Share())
		}
		if err := p.say(office.PlateRow{Activity: "RESTO", School: "École A", Number: "1", Seen: "2"}); err != nil {
			t.Errorf("2 were cooked, and 1 was thrown: %v", err)
		}
	})
}

// What was cooked for absent children can be thrown.
func TestPlatesOfAbsentChildren(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		p.book(p.kids[0], "portal", booking.Accepted)
		p.book(p.kids[1], "portal", booking.Accepted)
		p.Now = p.date.At(13*60+30, db.Paris)
		p.freeze()
		p.Exec("update reservations set attendance = 'absent-unjustified' where child_id = ?", p.kids[0])
		p.actor()
		err := p.say(office.PlateRow{Activity: "RESTO", School: "École A", Number: "2"})
		if err != nil {
			t.Errorf("2 meals were ordered and cooked, both thrown: %v; orders %v", err, p.day().Orders)
		}
	})
}

// The same number, written otherwise and sent twice, is said once.
func TestPlatesSaidTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := served(t, d)
		for range 2 {
			if err := p.say(office.PlateRow{Activity: "RESTO", School: "École A", Number: "01"}); err != nil {
				t.Error(err)
			}
		}
	})
}
