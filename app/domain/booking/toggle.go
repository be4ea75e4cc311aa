package booking

// Change sets one box of a calendar.
type Change struct {
	Day    Day
	Wanted bool
}

// Toggle is a quick toggle over a week, a weekday or a month, given in date order (DOMAIN.md 4.2).
// The first day on which a click would do something decides: neither booked nor drafted for booking, all
// are booked; else all are given up. Days that only the waiting list would take never decide, and are left
// out of a booking, unless the structure wants them.
//
// It returns the boxes to set, how many days were left out, and whether it booked. No change and false
// when no day decides.
func Toggle(days []Day, joinWaitlists bool) (changes []Change, leftOut int, book bool) {
	decided := false
	for _, d := range days {
		if !d.Tickable() || d.State == Waitlist && !joinWaitlists {
			continue
		}
		book, decided = !d.Ticked(), true
		break
	}
	if !decided {
		return nil, 0, false
	}
	for _, d := range days {
		if !d.Tickable() || d.Ticked() == book {
			continue
		}
		if book && d.State == Waitlist && !joinWaitlists {
			leftOut++
			continue
		}
		changes = append(changes, Change{d, book})
	}
	return changes, leftOut, book
}
