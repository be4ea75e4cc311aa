package portal_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// drafted returns the days of December with a drafted change: "1 add, 3 cancel".
func drafted(t *testing.T, p *portal.Portal, v portal.Viewer, child int64) (text string) {
	t.Helper()
	month, err := p.Month(context.Background(), v, portal.MonthQuery{ChildID: child, Activity: "RESTO",
		Month: december})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range month.Days() {
		if d.Draft != booking.None {
			if text != "" {
				text += ", "
			}
			text += fmt.Sprint(d.Date.Day(), " ", d.Draft)
		}
	}
	return text
}

func decemberDays(days ...int) []civil.Date {
	all := []civil.Date{}
	for _, d := range days {
		all = append(all, civil.New(2026, 12, d))
	}
	return all
}

// A page sends what it knew and what it requests: days that it did not know of are unchanged, whatever its boxes
// contain.
func TestAPageThatIsBehindUndoesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		p, v := newPortal(d, nil), viewerOf(w, f)
		for _, step := range []struct {
			what          string
			known, ticked []civil.Date
			draft         string
			differs       []int // days to redraw
		}{
			{"the first tap", decemberDays(), decemberDays(1), "1 add", nil},
			{"sent twice", decemberDays(), decemberDays(1), "1 add", nil},
			{"another tab, opened before it", decemberDays(), decemberDays(3), "1 add, 3 add", []int{1}},
			{"the first tab, which does not know of the second", decemberDays(1), decemberDays(1, 4),
				"1 add, 3 add, 4 add", []int{3}},
			{"one is taken back", decemberDays(1, 3, 4), decemberDays(3, 4), "3 add, 4 add", nil},
			{"a page that still has it", decemberDays(1, 3, 4), decemberDays(1, 3, 4), "3 add, 4 add", []int{1}},
			{"and wants it after all", decemberDays(3, 4), decemberDays(1, 3, 4), "1 add, 3 add, 4 add", nil},
			{"a page that asks nothing", decemberDays(), decemberDays(), "1 add, 3 add, 4 add", []int{1, 3, 4}},
			{"one that does not say what it knew", nil, decemberDays(3), "3 add", nil},
		} {
			boxes := portal.Boxes{ChildID: f.Children[0], Activity: "RESTO", Month: december,
				Shown: decemberDays(1, 3, 4), Known: step.known, Ticked: step.ticked}
			saved, err := p.Save(context.Background(), v, boxes)
			if err != nil {
				t.Fatal(err)
			}
			if got := drafted(t, p, v, f.Children[0]); got != step.draft {
				t.Errorf("%s: drafted %q, want %q", step.what, got, step.draft)
			}
			var differs []int
			for _, d := range saved.Differs {
				differs = append(differs, d.Date.Day())
			}
			if !slices.Equal(differs, step.differs) {
				t.Errorf("%s: the page differs on %v, want %v", step.what, differs, step.differs)
			}
		}
	})
}

// A drafted day that the other parent has booked meanwhile is no longer a change when the page is sent.
func TestADraftIsForgottenWhereTheOtherParentHasBooked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		p, v := newPortal(d, nil), viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 1, 3)
		theirs := db.Reservation{StructureID: w.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0], ActivityID: meal,
			Date:  civil.New(2026, 12, 1),
			State: "accepted", RequestedAt: noon.UTC(), Quantity: 1}
		if err := d.Tx(context.Background(), func(ctx context.Context, q db.Q) error {
			_, err := q.NewInsert().Model(&theirs).Exec(ctx)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		boxes := portal.Boxes{ChildID: f.Children[0], Activity: "RESTO", Month: december, Shown: decemberDays(1, 3),
			Known: decemberDays(1, 3), Ticked: decemberDays(1, 3)}
		saved, err := p.Save(context.Background(), v, boxes)
		if err != nil || saved.Month.Draft.Adds != 1 || drafted(t, p, v, f.Children[0]) != "3 add" {
			t.Errorf("%+v %v: %s", saved.Month.Draft, err, drafted(t, p, v, f.Children[0]))
		}
	})
}

