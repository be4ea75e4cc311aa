// Package custody says in which of its two homes a child is on a day: a dated rule of odd and even ISO weeks, which
// change on Monday, and dated exceptions. Without a rule a day is nobody's in particular. Start with Calendar.Home.
package custody

import "cartable/app/domain/civil"

// Rule is in force from a day until the first day of the next rule. Homes are families; the same one in both kinds of
// week has the child all the time, and 0 in both ends what was arranged before.
type Rule struct {
	From      civil.Date
	Even, Odd int64
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
			home, since = r.of(d.Week()), r.From
		}
	}
	return home
}

func (r Rule) of(w civil.Week) int64 {
	if w.Number%2 == 0 {
		return r.Even
	}
	return r.Odd
}

// Other reports whether a day belongs to another home than this one.
func (c Calendar) Other(family int64, d civil.Date) bool {
	home := c.Home(d)
	return home != 0 && home != family
}
