package office_test

import (
	"fmt"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// newCounted is a pantry with a child whose meal was counted, a minute after the kitchen's hour.
func newCounted(t *testing.T, d *db.DB) *pantry {
	p := newPantry(t, dbtest.NewTown(t, d), "accueil")
	p.book(p.kids[0], "portal", booking.Accepted)
	p.Now = desktest.Thursday.At(12*60+1, db.Paris)
	p.freeze()
	return p
}

// Of a day that is past, a file that changes later changes nothing (13.4), be it of a child who came after the count.
func TestAPastDayOfAChildWhoCameAfterTheCount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newCounted(t, d)
		p.book(p.kids[1], "staff", booking.Accepted)
		if err := p.Office.SendDifference(p.ctx, p.Desk, "RESTO", p.date, 1); err != nil {
			t.Fatal(err)
		}
		p.Now = p.Now.Add(96 * time.Hour) // four days later
		before := fmt.Sprint(p.day().Sites)
		p.diet(p.kids[1], "Sans porc", "")
		p.Exec("update children set school = 'École Z' where id = ?", p.kids[1])
		if after := fmt.Sprint(p.day().Sites); after != before {
			t.Errorf("the meals of a past day changed:\n%s\n%s", before, after)
		}
	})
}

// What was served with another kind than the one that was counted, and ordered so, stays so the day after.
func TestThePastAddsUpToWhatWasOrdered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newCounted(t, d)
		p.diet(p.kids[0], "", "PAI : arachide")
		if err := p.Office.SendDifference(p.ctx, p.Desk, "RESTO", p.date, 1); err != nil {
			t.Fatal(err)
		}
		p.Now = p.date.At(20*60, db.Paris)
		before := fmt.Sprint(p.day().Sites)
		p.Now = p.Now.Add(24 * time.Hour)
		if after := fmt.Sprint(p.day().Sites); after != before {
			t.Errorf("at midnight the meals changed by themselves: a PAI was ordered and served\n%s\n%s", before, after)
		}
	})
}

// At the kitchen's hour the meals of a day are counted, however early it is: the rule allows up to M-12 and J-365.
func TestAKitchensHourMonthsAhead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		p.date = desktest.Thursday + 88 // a Monday, 1 March 2027
		p.Exec("update activities set kitchen_by = 'J-90 12:00', to_date = '2027-07-01' where id = ?", p.Meal)
		p.Exec("update structures set revision = revision + 1")
		p.book(p.kids[0], "portal", booking.Accepted)
		p.actor()
		p.freeze()
		if s := p.day(); s.State != office.Frozen {
			t.Errorf("two days after the kitchen's hour of %s: %q", p.date, s.State)
		}
	})
}

// What nobody ordered is noted on the day itself: at midnight the meal is still that of the evening.
func TestAMealIsNotedOnItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newCounted(t, d)
		p.freeze()
		dbtest.Want(t, d, "select count(*) from noted_meals", "0") // the day has not come
		p.Now = p.date.At(11*60, db.Paris)
		p.diet(p.kids[0], "Sans porc", "")
		p.book(p.kids[1], "staff", booking.Accepted)
		p.freeze()
		p.freeze()
		dbtest.Want(t, d, "select count(*) from noted_meals", "2")
		p.diet(p.kids[0], "", "PAI : arachide")
		p.freeze()
		before := fmt.Sprint(p.day().Sites)
		p.Now = p.date.At(34*60, db.Paris)
		p.diet(p.kids[0], "", "")
		p.diet(p.kids[1], "Sans gluten", "")
		p.freeze()
		if after := fmt.Sprint(p.day().Sites); after != before {
			t.Errorf("the meals of a past day changed:\n%s\n%s", before, after)
		}
	})
}

// Every hour that the rule allows is met, and a year of days is counted without a day twice.
func TestAKitchensHourAsEarlyAsTheRuleAllows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		p.Exec("update activities set to_date = '2027-12-20' where id = ?", p.Meal)
		for _, one := range []struct {
			by   string
			date civil.Date
		}{{"J-365 12:00", desktest.Thursday + 364}, {"M-12 1 12:00", civil.New(2027, 12, 17)},
			{"S-52 lun 08:00", desktest.Thursday + 360}, {"JO-250 12:00", desktest.Thursday + 340}} {
			p.Exec("update activities set kitchen_by = ? where id = ?", one.by, p.Meal)
			p.Exec("update structures set revision = revision + 1")
			p.date = one.date
			for p.date.Weekday() > 5 {
				p.date--
			}
			p.book(p.kids[0], "portal", booking.Accepted)
			p.freeze()
			if s := p.day(); s.State != office.Frozen || s.Total.Frozen != 1 && one.by == "J-365 12:00" {
				t.Errorf("%s, %s: %q, %+v", one.by, p.date, s.State, s.Total)
			}
		}
	})
}

// The meals of a day are read whole in the first minute of each five, and at each turn before midnight: what changed in
// between is noted, and the last minute of the day too.
func TestMealsAreNotedOftenEnough(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newCounted(t, d)
		noted := func(minute int, want string) {
			t.Helper()
			p.Now = p.date.At(0, db.Paris).Add(time.Duration(minute)*time.Minute + 40*time.Second)
			p.freeze()
			dbtest.Want(t, d, "select coalesce(max(kind), 'none') from noted_meals", want)
		}
		p.diet(p.kids[0], "Sans porc", "")
		noted(11*60+2, "none")
		noted(11*60+5, "no-pork")
		p.diet(p.kids[0], "", peanuts)
		noted(11*60+9, "no-pork")
		noted(11*60+10, "pai")
		p.diet(p.kids[0], "Sans viande", "")
		noted(23*60+59, "vegetarian")
	})
}
