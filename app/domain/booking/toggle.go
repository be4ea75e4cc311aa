package booking

// Change sets one box of a calendar.
type Change struct {
	Day    Day
	Wanted bool
}

// Toggle applies a quick toggle to a week, a weekday or a month, given in date order (DOMAIN.md 4.2). The first day on
// which a click would do something decides: if it is neither booked nor drafted for booking, all days are booked;
// otherwise all are cancelled. Days that could only join the waiting list never decide, and are left out of a booking,
// unless the structure wants them.
//
// It returns the boxes to set, the number of days left out, and whether it booked. It returns no change and false when
// no day decides.
func Toggle(days []Day, joinWaitlists bool) (changes []Change, leftOut int, book bool) {
	decided := false
	for _, d := range days {
		if !d.Tickable() || d.apart() || d.State == Waitlist && !joinWaitlists {
			continue
		}
		book, decided = !d.Ticked(), true
		break
	}
	if !decided {
		return nil, 0, false
	}
	for _, d := range days {
		if !d.Tickable() || d.apart() || d.Ticked() == book {
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

// apart reports whether a change of the day would pass a refusal: each is chosen by itself, and no quick toggle does.
func (d Day) apart() bool { return d.Needs != 0 && d.Draft == None }
