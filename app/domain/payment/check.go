package payment

import (
	"time"

	"cartable/app/domain/civil"
)

// When a payment without a result must be looked at by a person, and when it is given up.
const (
	silence = 36 * time.Hour
	forget  = 7 * 24 * time.Hour
)

// checks are the ages at which a young payment is asked about: often while somebody may be waiting before a screen.
var checks = []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 21 * time.Minute,
	35 * time.Minute, 65 * time.Minute, 125 * time.Minute}

// lastOfSoft is the age of the last look at a refusal or an abandon: an idOp may be used again while it is young.
const lastOfSoft = 125 * time.Minute

// morning is when the platform's nightly purge is over for sure.
const morning civil.TimeOfDay = 6 * 60

// NextCheck is when to ask again about a payment created at an instant, (DOMAIN.md 8.8): nine
// times in two hours, every six hours until 36, on the morning after, then once a day for a week. A refusal or an abandon is
// looked at until it is no longer young, and once at two hours. The zero time is never.
func NextCheck(state State, created, now time.Time, loc *time.Location) time.Time {
	soft := state == Refused || state == Abandoned
	if state != Pending && !soft {
		return time.Time{}
	}
	age := now.Sub(created)
	for _, c := range checks {
		if soft && c > Young+time.Minute && c != lastOfSoft {
			continue
		}
		if c > age {
			return created.Add(c)
		}
	}
	if soft || age >= forget {
		return time.Time{}
	}
	every := 6 * time.Hour
	if age >= silence {
		every = 24 * time.Hour
	}
	next := created.Add(age.Truncate(every) + every)
	if purged := (civil.Of(created.In(loc)) + 1).At(morning, loc); purged.After(now) && purged.Before(next) {
		return purged
	}
	return next
}
