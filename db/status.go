package db

import (
	"slices"
	"strings"

	"cartable/app/domain/booking"
)

// Conditions on the state of a reservation, to be written after its column. They are made from the table of the domain. A
// partial index serves SQLite only where a query repeats its condition to the letter: TestIndexesSayWhatTheTableSays.
var (
	isPlaced   = isOf(booking.Status.Placed)
	isQueued   = isOf(booking.Status.Queued)
	isWaiting  = isOf(booking.Status.Waits)
	isUnplaced = isOf(func(s booking.Status) bool { return s.Live() && !s.Placed() })
	isGone     = isOf(func(s booking.Status) bool { return !s.Live() })
	isLive     = strings.NewReplacer("= ", "<> ", "in ", "not in ").Replace(isGone)
	isHeld     = among(backwards(booking.Statuses(booking.Status.Holds)))
	isCounted  = among(backwards(booking.Statuses(func(s booking.Status) bool { return s.Placed() || s.Queued() })))
)

func isOf(keep func(booking.Status) bool) string { return among(booking.Statuses(keep)) }

// among is "= 'accepted'", or "in ('pending', 'waitlisted')".
func among(all []booking.Status) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = "'" + string(s) + "'"
	}
	if len(words) == 1 {
		return "= " + words[0]
	}
	return "in (" + strings.Join(words, ", ") + ")"
}

func backwards(all []booking.Status) []booking.Status {
	slices.Reverse(all)
	return all
}
