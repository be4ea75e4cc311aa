package office_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"cartable/app/absence"
	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/sickness"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// counted is what a count leaves, for a day of three meals: the day and the one before, which nobody had booked, its
// meals, and one order with one mail.
var counted = []string{"select count(*) from freezes", "2", "select count(*) from frozen_meals", "3",
	"select count(*) from meal_orders", "1", "select sum(number) from meal_order_lines", "3",
	"select count(*) from mails where kind = 'meal-order'", "1"}

// faults returns what is not as after one count.
func (p *pantry) faults() (all []string) {
	p.t.Helper()
	for i := 0; i < len(counted); i += 2 {
		if got := dbtest.Query(p.t, p.DB, counted[i]); !slices.Equal(got, counted[i+1:i+2]) {
			all = append(all, fmt.Sprintf("%s: %q, not %s", counted[i], got, counted[i+1]))
		}
	}
	return all
}

// uncount makes as if the day had never been counted.
func (p *pantry) uncount() {
	for _, table := range []string{"mails", "meal_order_lines", "meal_orders", "frozen_meals", "freezes"} {
		p.Exec("delete from " + table)
	}
}

// newCount is a day of three meals whose kitchen's hour has come.
func newCount(t *testing.T, d *dbtest.Failing) *pantry {
	p := newPantry(t, dbtest.NewTown(t, d.DB), "accueil")
	for _, kid := range p.kids[:3] {
		p.book(kid, "portal", booking.Accepted)
	}
	p.diet(p.kids[2], "", peanuts)
	p.Now = desktest.Thursday.At(12*60+1, db.Paris)
	return p
}

// dies has a worker die before its nth call to the database while it counts, and another one count. It reports whether
// the first one lived that long.
func (p *pantry) dies(ctx context.Context, d *dbtest.Failing, n int64) (lived bool) {
	p.t.Helper()
	d.FailAfter(n, d.Away())
	err := p.Office.FreezeMeals(ctx)
	lived = !d.Failed()
	d.Work()
	if lived != (err == nil) {
		p.t.Fatalf("after %d calls: %v", n, err)
	}
	p.freeze()
	return lived
}

// Wherever a worker dies while it counts the meals, before any of its statements, the next one counts them, once, and
// the caterer gets one order.
func TestAWorkerThatCountsDiesAtAnyStatement(t *testing.T) {
	dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
		p := newCount(t, d)
		n := int64(0)
		for lived := false; !lived; n++ {
			lived = p.dies(p.ctx, d, n)
			for _, wrong := range p.faults() {
				t.Errorf("%d calls: %s", n, wrong)
			}
			p.adds(t)
			p.uncount()
		}
		if n < 8 {
			t.Errorf("only %d statements: this proves nothing", n)
		}
		t.Logf("died at %d statements", n-1)
	})
}

// The test above is valid: without the transaction of a count, what a dead worker leaves is found.
func TestWithoutATransactionADeadCountIsFound(t *testing.T) {
	dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
		p := newCount(t, d)
		for n := int64(0); ; n++ {
			lived := p.dies(db.WithoutTransactions(p.ctx), d, n)
			if wrong := p.faults(); len(wrong) > 0 {
				t.Logf("dead after %d calls: %q", n, wrong)
				return
			}
			if lived {
				t.Fatal("wherever a worker died without transactions, nothing was wrong: this proves nothing")
			}
			p.uncount()
		}
	})
}

// races is how often everybody meets at the kitchen's hour.
const races = 25

// At the kitchen's hour two workers count while a family tells an illness, staff note a child who came and mark
// another, a night works and the day is closed: what was counted and its changes are what there is to cook.
func TestEverybodyMeetsAtTheKitchensHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		times := 0
		for round := range races {
			p := newPantry(t, dbtest.NewOne(t, d, round+1), fmt.Sprint("accueil", round))
			for _, kid := range p.kids[:3] {
				p.book(kid, "portal", booking.Accepted)
			}
			p.Now = p.date.At(civil.TimeOfDay(9*60+round%3), db.Paris)
			p.actor()
			var all sync.WaitGroup
			fail := reporter{t}
			for _, act := range []func(p *pantry){
				func(p *pantry) { known(fail, p.Office.FreezeMeals(p.ctx)) },
				func(p *pantry) { known(fail, p.Office.FreezeMeals(p.ctx)) },
				func(p *pantry) {
					_, err := p.absences.Tell(p.ctx, absence.Teller{Actor: p.Desk}, p.kids[0], []civil.Date{p.date},
						sickness.ByPhone)
					known(fail, err)
				},
				func(p *pantry) {
					known(fail, p.Office.Came(p.ctx, p.Desk, "RESTO", p.date, p.kids[3], p.homes[p.kids[3]].ID))
				},
				func(p *pantry) {
					roll, err := p.DB.Read().Roll(p.ctx, p.Structure.ID, p.Meal, p.date)
					known(fail, err)
					for _, one := range roll {
						if one.ChildID == p.kids[1] {
							known(fail, p.Office.Mark(p.ctx, p.Desk, office.Mark{Activity: "RESTO", Date: p.date,
								ReservationID: one.ID, Attendance: wallet.AbsentUnjustified}))
						}
					}
				},
				func(p *pantry) { p.RunNight() },
				func(p *pantry) { p.closing(fail) },
			} {
				counter := *p.Counter // each reads the town's revision for itself
				own := *p
				own.Counter = &counter
				all.Go(func() { act(&own) })
			}
			all.Wait()
			p.actor()
			p.adds(t)
			p.Now = p.Now.Add(3 * time.Minute)
			p.freeze()
			p.adds(t)
			n := dbtest.Query(t, d, fmt.Sprintf("select count(*) from freezes where structure_id = %d and "+
				"activity_id = %d and date = '%s'", p.Structure.ID, p.Meal, p.date))[0]
			if n == "1" {
				times++
			} else if p.day().State != office.Shut { // a day that closed before is not counted
				t.Errorf("round %d: counted %s times", round, n)
			}
			if t.Failed() {
				t.Fatalf("round %d", round)
			}
		}
		if times == 0 {
			t.Error("counted in no round: this proves nothing")
		}
		t.Logf("counted in %d rounds of %d", times, races)
	})
}

// reporter fails a test from whatever goroutine.
type reporter struct{ t *testing.T }

func (r reporter) Fatal(args ...any) { r.t.Error(args...) }
