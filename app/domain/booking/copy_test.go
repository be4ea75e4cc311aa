package booking

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/town"
)

// DOMAIN.md 4.3, with Tom's meals copied to Léa, or to another activity.
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
		{"a waiting list is joined, as by a click", func(b bench) { b.others(canteen, tuesday, 2, 0) }, "+tom:RESTO",
			"RESTO", "1"},
		{"cancellations are not copied", func(b bench) { b.holds(tom, "RESTO", tuesday, Accepted) },
			"-tom:RESTO +tom:RESTO:" + thursday, "RESTO", "3"},
		{"to another activity", func(bench) {}, "+tom:RESTO +tom:RESTO:" + thursday, "SOIR", "1 3"},
		{"to another activity that is closed then",
			func(b bench) { b.activity("SOIR").Openings[day(thursday)] = false },
			"+tom:RESTO +tom:RESTO:" + thursday, "SOIR", "1, not 3 (closed)"},
		{"too late", func(b bench) { b.Now = at("2026-11-29 12:00:01") }, "+tom:RESTO +tom:RESTO:" + thursday, "RESTO",
			"3, not 1 (too-late-to-book)"},
		{"not enrolled", func(b bench) { delete(b.enrolments, childActivity{lea, 1}) }, "+tom:RESTO", "RESTO",
			"not 1 (not-enrolled)"},
		{"in debt", func(b bench) { b.Balances[1] = -3000 }, "+tom:RESTO", "RESTO", "not 1 (debt)"},
		{"no place", func(b bench) { b.others(canteen, tuesday, 2, 2) }, "+tom:RESTO +tom:RESTO:" + thursday, "RESTO",
			"3, not 1 (waitlist-full)"},
		{"hours that cross", func(b bench) { b.holds(lea, "MATIN", tuesday, Accepted) }, "+tom:RESTO +tom:RESTO:" +
			thursday, "RESTO", "3, not 1 (overlap)"},
		{"hours that cross what is drafted", func(b bench) { b.drafts(Add, lea, "MATIN", tuesday) }, "+tom:RESTO",
			"RESTO", "not 1 (overlap)"},
		{"booked already", func(b bench) { b.holds(lea, "RESTO", tuesday, Accepted) }, "+tom:RESTO +tom:RESTO:" +
			thursday, "RESTO", "3, not 1 (already-booked)"},
		{"requested already", func(b bench) { b.holds(lea, "RESTO", tuesday, Refused) }, "+tom:RESTO", "RESTO",
			"not 1 (already-booked)"},
		{"booked already, and locked", func(b bench) {
			b.Now = at("2026-11-30 18:00:01")
			b.holds(lea, "RESTO", tuesday, Accepted)
		}, "+tom:RESTO", "RESTO", "not 1 (already-booked)"},
		{"drafted already", func(b bench) { b.drafts(Add, lea, "RESTO", tuesday) }, "+tom:RESTO", "RESTO",
			"not 1 (already-booked)"},
		{"booked, and its cancellation drafted: that is taken back", func(b bench) {
			b.holds(lea, "RESTO", tuesday, Accepted)
			b.drafts(Cancel, lea, "RESTO", tuesday)
		}, "+tom:RESTO", "RESTO", "1"},
		{"requested, and its withdrawal drafted: that is taken back", func(b bench) {
			b.holds(lea, "RESTO", tuesday, Waitlisted)
			b.drafts(Cancel, lea, "RESTO", tuesday)
		}, "+tom:RESTO", "RESTO", "1"},
		{"each day sees those before it", func(bench) {}, "+tom:RESTO +tom:RESTO", "RESTO",
			"1, not 1 (already-booked)"},
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
				if l.Key != b.key(lea, tc.to, l.Date.String()) || !b.judge(lea, tc.to, l.Date.String()).Ticked() {
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

// copySlowly applies DOMAIN.md 4.3 to the lists of a scene, one day at a time in date order, each on top of the days
// copied before it. It does not call the code under test.
func (s *scene) copySlowly(sources []Line, child int64, a *town.Activity) (after *scene, told []string) {
	for d := firstDay; d < firstDay+3; d++ {
		for _, source := range sources {
			if source.Date != d || source.Kind != Add {
				continue
			}
			k := Key{child, a.ID, d}
			state, why := s.slowly(child, a, d)
			free, held := state == Available || state == Waitlist, s.find(k) != nil
			switch drafted := s.drafted(k); {
			case held && drafted == Cancel: // the child has the day, and the drafted cancellation is undone
				s = s.with(k, None)
			case held && why != OtherFamily, free && drafted == Add: // the other household's day cannot be booked here
				told = append(told, fmt.Sprint(d, " not: ", AlreadyBooked))
				continue
			case !free:
				told = append(told, fmt.Sprint(d, " not: ", why))
				continue
			default:
				s = s.with(k, Add)
			}
			told = append(told, fmt.Sprint(d, " copied"))
		}
	}
	return s, told
}

// Whatever is drafted already, each day is copied or refused with the reason that a slow reading of the rule gives; the
// result is that reading's draft, and copying again changes nothing.
func TestCopyAgreesWithTheSlowRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		for _, l := range anyLines(t, s) { // a page drafts only what a click may do
			if d := s.facts().Judge(l.ChildID, s.catalogue.ActivityByID(l.ActivityID),
				l.Date); d.DraftFor(l.Kind == Add) == l.Kind {
				s = s.with(l.Key, l.Kind)
			}
		}
		SortLines(s.draft)
		from, to := anyKey(t), anyKey(t)
		var sources []Line
		for i := range 3 {
			if rapid.IntRange(0, 3).Draw(t, "drafted") > 0 {
				kind := rapid.SampledFrom([]Kind{Add, Add, Add, Cancel}).Draw(t, "kind")
				sources = append(sources, Line{Key{from.ChildID, from.ActivityID, firstDay.AddDays(i)}, kind})
			}
		}
		sources = rapid.Permutation(sources).Draw(t, "order")
		a := s.catalogue.ActivityByID(to.ActivityID)
		after, want := s.copySlowly(sources, to.ChildID, a)

		f := s.facts()
		added, refused := f.Copy(sources, to.ChildID, a)
		var got []string
		for _, l := range added {
			if l.ChildID != to.ChildID || l.ActivityID != a.ID {
				t.Fatalf("%s%v is somebody else's", s, l.Key)
			}
			got = append(got, fmt.Sprint(l.Date, " copied"))
		}
		for _, d := range refused {
			got = append(got, fmt.Sprint(d.Date, " not: ", d.Reason))
		}
		slices.Sort(got)
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Fatalf("%sgot  %v\nwant %v", s, got, want)
		}
		SortLines(after.draft)
		fresh := after.facts()
		for i := range 24 {
			child, other, d := lea+int64(i/12), s.catalogue.Activities[i%4], firstDay.AddDays(i/4%3)
			got, want := f.Judge(child, other, d), fresh.Judge(child, other, d)
			if got.Reservation, want.Reservation = nil, nil; got != want {
				t.Fatalf("%safter the copy %+v\nwant %+v", s, got, want)
			}
		}
		if again, _ := f.Copy(sources, to.ChildID, a); len(again) > 0 {
			t.Fatalf("%scopied again: %v", s, again)
		}
	})
}

// Changing a line of the draft gives the same facts as building them from the changed draft, whatever was queried
// before.
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
