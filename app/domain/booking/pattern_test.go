package booking

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// wish reads "RESTO 1 2 4": an activity and ISO weekdays.
func (b bench) wish(text string) Wish {
	words := strings.Fields(text)
	w := Wish{Activity: b.activity(words[0])}
	for _, one := range words[1:] {
		w.Weekdays[one[0]-'0'] = true
	}
	return w
}

// DOMAIN.md 4.8, in the week of Monday 30 November 2026, seen a week before.
func TestAPatternIsDrafted(t *testing.T) {
	const monday, friday = "2026-11-30", "2026-12-04"
	tests := []struct {
		rule     string
		given    func(bench)
		children []int64
		wishes   string // separated by commas
		join     bool
		want     string // days added, those that the child had, then the refused ones with their reasons
	}{
		{"nothing is wanted", func(bench) {}, []int64{lea}, "", false, ""},
		{"for no child", func(bench) {}, nil, "RESTO 1 2", false, ""},
		{"some weekdays", func(bench) {}, []int64{lea}, "RESTO 1 2 4 5", false,
			"lea:RESTO:30 lea:RESTO:1 lea:RESTO:3 lea:RESTO:4"},
		{"two activities, each on its days", func(bench) {}, []int64{lea}, "RESTO 1 2,SOIR 1 4", false,
			"lea:RESTO:30 lea:SOIR:30 lea:RESTO:1 lea:SOIR:3"},
		{"two children, day by day", func(bench) {}, []int64{lea, tom}, "RESTO 1 2", false,
			"lea:RESTO:30 tom:RESTO:30 lea:RESTO:1 tom:RESTO:1"},
		{"an activity that never opens that weekday", func(bench) {}, []int64{lea}, "RESTO 3 4", false,
			"lea:RESTO:3, not lea:RESTO:2 (closed)"},
		{"what is booked already is not refused", func(b bench) { b.holds(lea, "RESTO", monday, Accepted) },
			[]int64{lea}, "RESTO 1 2", false, "lea:RESTO:1, had 1"},
		{"nor what waits", func(b bench) { b.holds(lea, "RESTO", monday, Waitlisted) }, []int64{lea}, "RESTO 1", false,
			"had 1"},
		{"nor what is drafted", func(b bench) { b.drafts(Add, lea, "RESTO", monday) }, []int64{lea}, "RESTO 1 2", false,
			"lea:RESTO:1, had 1"},
		{"a drafted cancellation is taken back", func(b bench) {
			b.holds(lea, "RESTO", monday, Accepted)
			b.drafts(Cancel, lea, "RESTO", monday)
		}, []int64{lea}, "RESTO 1", false, "undo lea:RESTO:30"},
		{"the waiting list is left out", func(b bench) { b.others(canteen, tuesday, 2, 0) }, []int64{lea}, "RESTO 1 2",
			false, "lea:RESTO:30, not lea:RESTO:1 (list-only)"},
		{"unless the structure wants it", func(b bench) { b.others(canteen, tuesday, 2, 0) }, []int64{lea}, "RESTO 1 2",
			true, "lea:RESTO:30 lea:RESTO:1"},
		{"hours that cross what the pattern itself drafted", func(bench) {}, []int64{lea}, "MATIN 2,JOUR 2", false,
			"lea:MATIN:1, not lea:JOUR:1 (overlap)"},
		{"in debt", func(b bench) { b.Balances[1] = -3000 }, []int64{lea}, "RESTO 1,SOIR 1", false,
			"lea:SOIR:30, not lea:RESTO:30 (debt)"},
		{"too late", func(b bench) { b.Now = at("2026-11-29 12:00:01") }, []int64{lea}, "RESTO 1 2 4", false,
			"lea:RESTO:3, not lea:RESTO:30 (too-late-to-book), not lea:RESTO:1 (too-late-to-book)"},
		{"closed", func(b bench) { b.Town.Structure.Closures[day(tuesday)] = "grève" }, []int64{lea}, "RESTO 1 2",
			false, "lea:RESTO:30, not lea:RESTO:1 (closed)"},
		{"enrolled nowhere alike", func(b bench) { delete(b.enrolments, childActivity{tom, 1}) }, []int64{lea, tom},
			"RESTO 1", false, "lea:RESTO:30, not tom:RESTO:30 (not-enrolled)"},
		{"each child in its own activity", func(b bench) {
			b.activity("ETUDE").Start, b.activity("ETUDE").End = hour("08:00"), hour("12:00")
			delete(b.enrolments, childActivity{tom, b.activity("MATIN").ID})
		}, []int64{lea, tom}, "MATIN 1", false, "lea:MATIN:30 tom:ETUDE:30"},
	}
	for _, tc := range tests {
		t.Run(tc.rule, func(t *testing.T) {
			b := newBench()
			tc.given(b)
			p := Pattern{Children: tc.children, From: day(monday), To: day(friday)}
			for _, one := range strings.FieldsFunc(tc.wishes, func(r rune) bool { return r == ',' }) {
				p.Wishes = append(p.Wishes, b.wish(one))
			}
			got := b.Apply(p, tc.join)
			if text := b.written(got); text != tc.want {
				t.Errorf("%q\nwant %q", text, tc.want)
			}
			if again := b.Apply(p, tc.join); len(again.Added) > 0 || again.Had != got.Had+len(got.Added) {
				t.Errorf("a second time: %s", b.written(again))
			}
		})
	}
}

