package allocation

import "cartable/app/domain/booking"

// Answer returns what becomes of requests of one date whose places staff give, if staff say yes to all of them: by
// priority class and number, each gets a place, or else joins the waiting list, or else stays as it is. It is Settle,
// without two of its rules: staff may decide these requests, and nobody is refused but by them. places are those of the
// slots: while somebody waits for one, its free places are not free for others (DOMAIN.md 6.5).
func Answer(requests []Request, places map[int64]Pool) map[int64]Standing {
	asked := make([]Request, 0, len(requests))
	for _, r := range requests {
		if r.Gone || r.Late || r.Standing != Pending {
			continue
		}
		r.ByStaff, r.LastChance = false, false
		asked = append(asked, r)
	}
	became := map[int64]Standing{}
	for _, d := range Settle(asked, places) {
		became[d.ID] = d.New
	}
	return became
}

// PlacesLeft returns the places of a pool for Answer: its limits, and how many have a place or wait on the date.
func PlacesLeft(capacity, waitingRoom *int, slot booking.Slot) (p Pool) {
	if capacity != nil {
		free := max(0, *capacity-slot.Accepted)
		if slot.Waiting > 0 {
			free = 0
		}
		p.Free = &free
	} else if slot.Waiting > 0 {
		none := 0
		p.Free = &none
	}
	if waitingRoom != nil {
		room := max(0, *waitingRoom-slot.Waiting)
		p.WaitingRoom = &room
	}
	return p
}
