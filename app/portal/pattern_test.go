package portal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

var schoolDays = [8]bool{1: true, 2: true, 4: true, 5: true}

// refusals writes what could not be, "full: 1 child, RESTO, 3".
func refusals(done *portal.PatternDone) string {
	var words []string
	for _, g := range done.Refusals {
		word := fmt.Sprintf("%s: %d child, %s,", g.Reason, len(g.Children), g.Activities[0].Code)
		for _, d := range g.Dates {
			word += fmt.Sprint(" ", d.Day())
		}
		words = append(words, word)
	}
	return strings.Join(words, "; ")
}

// DOMAIN.md 4.8: one gesture for two children over a month, day by day as clicks, and told where it could not be.
func TestATypicalWeekIsDrafted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", func(a *db.Activity) { a.Term = string(town.TermSchool) },
			w.Pool("cantine", 3, 5))
		f := w.Family(2, meal)
		rival := w.Family(3, meal)
		now := time.Date(2026, 11, 29, 12, 0, 0, 0, db.Paris)
		p := newPortal(d, func() time.Time { return now })
		v, other := viewerOf(w, f), viewerOf(w, rival)
		for _, child := range rival.Children[:2] { // on the 10th one place is left, for two children
			want(t, p, other, child, "RESTO", true, 10)
		}
		validate(t, p, other)
		want(t, p, v, f.Children[0], "RESTO", true, 4)
		validate(t, p, v)
		want(t, p, v, f.Children[0], "RESTO", true, 3)

		order := portal.PatternOrder{Children: f.Children, Days: map[string][8]bool{"RESTO": schoolDays},
			From: december.First(), To: december.First() + 12}
		page, err := p.ApplyPattern(ctx, v, order)
		if err != nil {
			t.Fatal(err)
		}
		// Seven school days, of two children: two were there, and who comes second on the 10th finds a place too.
		if got := fmt.Sprint(page.Done.Added, page.Done.Had); got != "12 2" {
			t.Errorf("added and had: %s (%s)", got, refusals(page.Done))
		}
		if got := drafted(t, p, v, f.Children[1]); got != "1 add, 3 add, 4 add, 7 add, 8 add, 10 add, 11 add" {
			t.Error(got)
		}
		rev := page.Draft.Revision
		if page, err = p.ApplyPattern(ctx, v, order); err != nil || page.Done.Added != 0 || page.Done.Had != 14 ||
			page.Draft.Revision != rev {
			t.Errorf("a second time: %+v, %v", page.Done, err)
		}

		// The rest of the year, with each of its holidays in one line.
		order.To = 0
		validate(t, p, v)
		page, err = p.ApplyPattern(ctx, v, order)
		if err != nil {
			t.Fatal(err)
		}
		holidays := 0
		for _, g := range page.Done.Refusals {
			if g.Reason == booking.SchoolHolidays {
				holidays++
			}
		}
		if holidays < 3 || len(page.Done.Refusals) > 15 {
			t.Errorf("%d holidays in %d lines: %s", holidays, len(page.Done.Refusals), refusals(page.Done))
		}
		if page.Done.Added < 150 || page.Done.Added != page.Draft.Adds {
			t.Errorf("%d added, %d drafted", page.Done.Added, page.Draft.Adds)
		}
		if page.Done.To < civil.New(2027, 6, 1) || page.Done.To > civil.New(2027, 8, 31) {
			t.Errorf("until %s", page.Done.To)
		}

		// Nothing was booked by it, and dropping it gives all of it back to be taken up again.
		if n, err := p.Abandon(ctx, v); err != nil || n != page.Done.Added {
			t.Errorf("%d dropped, %v", n, err)
		}
	})
}

