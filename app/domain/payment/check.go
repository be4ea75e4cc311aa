package payment

import (
	"time"

	"cartable/app/domain/civil"
)

// The ages at which a payment without a result must be checked by a person, and at which it is abandoned.
const (
	silence = 36 * time.Hour
	forget  = 7 * 24 * time.Hour
)

// checks are the ages at which the platform is queried about a recent payment: often while somebody may be waiting at a
// screen.
var checks = []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute,
	21 * time.Minute,
	35 * time.Minute, 65 * time.Minute, 125 * time.Minute}

// lastOfSoft is the age of the last query about a refused or abandoned payment: an idOp may be reused while recent.
const lastOfSoft = 125 * time.Minute

// morning is a time at which the platform's nightly purge is certainly over.
const morning civil.TimeOfDay = 6 * 60

// NextCheck returns when to query the platform again about a payment created at an instant (DOMAIN.md 8.8): nine times
// in two hours, every six hours until 36, on the morning after, then once a day for a week. A refused or abandoned
// payment is queried while it is recent, and once at two hours. The zero time means never.
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
