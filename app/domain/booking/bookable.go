package booking

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Bookable is the one judge of what makes a day bookable, whatever the deadlines and the places: the activity is offered, it is open that
// day, and the child is enrolled in it. It is asked at every validation, by the night before it gives a place, and before a day is
// debited, for any of it may have changed since the day was booked (DOMAIN.md 7.13). An empty reason: it is. a is nil when the
// structure offers the activity no more.
func Bookable(c *town.Catalogue, a *town.Activity, d civil.Date, enrolled bool) (why Reason, detail string) {
	if a == nil {
		return NotOffered, ""
	}
	if closed, detail := c.OpenOn(a, d); closed != town.Open {
		return ReasonOf(closed), detail
	}
	if !enrolled {
		return NotEnrolled, ""
	}
	return "", ""
}
