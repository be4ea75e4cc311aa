package booking

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// DOMAIN section 4.3, with Tom's meals copied to Léa, or to another activity.
func TestCopy(t *testing.T) {
	const thursday, friday = "2026-12-03", "2026-12-04"
	tests := []struct {
		rule    string
		given   func(bench)
		sources string
		to      string
		want    string // days copied, then days refused with their reason
	}{
		{"nothing to copy", func(bench) {}, "", "RESTO", ""},
		{"days that are free", func(bench) {}, "+tom:RESTO +tom:RESTO:" + thursday, "RESTO", "1 3"},
		{"in date order", func(bench) {}, "+tom:RESTO:" + friday + " +tom:RESTO", "RESTO", "1 4"},
		{"a waiting list is joined, as by a click", func(b bench) { b.others(canteen, tuesday, 2, 0) }, "+tom:RESTO", "RESTO", "1"},
		{"cancellations are not copied", func(b bench) { b.holds(tom, "RESTO", tuesday, Accepted) }, "-tom:RESTO +tom:RESTO:" + thursday, "RESTO", "3"},
		{"to another activity", func(bench) {}, "+tom:RESTO +tom:RESTO:" + thursday, "SOIR", "1 3"},
		{"to another activity that is closed then", func(b bench) { b.activity("SOIR").Openings[day(thursday)] = false },
			"+tom:RESTO +tom:RESTO:" + thursday, "SOIR", "1, not 3 (closed)"},
		{"too late", func(b bench) { b.Now = at("2026-11-29 12:00:01") }, "+tom:RESTO +tom:RESTO:" + thursday, "RESTO", "3, not 1 (too-late-to-book)"},
		{"not enrolled", func(b bench) { delete(b.enrolments, childActivity{lea, 1}) }, "+tom:RESTO", "RESTO", "not 1 (not-enrolled)"},
		{"in debt", func(b bench) { b.Balances[1] = -3000 }, "+tom:RESTO", "RESTO", "not 1 (debt)"},
		{"no place", func(b bench) { b.others(canteen, tuesday, 2, 2) }, "+tom:RESTO +tom:RESTO:" + thursday, "RESTO", "3, not 1 (waitlist-full)"},
		{"hours that cross", func(b bench) { b.holds(lea, "MATIN", tuesday, Accepted) }, "+tom:RESTO +tom:RESTO:" + thursday, "RESTO", "3, not 1 (overlap)"},
		{"hours that cross what is drafted", func(b bench) { b.drafts(Add, lea, "MATIN", tuesday) }, "+tom:RESTO", "RESTO", "not 1 (overlap)"},
		{"booked already", func(b bench) { b.holds(lea, "RESTO", tuesday, Accepted) }, "+tom:RESTO +tom:RESTO:" + thursday, "RESTO", "3, not 1 (already-booked)"},
		{"requested already", func(b bench) { b.holds(lea, "RESTO", tuesday, Refused) }, "+tom:RESTO", "RESTO", "not 1 (already-booked)"},
		{"booked already, and locked", func(b bench) {
			b.Now = at("2026-11-30 18:00:01")
			b.holds(lea, "RESTO", tuesday, Accepted)
		}, "+tom:RESTO", "RESTO", "not 1 (already-booked)"},
		{"drafted already", func(b bench) { b.drafts(Add, lea, "RESTO", tuesday) }, "+tom:RESTO", "RESTO", "not 1 (already-booked)"},
		{"each day sees those before it", func(bench) {}, "+tom:RESTO +tom:RESTO", "RESTO", "1, not 1 (already-booked)"},
	}
	for _, tc := range tests {
		t.Run(tc.rule, func(t *testing.T) {
			b := newBench()
			tc.given(b)
			sources := b.parse(tc.sources)
			for _, l := range sources {
				b.SetDraft(l)
			}
			as := slices.Clone(sources)
			added, refused := b.Copy(sources, lea, b.activity(tc.to))
			text := ""
			for _, l := range added {
				text += fmt.Sprint(" ", l.Date.Day())
				if l.Kind != Add || l.Key != b.key(lea, tc.to, l.Date.String()) || b.judge(lea, tc.to, l.Date.String()).Draft != Add {
					t.Errorf("%v is not drafted", l)
				}
			}
			for _, d := range refused {
				text += fmt.Sprintf(", not %d (%s)", d.Date.Day(), d.Reason)
			}
			if got := strings.Trim(text, " ,"); got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
			if !slices.Equal(sources, as) {
				t.Error("the caller's lines were put in another order")
			}
		})
	}
}

// A copy is as many clicks, in date order: each day is copied or told why not, what is copied reads back, and copying
// again adds nothing.
func TestCopyIsAsManyClicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		from, to := anyKey(t), anyKey(t)
		for i := range 3 {
			if l := (Line{Key{from.ChildID, from.ActivityID, firstDay.AddDays(i)}, Add}); rapid.Bool().Draw(t, "drafted") {
				if d := s.facts().Judge(l.ChildID, s.catalogue.ActivityByID(l.ActivityID), l.Date); d.DraftFor(true) == Add {
					s.draft = append(s.draft, l)
				}
			}
		}
		sources := slices.Clone(s.draft)
		a := s.catalogue.ActivityByID(to.ActivityID)
		f := s.facts()
		added, refused := f.Copy(sources, to.ChildID, a)
		if len(added)+len(refused) != len(sources) {
			t.Fatalf("%s%d days, %d copied, %d refused", s, len(sources), len(added), len(refused))
		}
		clicked := s
		for _, l := range sources {
			d := clicked.facts().Judge(to.ChildID, a, l.Date)
			click := Line{d.Key, Add}
			if may := d.Tickable() && !d.Ticked(); may != slices.Contains(added, click) {
				t.Fatalf("%s%s is %s, copied: %t", s, l.Date, d.State, !may)
			} else if may {
				clicked = clicked.with(d.Key, Add)
			}
		}
		for _, d := range refused {
			if d.Reason == "" {
				t.Fatalf("%s%s is refused without a reason", s, d.Date)
			}
		}
		if more, _ := f.Copy(sources, to.ChildID, a); len(more) > 0 {
			t.Fatalf("%scopied again: %v", s, more)
		}
	})
}

// Changing a line of the draft gives the facts of the changed draft, whatever was asked of them before.
func TestSetDraftIsTheDraftChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		f := s.facts()
		for _, l := range anyLines(t, s) {
			f.SetDraft(l)
			s = s.with(l.Key, l.Kind)
			if rapid.Bool().Draw(t, "taken back") {
				f.SetDraft(Line{l.Key, None})
				s = s.with(l.Key, None)
			}
		}
		SortLines(s.draft)
		want := s.facts()
		child := rapid.Int64Range(lea, tom).Draw(t, "child")
		for i := range 12 {
			a, d := s.catalogue.Activities[i%4], firstDay.AddDays(i/4)
			got, want := f.Judge(child, a, d), want.Judge(child, a, d)
			got.Reservation, want.Reservation = nil, nil
			if got != want {
				t.Fatalf("%s%+v\nwant %+v", s, got, want)
			}
		}
	})
}