// DOMAIN.md 4.1: a draft lapses only after a day without a change.
func TestADraftLapsesAfterADayOfSilence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		clock := noon
		p, v := newPortal(d, func() time.Time { return clock }), viewerOf(w, f)
		want(t, p, v, f.Children[0], "RESTO", true, 15)
		clock = noon.Add(24*time.Hour - time.Second)
		if got := drafted(t, p, v, f.Children[0]); got != "15 add" {
			t.Errorf("a second before: %q", got)
		}
		want(t, p, v, f.Children[0], "RESTO", true, 17) // a change renews the draft
		clock = clock.Add(24*time.Hour - time.Second)
		if got := drafted(t, p, v, f.Children[0]); got != "15 add, 17 add" {
			t.Errorf("a day after the first, but not after the last: %q", got)
		}
		clock = clock.Add(2 * time.Second)
		if got := drafted(t, p, v, f.Children[0]); got != "" {
			t.Errorf("a day of silence: %q", got)
		}
		want(t, p, v, f.Children[0], "RESTO", true, 18)
		if got := drafted(t, p, v, f.Children[0]); got != "18 add" {
			t.Errorf("what had lapsed came back: %q", got)
		}
	})
}

// A quick toggle changes the days of its week, its weekday or its month, and no others.
func TestAQuickToggleActsOnItsStretch(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	meal := w.Activity("RESTO", func(a *db.Activity) { a.Weekdays = "1234567" }, w.Pool("cantine", 10, 5))
	f := w.Family(1, meal)
	p, v, ctx := newPortal(d, nil), viewerOf(w, f), context.Background()
	stretches := map[string]struct {
		portal.Stretch
		holds func(time.Time) bool
	}{"the month": {portal.Stretch{}, func(at time.Time) bool { return at.Month() == time.December }}}
	for weekday := 1; weekday <= 7; weekday++ {
		stretches[fmt.Sprint("weekday ", weekday)] = struct {
			portal.Stretch
			holds func(time.Time) bool
		}{portal.Stretch{Weekday: weekday}, func(at time.Time) bool {
			return int(at.Weekday()+6)%7+1 == weekday &&
				at.Month() == time.December
		}}
	}
	for week := 49; week <= 53; week++ {
		stretches[fmt.Sprint("week ", week)] = struct {
			portal.Stretch
			holds func(time.Time) bool
		}{portal.Stretch{Week: civil.Week{Year: 2026, Number: week}},
			func(at time.Time) bool { _, n := at.ISOWeek(); return n == week }}
	}
	for name, s := range stretches {
		if _, err := p.Abandon(ctx, v); err != nil {
			t.Fatal(err)
		}
		month, err := p.Month(ctx, v, portal.MonthQuery{ChildID: f.Children[0], Activity: "RESTO", Month: december})
		if err != nil {
			t.Fatal(err)
		}
		expected := ""
		for _, day := range month.Days() {
			if day.Tickable() && s.holds(day.Date.At(12*60, time.UTC)) {
				if expected != "" {
					expected += ", "
				}
				expected += fmt.Sprint(day.Date.Day(), " add")
			}
		}
		if _, err := p.Toggle(ctx, v, portal.Boxes{ChildID: f.Children[0], Activity: "RESTO", Month: december},
			s.Stretch); err != nil {
			t.Fatal(err)
		}
		if got := drafted(t, p, v, f.Children[0]); got != expected {
			t.Errorf("%s: drafted %s\nwant %s", name, got, expected)
		}
	}
}

// DOMAIN.md 4.3: a copy covers a period, including its first and last day.
func TestACopyKeepsToItsPeriod(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
	f := w.Family(2, meal)
	p, v, ctx := newPortal(d, nil), viewerOf(w, f), context.Background()
	want(t, p, v, f.Children[0], "RESTO", true, 1, 3, 4, 7, 8)
	order := func(from, to civil.Date) portal.CopyOrder {
		return portal.CopyOrder{FromChild: f.Children[0], FromActivity: "RESTO", ToChild: f.Children[1],
			ToActivity: "RESTO", From: from, To: to}
	}
	day := func(n int) civil.Date { return civil.New(2026, 12, n) }
	for _, step := range []struct {
		from, to civil.Date
		copied   int
		refused  int
		draft    string
	}{
		{day(3), day(7), 3, 0, "3 add, 4 add, 7 add"},
		{day(7), 0, 1, 1, "3 add, 4 add, 7 add, 8 add"},
		{0, day(1), 1, 0, "1 add, 3 add, 4 add, 7 add, 8 add"},
	} {
		page, err := p.Copy(ctx, v, order(step.from, step.to))
		if err != nil {
			t.Fatal(err)
		}
		if page.Done.Copied != step.copied || len(page.Done.Refused) != step.refused {
			t.Errorf("from %s to %s: %d copied, %d refused", step.from, step.to, page.Done.Copied,
				len(page.Done.Refused))
		}
		if got := drafted(t, p, v, f.Children[1]); got != step.draft {
			t.Errorf("from %s to %s: %q, want %q", step.from, step.to, got, step.draft)
		}
	}
	if _, err := p.Copy(ctx, v, order(day(9), day(20))); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a period without a day to copy: %v", err)
	}
}
