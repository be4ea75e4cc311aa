package demo

import (
	"time"

	"cartable/app/domain/civil"
)

// The hours of a day at which something happens in the town, from the first child of the morning to the last of the
// evening, and the one at which a demonstration opens that was started outside of them.
const (
	dawn    = civil.TimeOfDay(7 * 60)
	dusk    = civil.TimeOfDay(19 * 60)
	morning = civil.TimeOfDay(8*60 + 10)
)

// Moment returns the instant at which the town's clock should stand: now on a day of school between 7 and 19 o'clock,
// otherwise the next morning of school. Started at night, on a Sunday or in August, a demonstration would have nobody
// to expect and no deadline near.
func Moment(now time.Time) time.Time {
	now = now.In(paris)
	today, clock := civil.Of(now), civil.TimeOf(now)
	if school(today) {
		switch {
		case clock < dawn:
			return today.At(morning, paris)
		case clock < dusk:
			return now
		}
	}
	for d := today + 1; ; d++ {
		if school(d) {
			return d.At(morning, paris)
		}
	}
}

// school reports whether the town's schools are open.
func school(d civil.Date) bool {
	if !on("1245", d) {
		return false
	}
	_, holiday := civil.PublicHoliday(d, false)
	_, holidays := civil.SchoolHoliday(d, civil.ZoneA)
	return !holiday && !holidays
}
