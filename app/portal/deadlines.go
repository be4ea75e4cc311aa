package portal

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/db"
)

// Deadline is an instant until which days that the family has not booked can still be booked.
type Deadline struct {
	Until time.Time
	When  string // "dim. 29, 18 h"
	Soon  bool   // within a day
	For   []Closing

	ChildID int64      // where to book them: the first child concerned,
	Date    civil.Date // the first day,
	Longer  bool       // and whether the days are a week or a month
}

// Closing is days of a deadline, and the activities that close.
type Closing struct {
	When string // "lundi 30"
	What string // "accueil du matin, du soir"
}

const (
	deadlineDays   = 21 // how far ahead a day is looked for
	deadlinesShown = 4
)

// closing is an activity with its first day that the family may still book.
type closing struct {
	activity *town.Activity
	date     civil.Date
	children []int64
	until    time.Time
}

// deadlines returns the next deadlines of a family, soonest first: for each activity, that of its first day which one
// of the children could still be booked on. Activities that close together are one line (DOMAIN.md 5.6).
func deadlines(f *family, live []booking.Reservation) []Deadline {
	var all []closing
	for _, a := range f.Town.Activities {
		if one := closingOf(f, a, live); one.date != 0 {
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(x, y closing) int { return x.until.Compare(y.until) })
	var lines []Deadline
	for len(all) > 0 && len(lines) < deadlinesShown {
		n := slices.IndexFunc(all, func(x closing) bool { return !x.until.Equal(all[0].until) })
		if n < 0 {
			n = len(all)
		}
		lines = append(lines, deadlineOf(f, all[:n]))
		all = all[n:]
	}
	return lines
}

// closingOf returns the first day of an activity that can still be asked for; its date is 0 if there is none.
func closingOf(f *family, a *town.Activity, live []booking.Reservation) closing {
	if debtOf(a.Category, f.Balances[a.Category.Wallet.ID]) != nil {
		return closing{}
	}
	today := f.Town.Today(f.Now)
	for d := today; d < today+deadlineDays; d++ { // the cheapest questions first
		var children []int64
		for _, c := range f.children {
			if !enrolledOn(c, a, d) || slices.ContainsFunc(live,
				func(r booking.Reservation) bool { return r.ChildID == c.ID && r.Date == d && takes(f.Town, r, a) }) {
				continue
			}
			why, _ := f.Town.OpenFor(a, d, c.Pupil)
			if turned, _ := f.Town.Admits(a, c.Pupil, d); why == town.Open && turned == town.Admitted {
				children = append(children, c.ID)
			}
		}
		if children == nil {
			continue
		}
		if until := f.Town.BookingLimit(a, d); !f.Now.After(until) && !f.Now.Before(f.Town.ReleasedAt(a, d)) {
			return closing{activity: a, date: d, children: children, until: until}
		}
	}
	return closing{}
}

func enrolledOn(c db.ChildOf, a *town.Activity, d civil.Date) bool {
	return slices.ContainsFunc(c.Enrolments, func(e booking.Enrolment) bool {
		return e.ActivityID == a.ID && e.From <= d && d <= e.To
	})
}

// takes reports whether a reservation leaves nothing to book in an activity on its day: it is for that activity, or
// occupies its hours.
func takes(c *town.Catalogue, r booking.Reservation, a *town.Activity) bool {
	other := c.ActivityByID(r.ActivityID)
	return r.ActivityID == a.ID || r.Status.Holds() && other != nil && other.Overlaps(a)
}

// deadlineOf makes one line of activities that close at the same instant.
func deadlineOf(f *family, all []closing) Deadline {
	today, first := f.Town.Today(f.Now), all[0]
	for _, one := range all {
		if one.date < first.date {
			first = one
		}
	}
	on := civil.Of(first.until.In(f.Town.Loc))
	d := Deadline{Until: first.until, ChildID: first.children[0], Date: first.date,
		When: on.NearShort(today) + ", " + civil.TimeOf(first.until.In(f.Town.Loc)).Human(),
		Soon: first.until.Sub(f.Now) < 24*time.Hour}
	var periods []string
	of := map[string][]closing{}
	for _, one := range all {
		from, to := one.activity.BookBy.Span(one.date)
		d.Longer = d.Longer || from != to
		words := period(from, to, today)
		if of[words] == nil {
			periods = append(periods, words)
		}
		of[words] = append(of[words], one)
	}
	for _, words := range periods {
		d.For = append(d.For, Closing{words, whatCloses(f, of[words])})
	}
	return d
}

// period returns "lundi 30", "la semaine du 30 novembre", "décembre".
func period(from, to, today civil.Date) string {
	switch {
	case from == to:
		return from.Near(today)
	case from.Day() == 1 && to-from > 7:
		return from.Month().Name()
	}
	return "la semaine du " + from.DayMonth()
}

// whatCloses names the activities of a line and, if it does not concern all of them, the children.
func whatCloses(f *family, all []closing) string {
	var activities []*town.Activity
	concerned := map[int64]bool{}
	for _, one := range all {
		activities = append(activities, one.activity)
		for _, id := range one.children {
			concerned[id] = true
		}
	}
	words := shortNames(activities)
	if len(concerned) == len(f.children) {
		return words
	}
	var names []string
	for _, c := range f.children {
		if concerned[c.ID] {
			names = append(names, c.Called)
		}
	}
	return words + " (" + strings.Join(names, ", ") + ")"
}

// shortNames names several activities in a few words: "accueil du matin, du soir, restauration". What follows a dash or
// is in brackets distinguishes them within the town, not within a line; and those of the same single weekday, when
// there are several, are named by it. Names that begin with the same word share it.
func shortNames(all []*town.Activity) string {
	var words []string // the first of each name
	parts := map[string][]string{}
	for _, a := range all {
		name := shortName(a.Name)
		if day := onlyDay(a); day != 0 && slices.ContainsFunc(all,
			func(b *town.Activity) bool { return b != a && onlyDay(b) == day }) {
			name = "activités du " + civil.WeekdayNames[day]
		}
		word, rest, _ := strings.Cut(name, " ")
		if parts[word] == nil {
			words = append(words, word)
		}
		if !slices.Contains(parts[word], rest) {
			parts[word] = append(parts[word], rest)
		}
	}
	for i, word := range words {
		words[i] = strings.TrimSpace(word + " " + strings.Join(parts[word], ", "))
	}
	return strings.Join(words, ", ")
}

// onlyDay returns the weekday of an activity that is held on one alone, else 0.
func onlyDay(a *town.Activity) (only int) {
	for day, held := range a.Weekdays {
		if held && only != 0 {
			return 0
		}
		if held {
			only = day
		}
	}
	return only
}

// shortName returns the name of an activity inside a sentence: "Accueil du soir (goûter compris)" is "accueil du soir".
func shortName(name string) string {
	for _, cut := range []string{" – ", " - ", " ("} {
		name, _, _ = strings.Cut(name, cut)
	}
	first, size := utf8.DecodeRuneInString(name)
	if word, _, _ := strings.Cut(name, " "); word == strings.ToUpper(word) { // an acronym: ALSH
		return name
	}
	return string(unicode.ToLower(first)) + name[size:]
}
