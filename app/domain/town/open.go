package town

import (
	"cmp"

	"cartable/app/domain/civil"
)

// Closed is the reason why an activity is not offered on a date.
type Closed string

// The reasons why a date is closed. The empty value is "open".
const (
	Open           Closed = ""
	OutOfSeason    Closed = "season"   // before the first day or after the last
	NotThisWeekday Closed = "weekday"  // never on that weekday
	PublicHoliday  Closed = "holiday"  // public holiday
	SchoolHolidays Closed = "holidays" // offered on school days only
	SchoolDay      Closed = "school"   // offered in the holidays only
	ClosedByTown   Closed = "closure"  // the structure closed the day
)

// IsOpen reports whether an activity is offered on a date.
func (c *Catalogue) IsOpen(a *Activity, d civil.Date) bool {
	why, _ := c.OpenOn(a, d)
	return why == Open
}

// OpenOn returns why an activity is not offered on a date, empty if it is, with a detail for the sentence (the name of
// the holiday, the label of the opening or of the closure). A line of openings.csv overrides everything else.
func (c *Catalogue) OpenOn(a *Activity, d civil.Date) (why Closed, detail string) {
	if open, said := a.Openings[d]; said {
		if open {
			return Open, ""
		}
		return ClosedByTown, cmp.Or(a.Why[d], c.Structure.Closures[d])
	}
	if d < a.From || d > a.To {
		return OutOfSeason, ""
	}
	if !a.Weekdays[d.Weekday()] {
		return NotThisWeekday, ""
	}
	if label, closed := c.Structure.Closures[d]; closed {
		return ClosedByTown, label
	}
	if name, ok := civil.PublicHoliday(d, c.Structure.AlsaceMoselle); ok {
		return PublicHoliday, name
	}
	if a.Term == TermAll {
		return Open, ""
	}
	name, holiday := civil.SchoolHoliday(d, c.Structure.Zone)
	switch {
	case holiday && a.Term == TermSchool:
		return SchoolHolidays, name
	case !holiday && a.Term == TermHolidays:
		return SchoolDay, ""
	}
	return Open, ""
}

// WeekdaysBetween returns the ISO weekdays on which an activity opens at least once between two dates.
func (c *Catalogue) WeekdaysBetween(a *Activity, from, to civil.Date) (days [8]bool) {
	for d := from; d <= to; d++ {
		if !days[d.Weekday()] {
			why, _ := c.OpenOn(a, d)
			days[d.Weekday()] = why == Open
		}
	}
	return days
}
