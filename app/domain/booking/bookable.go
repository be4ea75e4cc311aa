package booking

import (
	"cmp"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Right is what a child needs of its own to book an activity on a date.
type Right struct {
	Enrolled  bool
	Pupil     town.Pupil
	OtherHome bool // the day is the child's other home's
	Accepted  bool // the day was accepted: whom the activity admits is not asked again, what narrows takes nothing away
}

// turned has the reasons for which an activity does not admit a child.
var turned = map[town.Turned]Reason{town.ByAge: NotOfAge, town.BySchool: NotOfSchool, town.ByLevel: NotOfLevel,
	town.ByClass: NotOfClass}

// Bookable checks whether a day can be booked at all, regardless of deadlines and places: the activity is offered, it
// is open that day, also for the child's school and class, and the child is enrolled in it, is in this home
// (custody.Calendar), and of its ages, schools and levels. It runs at every validation, in the nightly run before a
// place is given, and before a day is debited, because any of it may have changed since the day was booked (DOMAIN.md
// 7.13). An empty reason means that the day is bookable. a is nil when the structure no longer offers the activity.
func Bookable(c *town.Catalogue, a *town.Activity, d civil.Date, child Right) (why Reason, detail string) {
	if a == nil {
		return NotOffered, ""
	}
	if closed, detail := c.OpenFor(a, d, child.Pupil); closed != town.Open {
		return ReasonOf(closed), detail
	}
	if !child.Enrolled {
		return NotEnrolled, ""
	}
	if child.Accepted {
		return "", ""
	}
	if child.OtherHome {
		return OtherHomeDay, ""
	}
	by, instead := c.Admits(a, child.Pupil, d)
	return turned[by], instead
}

// Returns checks whether a day that ended may be its family's again: it can be booked, and has not become the other
// home's, whether or not it had been accepted (DOMAIN.md 10.71).
func Returns(c *town.Catalogue, a *town.Activity, d civil.Date, child Right) Reason {
	if why, _ := Bookable(c, a, d, child); why != "" {
		return why
	}
	if child.OtherHome {
		return OtherHomeDay
	}
	return ""
}

// NoPlaceWhy returns why a request that waits can get no place at an instant, however many are left, in a sentence for
// staff; empty when it can: the day can be booked, has not begun, and the kitchen has not ordered.
func NoPlaceWhy(c *town.Catalogue, a *town.Activity, d civil.Date, child Right, now time.Time) string {
	why, detail := Bookable(c, a, d, child)
	switch {
	case why != "":
		return cmp.Or(why.Sentence(detail), why.Short())
	case !c.Starts(a, d).After(now):
		return "L'activité a déjà commencé."
	case now.After(c.LastCall(a, d)):
		return "La cuisine a déjà commandé les repas de ce jour."
	}
	return ""
}
