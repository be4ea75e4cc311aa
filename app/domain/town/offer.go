package town

import (
	"time"

	"cartable/app/domain/civil"
)

// The hours of the day in which a family is expected to read a mail and to answer.
const (
	dayBegins civil.TimeOfDay = 8 * 60
	dayEnds   civil.TimeOfDay = 21 * 60
)

// leastOffer is the least time that a family needs to answer, by day.
const leastOffer = time.Hour

// Offers reports whether a place that becomes free is offered to who waits, instead of given.
func (a *Activity) Offers() bool { return a.OfferHours != nil }

// OfferUntil returns until when a family may answer a place that is offered at an instant, for some hours: never past
// the last hour of the kitchen, nor the start. A time that would begin or end at night does in the morning (DOMAIN.md
// 7.16). ok
// is false when too little of the day is left to answer: such a place is not offered.
func (c *Catalogue) OfferUntil(a *Activity, d civil.Date, at time.Time, hours int) (until time.Time, ok bool) {
	from := c.byDay(at)
	until = c.byDay(from.Add(time.Duration(hours) * time.Hour))
	if last := c.LastCall(a, d); last.Before(until) {
		until = last
	}
	return until, until.Sub(from) >= leastOffer
}

// byDay returns an instant, or the next morning if it is at night.
func (c *Catalogue) byDay(at time.Time) time.Time {
	local := at.In(c.Loc)
	day, hour := civil.Of(local), civil.TimeOf(local)
	switch {
	case hour < dayBegins:
		return day.At(dayBegins, c.Loc)
	case hour >= dayEnds:
		return day.AddDays(1).At(dayBegins, c.Loc)
	}
	return at
}