func TestATypicalWeekThatCannotBe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 0, 1))
		f, stranger := w.Family(2, meal), w.Family(1, meal)
		p, v := newPortal(d, nil), viewerOf(w, f)
		good := portal.PatternOrder{Children: f.Children, Days: map[string][8]bool{"RESTO": schoolDays},
			From: december.First(), To: december.First() + 3}
		page, err := p.ApplyPattern(ctx, v, good) // no place, and a list that quick gestures leave alone
		if err != nil || page.Done.Added != 0 || refusals(page.Done) != "list-only: 2 child, RESTO, 1 3 4" {
			t.Errorf("%s, %v", refusals(page.Done), err)
		}
		for name, change := range map[string]func(*portal.PatternOrder){
			"enfants": func(o *portal.PatternOrder) { o.Children = nil },
			"jours":   func(o *portal.PatternOrder) { o.Days = nil },
			"au":      func(o *portal.PatternOrder) { o.From, o.To = o.To, o.From },
			"": func(o *portal.PatternOrder) {
				o.Children = append(slices.Clone(o.Children), stranger.Children[0])
			},
			"other": func(o *portal.PatternOrder) { o.Days = map[string][8]bool{"RIEN": schoolDays} },
		} {
			order := good
			change(&order)
			_, err := p.ApplyPattern(ctx, v, order)
			var many fault.Many
			if kind := fault.KindOf(err); kind == fault.Invalid {
				many, _ = err.(fault.Many)
				if len(many) != 1 || many[0].Field != name {
					t.Errorf("%s: %v", name, err)
				}
			} else if kind != fault.NotFound || name != "" && name != "other" {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// The page proposes what the family does already, and the first month that is still to be filled.
func TestTheTypicalWeekProposesTheHabit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		meal, care := w.Activity(
			"RESTO",
			nil,
		), w.Activity(
			"SOIR",
			func(a *db.Activity) { a.StartAt, a.EndAt = 990, 1110 },
		)
		f := w.Family(2, meal, care)
		now := time.Date(2026, 11, 29, 12, 0, 0, 0, db.Paris)
		p := newPortal(d, func() time.Time { return now })
		v := viewerOf(w, f)
		page, err := p.Pattern(ctx, v, 0)
		if err != nil || len(page.Rows) != 2 || page.Usual || page.Rows[0].Usual == [8]bool{} ||
			page.Rows[1].Usual != [8]bool{} || page.Month != december {
			t.Fatalf("without a habit: %+v, %v", page, err)
		}
		for _, child := range f.Children {
			want(t, p, v, child, "RESTO", true, 1, 3, 8, 10, 15, 17, 22, 24, 29, 31)
		}
		want(t, p, v, f.Children[0], "SOIR", true, 1)
		validate(t, p, v)
		page, err = p.Pattern(ctx, v, december)
		if err != nil || !page.Usual || page.Rows[0].Usual != [8]bool{2: true, 4: true} ||
			page.Rows[1].Usual != [8]bool{} {
			t.Fatalf("with a habit: %+v, %v", page.Rows, err)
		}
		if page.Month != december.Next() {
			t.Errorf("the month that is booked is proposed again: %s", page.Month)
		}
		if page, err = p.Pattern(ctx, v, december+3); err != nil || page.Month != december+3 {
			t.Errorf("the month that was shown: %s, %v", page.Month, err)
		}
	})
}

