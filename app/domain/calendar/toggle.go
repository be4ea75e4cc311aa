package calendar

import (
	"fmt"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Group is a part of a year that one click turns: a week, a month, the same weekday of all weeks, holidays.
type Group struct {
	Code    string // as a form sends it
	has     func(Day) bool
	weekday int  // of the group; 0 = those of the activity
	recess  bool // school holidays: its days are opened whatever the term
}

// GroupOf reads the code of a group: "s2026-W40", "m2026-10", "j3" (Wednesdays), "f" (public holidays) or
// "v2026-10-17", the school holidays that contain a date. ok is false for anything else.
func GroupOf(code string, days []Day) (g Group, ok bool) {
	if code == "" {
		return g, false
	}
	g.Code = strings.Clone(code)
	kind, rest := code[:1], code[1:]
	switch kind {
	case "s":
		week, err := civil.ParseWeek(rest)
		g.has = func(d Day) bool { return d.Date.Week() == week }
		return g, err == nil
	case "m":
		month, err := civil.ParseMonth(rest)
		g.has = func(d Day) bool { return d.Date.Month() == month }
		return g, err == nil
	case "j":
		if len(rest) != 1 || rest < "1" || rest > "7" {
			return g, false
		}
		g.weekday = int(rest[0] - '0')
		g.has = func(d Day) bool { return d.Date.Weekday() == g.weekday }
		return g, true
	case "f":
		g.has = func(d Day) bool { return d.Holiday != "" }
		return g, rest == ""
	case "v":
		date, err := civil.Parse(rest)
		d := on(days, date)
		if err != nil || d == nil || d.School == "" {
			return g, false
		}
		from, to := date, date
		for one := on(days, from-1); one != nil && one.School == d.School; one = on(days, from-1) {
			from--
		}
		for one := on(days, to+1); one != nil && one.School == d.School; one = on(days, to+1) {
			to++
		}
		g.recess = true
		g.has = func(d Day) bool { return from <= d.Date && d.Date <= to }
		return g, true
	}
	return g, false
}

// Breaks returns the school holidays of a year.
func Breaks(days []Day) []Run {
	return runs(days, func(d Day) (Run, bool) { return Run{d.Date, d.Date, false, d.School}, d.School != "" })
}

// Code returns the code of a run of school holidays; see GroupOf.
func (r Run) Code() string { return "v" + r.From.String() }

// Toggle turns a group. If a day of it is to be open, all are to be closed. If all are to be closed, those that are
// open now or by the base rule are to be open; when there is none, those of the weekdays of the activity, and first of
// all those of its part of the year: out of the school holidays for an activity of school days. A public holiday is
// only opened by its own group or by hand (DOMAIN.md 10.30).
func (t Turned) Toggle(a *town.Activity, days []Day, g Group) {
	var group, base, usual, other []Day
	open := false
	for _, d := range days {
		if !g.has(d) || d.Past {
			continue
		}
		group = append(group, d)
		open = open || t.Want(d)
		if d.Base || d.Open {
			base = append(base, d)
		}
		if g.opens(a, d) {
			other = append(other, d)
			if g.usual(a, d) {
				usual = append(usual, d)
			}
		}
	}
	switch {
	case open:
		t.set(false, group...)
	case len(base) > 0:
		t.set(true, base...)
	case len(usual) > 0 || g.weekday != 0:
		t.set(true, usual...)
	default:
		t.set(true, other...)
	}
}

// opens reports whether a click on the group opens a day that the base rule does not open.
func (g Group) opens(a *town.Activity, d Day) bool {
	weekday := d.Date.Weekday()
	switch {
	case !d.Season || d.Town:
		return false
	case g.weekday != 0 && weekday != g.weekday, g.weekday == 0 && !a.Weekdays[weekday]:
		return false
	case g.Code == "f":
		return true
	}
	return d.Holiday == ""
}

// usual reports whether a day is in the part of the year that the group opens first.
func (g Group) usual(a *town.Activity, d Day) bool {
	return g.recess || g.Code == "f" || a.Term == town.TermAll || (a.Term == town.TermHolidays) == (d.School != "")
}

// Rhythm is a pattern of days: weekdays, a part of the year, every so many weeks, between two dates.
type Rhythm struct {
	From, To civil.Date
	Weekdays [8]bool
	Term     town.Term
	Every    int    // weeks, counted from that of From; 1 = each
	Parity   Parity // of the ISO week
	Open     bool   // what the days become
}

// Parity is a choice of ISO weeks by their number.
type Parity string

// The parities.
const (
	AnyWeek   Parity = ""
	OddWeeks  Parity = "impaires"
	EvenWeeks Parity = "paires"
)

// Has reports whether the rhythm contains a day. A public holiday is never part of a rhythm that opens days.
func (r Rhythm) Has(d Day) bool {
	week := d.Date.Week()
	weeks := int(week.Monday()-r.From.Week().Monday()) / 7
	switch {
	case d.Date < r.From || d.Date > r.To || !r.Weekdays[d.Date.Weekday()]:
		return false
	case r.Open && d.Holiday != "":
		return false
	case r.Term == town.TermSchool && d.School != "", r.Term == town.TermHolidays && d.School == "":
		return false
	case r.Parity == OddWeeks && week.Number%2 == 0, r.Parity == EvenWeeks && week.Number%2 == 1:
		return false
	}
	return weeks%max(r.Every, 1) == 0
}

// Fill chooses the days of a rhythm, and returns how many it contains that are not past.
func (t Turned) Fill(days []Day, r Rhythm) (n int) {
	for _, d := range days {
		if r.Has(d) && !d.Past {
			n++
			t.set(r.Open, d)
		}
	}
	return n
}

// Copy makes the weeks between two dates like another week, weekday by weekday, as it is to become. Public holidays and
// days that the town closed are left alone. It returns how many days it looked at.
func (t Turned) Copy(days []Day, week civil.Week, from, to civil.Date) (n int) {
	var like [8]*Day
	var want [8]bool
	for _, date := range week.Days() {
		if d := on(days, date); d != nil {
			like[date.Weekday()], want[date.Weekday()] = d, t.Want(*d)
		}
	}
	for _, d := range days {
		if day := d.Date.Weekday(); from <= d.Date && d.Date <= to && d.Date.Week() != week && !d.Past &&
			like[day] != nil && d.Holiday == "" && !d.Town {
			n++
			t.set(want[day], d)
		}
	}
	return n
}

// PastedDates reads dates pasted by a person: one a line, dd/mm/yyyy, within a year. All lines that are wrong are said,
// by number, in the order of the lines.
func PastedDates(text string, days []Day) (dates []civil.Date, wrong []string) {
	line := 0
	for one := range strings.Lines(text) {
		line++
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		date, err := civil.Typed(one)
		d := on(days, date)
		switch {
		case err != nil:
			wrong = append(wrong, fmt.Sprintf("ligne %d, «\u00a0%s\u00a0» n'est pas une date", line, cut(one)))
		case d == nil:
			wrong = append(wrong, fmt.Sprintf("ligne %d, le %s n'est pas dans cette année", line, date.Numeric()))
		case d.Past:
			wrong = append(wrong, fmt.Sprintf("ligne %d, le %s est passé", line, date.Numeric()))
		default:
			dates = append(dates, date)
		}
	}
	return dates, wrong
}

// Set chooses what dates become.
func (t Turned) Set(days []Day, open bool, dates ...civil.Date) {
	for _, date := range dates {
		if d := on(days, date); d != nil {
			t.set(open, *d)
		}
	}
}

// cut shortens a text that somebody pasted.
func cut(text string) string {
	if letters := []rune(text); len(letters) > 20 {
		return string(letters[:20]) + "…"
	}
	return text
}