func (b bench) written(a Applied) string {
	name := func(k Key) string {
		child := "lea"
		if k.ChildID == tom {
			child = "tom"
		}
		return fmt.Sprintf("%s:%s:%d", child, b.Town.ActivityByID(k.ActivityID).Code, k.Date.Day())
	}
	var words []string
	added := ""
	for _, l := range a.Added {
		if l.Kind == None {
			added += " undo"
		}
		added += " " + name(l.Key)
	}
	if added != "" {
		words = append(words, added[1:])
	}
	if a.Had > 0 {
		words = append(words, fmt.Sprint("had ", a.Had))
	}
	for _, d := range a.Refused {
		words = append(words, fmt.Sprintf("not %s (%s)", name(d.Key), d.Reason))
	}
	return strings.Join(words, ", ")
}

// A pattern does what a click on each of its days would do, in the same order, and leaves every other day alone.
func TestAPatternIsItsClicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		f, slow := s.facts(), s.facts()
		p := Pattern{Children: rapid.SliceOfNDistinct(rapid.Int64Range(lea, tom), 0, 2,
			rapid.ID).Draw(t, "children"), From: firstDay, To: firstDay + 2}
		for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, 3), 0, 3, rapid.ID).Draw(t, "activities") {
			w := Wish{Activity: s.catalogue.Activities[i]}
			for d := firstDay; d < firstDay+3; d++ {
				w.Weekdays[d.Weekday()] = rapid.Bool().Draw(t, "wanted")
			}
			p.Wishes = append(p.Wishes, w)
		}
		join := rapid.Bool().Draw(t, "join waiting lists")
		var clicks []Line
		asked := 0
		for d := p.From; d <= p.To; d++ {
			for _, child := range p.Children {
				for _, w := range p.Wishes {
					if !w.Weekdays[d.Weekday()] {
						continue
					}
					asked++
					a := w.Activity
					if own := slow.Equivalent(child, a, d, d); own != nil {
						a = own
					}
					day := slow.Judge(child, a, d)
					if day.Ticked() || !day.Tickable() || day.State == Waitlist && !join {
						continue
					}
					if line := (Line{day.Key, day.DraftFor(true)}); line.Kind != day.Draft &&
						(line.Kind == Add || day.Reservation != nil) {
						slow.SetDraft(line)
						clicks = append(clicks, line)
					}
				}
			}
		}
		got := f.Apply(p, join)
		if !slices.Equal(got.Added, clicks) {
			t.Fatalf("%sgot  %v\nwant %v", s, got.Added, clicks)
		}
		if len(got.Added)+got.Had+len(got.Refused) != asked {
			t.Fatalf("%s%d days wanted: %+v", s, asked, got)
		}
		for _, d := range got.Refused {
			if d.Reason == "" {
				t.Fatalf("%s%v is refused without a reason", s, d.Key)
			}
		}
	})
}

// DOMAIN.md 4.3 and 4.8: which activity stands for another.
func TestEquivalent(t *testing.T) {
	all := func(bench) {}
	leaves := func(codes ...string) func(bench) {
		return func(b bench) {
			for _, code := range codes {
				delete(b.enrolments, childActivity{tom, b.activity(code).ID})
			}
		}
	}
	like := func(code, other string) func(bench) {
		return func(b bench) {
			a, o := b.activity(code), b.activity(other)
			a.Start, a.End, a.Category, a.Term = o.Start, o.End, o.Category, o.Term
			leaves(other)(b)
		}
	}
	for _, tc := range []struct {
		rule, code string
		given      func(bench)
		want       string
	}{
		{"the same, if the child is enrolled", "RESTO", all, "RESTO"},
		{"the same, even where another is alike", "JOUR", func(b bench) { b.activity("HOLIDAY").Term = town.TermAll },
			"JOUR"},
		{"none", "RESTO", leaves("RESTO"), ""},
		{"one with the same category and hours", "MATIN", like("ETUDE", "MATIN"), "ETUDE"},
		{"not one of another category", "RESTO", func(b bench) {
			like("ETUDE", "RESTO")(b)
			b.activity("ETUDE").Category = b.activity("SOIR").Category
		}, ""},
		{"not one of other hours", "MATIN", func(b bench) {
			like("ETUDE", "MATIN")(b)
			b.activity("ETUDE").End++
		}, ""},
		{"not one of the holidays", "JOUR", leaves("JOUR"), ""},
		{"not one that the child has left", "MATIN", func(b bench) {
			like("ETUDE", "MATIN")(b)
			leaves("ETUDE")(b)
		}, ""},
	} {
		b := newBench()
		tc.given(b)
		got := ""
		if a := b.Equivalent(tom, b.activity(tc.code), day(tuesday), day(tuesday)); a != nil {
			got = a.Code
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", tc.rule, got, tc.want)
		}
	}
}

