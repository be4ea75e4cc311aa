package portal_test

import (
	"fmt"
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// A typical week, a copy and the month that opens first leave out what may not be booked yet; the home page says when
// it may, instead of a deadline.
func TestWhatIsNotOpenYetIsLeftOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(2, meal)
		first, last := december.First(), december.First()+16
		w.Releases(meal, civil.New(2026, 11, 23), last, civil.New(2026, 11, 23), 12*60+1)
		p, v := newPortal(d, nil), viewerOf(w, f)
		page, err := p.ApplyPattern(ctx, v, portal.PatternOrder{Children: f.Children,
			Days: map[string][8]bool{"RESTO": schoolDays}, From: first + 14, To: first + 20})
		if err != nil || page.Done.Added != 4 || refusals(page.Done) != "not-yet-open: 2 child, RESTO, 15 17" {
			t.Errorf("%d added, not %s, %v", page.Done.Added, refusals(page.Done), err)
		}
		copied, err := p.Copy(ctx, v, portal.CopyOrder{FromChild: f.Children[0], FromActivity: "RESTO",
			ToChild: f.Children[1], ToActivity: "RESTO", From: first, To: first + 30})
		if err != nil || copied.Done.Copied != 0 {
			t.Errorf("%+v, %v", copied.Done, err)
		}
		month, err := p.Month(ctx, v, portal.MonthQuery{})
		if err != nil || month.Month != december || len(month.Releases) != 1 || month.Releases[0].Left != 60 ||
			month.Releases[0].To != last || month.Limits[0].From != last+1 {
			t.Errorf("%v %+v %+v, %v", month.Month, month.Releases, month.Limits, err)
		}
		home, err := p.Home(ctx, v)
		if err != nil || len(home.Deadlines) != 0 || len(home.Releases) != 1 || home.Releases[0].Activity != "RESTO" {
			t.Errorf("%+v, %+v, %v", home.Deadlines, home.Releases, err)
		}
		over, err := p.Overview(ctx, v, f.Children[0], december)
		if err != nil || len(over.Releases) != 1 {
			t.Fatalf("%+v, %v", over.Releases, err)
		}
		var awaited []int
		for _, week := range over.Weeks {
			for _, day := range week.Days {
				if day != nil && day.Awaited > 0 {
					awaited = append(awaited, day.Date.Day())
				}
			}
		}
		if got := fmt.Sprint(awaited); got != "[1 3 4 7 8 10 11 14 15 17]" {
			t.Errorf("not open yet: %s", got)
		}
	})
}

// When nothing may be booked yet, the calendar opens at the first month that will be.
func TestTheCalendarOpensWhereBookingsWill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		summer := w.Activity("ETE", func(a *db.Activity) { a.Term = "holidays" })
		f := w.Family(1, summer)
		w.Releases(summer, civil.New(2026, 12, 1), civil.New(2027, 1, 10), civil.New(2026, 11, 28), 510)
		w.Releases(summer, civil.New(2027, 1, 11), civil.New(2027, 7, 2), civil.New(2027, 1, 9), 510)
		month, err := newPortal(d, nil).Month(t.Context(), viewerOf(w, f), portal.MonthQuery{})
		if err != nil || month.Month != december || len(month.Releases) != 1 {
			t.Errorf("%v %+v, %v", month.Month, month.Releases, err)
		}
	})
}
