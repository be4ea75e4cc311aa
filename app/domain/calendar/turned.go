package calendar

import (
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Turned are the days that staff chose to turn: an open one is to be closed, a closed one to be opened. Nothing changes
// until their changes are applied.
type Turned map[civil.Date]bool

// Want returns what a day becomes.
func (t Turned) Want(d Day) (open bool) { return d.Open != t[d.Date] }

// set chooses what days become. Days that are past are left alone.
func (t Turned) set(open bool, days ...Day) {
	for _, d := range days {
		switch {
		case d.Past:
		case d.Open == open:
			delete(t, d.Date)
		default:
			t[d.Date] = true
		}
	}
}

// Count returns how many days are to be opened and to be closed.
func (t Turned) Count(days []Day) (opened, closed int) {
	for _, d := range days {
		switch {
		case !t[d.Date]:
		case d.Open:
			closed++
		default:
			opened++
		}
	}
	return opened, closed
}

// Only returns the choice without what is no day to come of the year.
func (t Turned) Only(days []Day) Turned {
	kept := Turned{}
	for date := range t {
		if d := on(days, date); d != nil && !d.Past {
			kept[date] = true
		}
	}
	return kept
}

// Again returns the same wishes for a year that moved since it was shown: a day that somebody else turned meanwhile is
// already as it was wished for.
func (t Turned) Again(moved []Day) Turned {
	kept := Turned{}
	for date := range t {
		kept[date] = true
	}
	for _, d := range moved {
		if kept[d.Date] {
			delete(kept, d.Date)
		}
	}
	return kept
}

// Changes returns the changes of settings that make days what staff chose, in the order of dates. Only differences from
// the base rule are stored: an exception that has become what the base rule says is removed (DOMAIN.md 10.29).
func Changes(a *town.Activity, days []Day, turned Turned, label string) town.Changes {
	var changes town.Changes
	for _, d := range days {
		if !turned[d.Date] {
			continue
		}
		one := town.Change{Before: exception(a, d.Date)}
		if want := turned.Want(d); want != d.Base {
			one.After = town.OpeningEntry{Activity: a.Code, Date: d.Date, Open: want, Label: label}
		}
		if one.Before != nil || one.After != nil {
			changes = append(changes, one)
		}
	}
	return changes
}

// exception returns the stored exception of a date; nil if there is none.
func exception(a *town.Activity, d civil.Date) town.Noun {
	open, dated := a.Openings[d]
	if !dated {
		return nil
	}
	return town.OpeningEntry{Activity: a.Code, Date: d, Open: open, Label: a.Why[d]}
}

// Run is a series of dates that follow each other and have the same thing to say.
type Run struct {
	From, To civil.Date
	Open     bool
	Label    string
}

// Days returns the number of dates.
func (r Run) Days() int { return int(r.To-r.From) + 1 }

// Exceptions returns the dated exceptions of a year, those that follow each other together.
func Exceptions(days []Day) []Run {
	return runs(days, func(d Day) (Run, bool) { return Run{d.Date, d.Date, d.Open, d.Label}, d.Dated })
}

// TownClosures returns the days of a year that the town closed.
func TownClosures(days []Day) []Run {
	return runs(days, func(d Day) (Run, bool) { return Run{d.Date, d.Date, false, d.TownLabel}, d.Town })
}

func runs(days []Day, of func(Day) (Run, bool)) (all []Run) {
	for _, d := range days {
		one, said := of(d)
		if !said {
			continue
		}
		if n := len(all) - 1; n >= 0 && all[n].To == one.From-1 && all[n].Open == one.Open &&
			all[n].Label == one.Label {
			all[n].To = one.To
			continue
		}
		all = append(all, one)
	}
	return slices.Clip(all)
}