func TestRefusalsAreGrouped(t *testing.T) {
	b := newBench()
	refused := func(child int64, code string, why Reason, detail string, days ...int) (all []Day) {
		for _, n := range days {
			all = append(all, Day{Key: Key{child, b.activity(code).ID, day("2026-12-01").AddDays(n - 1)},
				Activity: b.activity(code), Reason: why, Detail: detail})
		}
		return all
	}
	for _, tc := range []struct {
		rule string
		days []Day
		want string
	}{
		{"nothing", nil, ""},
		{"the dates of one reason", refused(lea, "RESTO", NoPlace, "", 3, 1), "full [1] RESTO 1 3"},
		{"two reasons", append(refused(lea, "RESTO", NoPlace, "", 4), refused(lea, "RESTO", DebtBlocks, "", 1)...),
			"debt [1] RESTO 1; full [1] RESTO 4"},
		{"the children of the same dates", append(refused(lea, "RESTO", NoPlace, "", 1, 3),
			refused(tom, "RESTO", NoPlace, "", 1, 3)...), "full [1 2] RESTO 1 3"},
		{"not those of other dates", append(refused(lea, "RESTO", NoPlace, "", 1, 3),
			refused(tom, "RESTO", NoPlace, "", 1)...), "full [1] RESTO 1 3; full [2] RESTO 1"},
		{"the activities too", slices.Concat(refused(lea, "RESTO", PublicHoliday, "Noël", 25),
			refused(tom, "RESTO", PublicHoliday, "Noël", 25), refused(lea, "SOIR", PublicHoliday, "Noël", 25),
			refused(tom, "SOIR", PublicHoliday, "Noël", 25)), "public-holiday (Noël) [1 2] RESTO SOIR 25"},
		{"not with another detail", append(refused(lea, "RESTO", PublicHoliday, "Noël", 25),
			refused(lea, "RESTO", PublicHoliday, "Pâques", 26)...),
			"public-holiday (Noël) [1] RESTO 25; public-holiday (Pâques) [1] RESTO 26"},
		{"a limit that has passed, whichever", append(refused(lea, "RESTO", TooLateToBook, "lundi", 1),
			refused(lea, "RESTO", TooLateToBook, "mardi", 3)...), "too-late-to-book [1] RESTO 1 3"},
	} {
		var words []string
		for _, g := range Refusals(tc.days) {
			word := string(g.Reason)
			if g.Detail != "" {
				word += " (" + g.Detail + ")"
			}
			word += fmt.Sprint(" ", g.Children)
			for _, a := range g.Activities {
				word += " " + a.Code
			}
			for _, d := range g.Dates {
				word += fmt.Sprint(" ", d.Day())
			}
			words = append(words, word)
		}
		if got := strings.Join(words, "; "); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.rule, got, tc.want)
		}
	}
}

// Each refused day is in exactly one group, with its own reason, and no group holds a day that was not refused.
func TestRefusalsLoseNoDay(t *testing.T) {
	b := newBench()
	rapid.Check(t, func(t *rapid.T) {
		var days []Day
		given := map[Key]Reason{}
		for range rapid.IntRange(0, 30).Draw(t, "days") {
			a := b.Town.Activities[rapid.IntRange(0, 2).Draw(t, "activity")]
			k := Key{rapid.Int64Range(1, 3).Draw(t, "child"), a.ID,
				day(tuesday) + civil.Date(rapid.IntRange(0, 4).Draw(t, "date"))}
			if given[k] == "" {
				given[k] = rapid.SampledFrom([]Reason{NoPlace, PublicHoliday}).Draw(t, "reason")
				days = append(days, Day{Key: k, Activity: a, Reason: given[k]})
			}
		}
		told := map[Key]Reason{}
		for _, g := range Refusals(days) {
			for _, child := range g.Children {
				for _, a := range g.Activities {
					for _, d := range g.Dates {
						k := Key{child, a.ID, d}
						if told[k] != "" || given[k] != g.Reason {
							t.Fatalf("%v is told as %s, then %s, and was %q", k, told[k], g.Reason, given[k])
						}
						told[k] = g.Reason
					}
				}
			}
		}
		if len(told) != len(given) {
			t.Fatalf("%d days are told, of %d", len(told), len(given))
		}
	})
}
