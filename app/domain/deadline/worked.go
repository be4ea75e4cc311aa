package deadline

import (
	"time"

	"cartable/app/domain/civil"
)

// Example is the limit of a rule for one day, worked out for whoever sets the rule.
type Example struct {
	Day   civil.Date
	Limit time.Time // zero: none before the end of the day itself
	Near  string    // why this day is shown: "Toussaint", "passage à l'heure d'hiver"; "" for an ordinary one
}

// Calendar is what a rule needs of a structure, and the weekdays on which the activity is offered; none = all but
// Sunday.
type Calendar struct {
	Loc     *time.Location
	Working func(civil.Date) bool
	Holiday func(civil.Date) (name string, ok bool)
	On      [8]bool
}

// How many ordinary days are shown, and how far a holiday or a change of clocks is looked for.
const (
	ordinary = 3
	ahead    = 400
)

// Worked returns the limits of a rule for the next three days that are offered from the week after a date on, for the
// first day that follows a public holiday of a working week, and for the first day after each change of clocks.
func (r Rule) Worked(today civil.Date, c Calendar) []Example {
	if c.On == ([8]bool{}) {
		c.On = [8]bool{false, true, true, true, true, true, true, false}
	}
	var all []Example
	add := func(d civil.Date, near string) {
		one := Example{Day: d, Near: near}
		if at, ok := r.Limit(d, c.Loc, c.Working); ok {
			one.Limit = at
		}
		all = append(all, one)
	}
	monday := today.Week().Monday() + 7
	for d := c.offered(monday); len(all) < ordinary; d = c.offered(d + 1) {
		add(d, "")
	}
	for d := monday; d < monday+ahead; d++ {
		if name, holiday := c.Holiday(d); holiday && d.Weekday() < 6 {
			add(c.offered(d+1), name)
			break
		}
	}
	for d, seen := monday, 0; d < monday+ahead && seen < 2; d++ {
		if near := c.change(d); near != "" {
			add(c.offered(d+1), near)
			seen++
		}
	}
	return all
}

// offered returns the first date from d on that is one of the weekdays and no public holiday.
func (c Calendar) offered(d civil.Date) civil.Date {
	for range ahead {
		if _, holiday := c.Holiday(d); c.On[d.Weekday()] && !holiday {
			return d
		}
		d++
	}
	return d
}

// change returns the change of the clocks on a date; "" for none.
func (c Calendar) change(d civil.Date) string {
	switch length := (d + 1).At(0, c.Loc).Sub(d.At(0, c.Loc)); {
	case length < 24*time.Hour:
		return "passage à l'heure d'été"
	case length > 24*time.Hour:
		return "passage à l'heure d'hiver"
	}
	return ""
}