// DOMAIN.md 4.5: what is dropped can be taken back, until something else is drafted.
func TestADroppedDraftIsTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		f := w.Family(1, w.Activity("RESTO", nil))
		now := time.Date(2026, 11, 29, 12, 0, 0, 0, db.Paris)
		p := newPortal(d, func() time.Time { return now })
		v, child := viewerOf(w, f), f.Children[0]
		want(t, p, v, child, "RESTO", true, 1, 3)
		read := recapOf(t, p, v).RecapKey
		for i, n := range []int{2, 0} { // a form that is sent twice drops nothing more
			if got, err := p.Abandon(ctx, v); err != nil || got != n {
				t.Fatalf("time %d: %d dropped, %v", i, got, err)
			}
		}
		if _, err := p.Validate(ctx, v, read); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a dropped draft was validated: %v", err)
		}
		shown := func() portal.Month {
			t.Helper()
			m, err := p.Month(ctx, v, portal.MonthQuery{ChildID: child, Activity: "RESTO", Month: december})
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		if m := shown(); m.Draft.Changes() != 0 || m.Lapsed == nil || !m.Lapsed.Dropped || m.Lapsed.Days != 2 {
			t.Fatalf("%+v, %+v", m.Draft, m.Lapsed)
		}
		// A page that is sent back unchanged, as a browser does when its tab is shown again, takes nothing away.
		saved := want(t, p, v, child, "RESTO", false, 1, 3)
		if saved.Month.Lapsed == nil {
			t.Error("the answer to a save without a change forgets what was dropped")
		}
		if taken, lost, err := p.Resume(ctx, v); err != nil || taken != 2 || lost != 0 {
			t.Fatalf("%d taken back, %d lost, %v", taken, lost, err)
		}
		if m := shown(); m.Draft.Adds != 2 || m.Lapsed != nil {
			t.Fatalf("%+v, %+v", m.Draft, m.Lapsed)
		}
		// Something else is drafted in between: that stays, alone.
		if _, err := p.Abandon(ctx, v); err != nil {
			t.Fatal(err)
		}
		if saved := want(t, p, v, child, "RESTO", true, 4); saved.Month.Lapsed != nil {
			t.Error("what was dropped is still offered")
		}
		if taken, lost, err := p.Resume(ctx, v); err != nil || taken+lost != 0 {
			t.Errorf("%d taken back, %d lost, %v", taken, lost, err)
		}
		if got := drafted(t, p, v, child); got != "4 add" {
			t.Errorf("%q", got)
		}
		// A draft that lapses later was not dropped.
		now = now.Add(25 * time.Hour)
		if m := shown(); m.Lapsed == nil || m.Lapsed.Dropped {
			t.Errorf("%+v", m.Lapsed)
		}
	})
}

// DOMAIN.md 4.3: a month is copied with what is reserved in it, to the equivalent activity of the other child.
func TestAMonthIsCopiedForABrother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dbtest.NewTown(t, d)
		young, old := w.Activity("PETITS", nil), w.Activity("GRANDS", nil)
		f := w.Family(2, young, old)
		p, v := newPortal(d, nil), viewerOf(w, f)
		for child, left := range map[int64]string{f.Children[0]: "GRANDS", f.Children[1]: "PETITS"} {
			if _, err := d.Write().ExecContext(ctx, `delete from enrolments where child_id = ? and activity_id =
				(select id from activities where code = ?)`, child, left); err != nil {
				t.Fatal(err)
			}
		}
		want(t, p, v, f.Children[0], "PETITS", true, 1, 3)
		validate(t, p, v)
		want(t, p, v, f.Children[0], "PETITS", true, 4, 7)
		want(t, p, v, f.Children[0], "PETITS", false, 3) // given up: not copied
		m, err := p.Month(ctx, v, portal.MonthQuery{ChildID: f.Children[0], Activity: "PETITS", Month: december})
		if err != nil || len(m.Siblings) != 1 || m.Siblings[0].Child.ID != f.Children[1] ||
			m.Siblings[0].Activity != "GRANDS" {
			t.Fatalf("%+v, %v", m.Siblings, err)
		}
		from, to := december.Weeks()
		page, err := p.Copy(ctx, v, portal.CopyOrder{FromChild: f.Children[0], FromActivity: "PETITS",
			ToChild: f.Children[1], ToActivity: "GRANDS", From: from, To: to, Reserved: true})
		if err != nil || page.Done.Copied != 3 || len(page.Done.Refused) != 0 || page.To.Activity != "GRANDS" {
			t.Fatalf("%+v, %v", page.Done, err)
		}
		after, err := p.Month(ctx, v, portal.MonthQuery{ChildID: f.Children[1], Activity: "GRANDS", Month: december})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, one := range after.Days() {
			if one.Draft == booking.Add {
				got += fmt.Sprint(" ", one.Date.Day())
			}
		}
		if got != " 1 4 7" {
			t.Errorf("copied:%s", got)
		}
		// The page of the copy proposes the same by itself.
		ask, err := p.CopyPage(ctx, v, f.Children[0], "PETITS")
		if err != nil || ask.To.Child.ID != f.Children[1] || ask.To.Activity != "GRANDS" || len(ask.Targets) != 2 {
			t.Errorf("%+v, %v", ask, err)
		}
	})
}
