// Package custody says in which of its two homes a child is on a day: a dated rule of odd and even ISO weeks, which
// change on a weekday, and dated exceptions. Without a rule a day is nobody's in particular. Start with Calendar.Home.
package custody

import "cartable/app/domain/civil"

// Rule is in force from a day until the first day of the next rule. Homes are families; the same one in both kinds of
// week has the child all the time, and 0 in both ends what was arranged before. The child changes homes on a weekday,
// Monday unless said, which is the first day in the new home: from it on, the home is the one of its ISO week.
type Rule struct {
	From      civil.Date
	Even, Odd int64
	Changes   int // 1 = Monday; 0 too
}

// Exception gives the days between two dates, both included, to one home.
type Exception struct {
	From, To civil.Date
	Home     int64
}

// Calendar is what was arranged for a child. Of two rules or exceptions that say different things of a day, the one
// that begins later decides, then the one that stands later in its list.
type Calendar struct {
	Rules      []Rule
	Exceptions []Exception
}

// Home returns the family whose day it is; 0 when no rule says so.
func (c Calendar) Home(d civil.Date) (home int64) {
	var since civil.Date
	for _, e := range c.Exceptions {
		if e.From <= d && d <= e.To && e.From >= since {
			home, since = e.Home, e.From
		}
	}
	if home != 0 {
		return home
	}
	since = 0
	for _, r := range c.Rules {
		if r.From <= d && r.From >= since {
			home, since = r.of(d), r.From
		}
	}
	return home
}

func (r Rule) of(d civil.Date) int64 {
	changed := d.AddDays(-((d.Weekday() + 7 - max(1, r.Changes)) % 7))
	if changed.Week().Number%2 == 0 {
		return r.Even
	}
	return r.Odd
}

// Other reports whether a day belongs to another home than this one.
func (c Calendar) Other(family int64, d civil.Date) bool {
	home := c.Home(d)
	return home != 0 && home != family
}

// RuleOn returns the rule in force on a day; found is false when there is none.
func (c Calendar) RuleOn(d civil.Date) (in Rule, found bool) {
	for _, r := range c.Rules {
		if r.From <= d && r.From >= in.From {
			in, found = r, true
		}
	}
	return in, found
}

// Words says to staff what is arranged for a home on a day, or else next: "semaines paires ici"; empty when nothing is.
func (c Calendar) Words(home int64, d civil.Date) string {
	r, _ := c.RuleOn(d)
	if said := r.Words(home, "ici"); said != "" {
		return said
	}
	for _, next := range c.Rules {
		if said := next.Words(home, "ici"); next.From > d && said != "" {
			return said + " à partir du " + next.From.Numeric()
		}
	}
	return ""
}

// Words says a rule as one of the homes has it, which is called here: "ici", "dans votre foyer". Empty when it arranges
// nothing.
func (r Rule) Words(home int64, here string) string {
	switch {
	case r.Even == 0:
		return ""
	case r.Even == home && r.Odd == home:
		return "toujours " + here
	case r.Even == r.Odd:
		return "toujours dans l'autre foyer"
	case r.Even == home:
		return "semaines paires " + here
	}
	return "semaines impaires " + here
}

// same reports whether two rules give each day to the same home.
func (r Rule) same(o Rule) bool {
	return r.Even == o.Even && r.Odd == o.Odd && (r.Even == r.Odd || max(1, r.Changes) == max(1, o.Changes))
}

// With returns the calendar with another rule from its first day on, in the place of all that begin on it or later, and
// with other exceptions in the place of those that are not over the day before. A rule that is in force on its first
// day already changes none: those that begin later stay.
func (c Calendar) With(r Rule, exceptions []Exception, today civil.Date) Calendar {
	var is Calendar
	if in, _ := c.RuleOn(r.From); in.same(r) {
		is.Rules = append(is.Rules, c.Rules...)
	} else {
		for _, old := range c.Rules {
			if old.From < r.From {
				is.Rules = append(is.Rules, old)
			}
		}
		if in, _ := is.RuleOn(r.From); !in.same(r) {
			is.Rules = append(is.Rules, r) // else it goes on
		}
	}
	for _, old := range c.Exceptions {
		switch {
		case old.To < today:
			is.Exceptions = append(is.Exceptions, old)
		case old.From < today: // its days that are over stay
			is.Exceptions = append(is.Exceptions, Exception{old.From, today - 1, old.Home})
		}
	}
	for _, one := range exceptions {
		one.From = max(one.From, today)
		is.Exceptions = append(is.Exceptions, one)
	}
	return is
}

// Overlap returns the first two exceptions that have a day in common.
func Overlap(all []Exception) (i, j int, found bool) {
	for j := range all {
		for i := range j {
			if all[i].From <= all[j].To && all[j].From <= all[i].To {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}
