package stay

import "cartable/app/domain/civil"

// Early and Late are the minutes around the hours of an activity in which its children are on the site. Longest is for
// how many minutes after the last activity of a site a child whom nobody saw leaving is looked for.
const Early, Late, Longest = 15, 30, 120

// Place is a child at an activity of the present day.
type Place struct {
	Start, End      civil.TimeOfDay
	Present, Absent bool // as marked; neither: nobody has marked the child yet
	Stay
	Until civil.TimeOfDay // of its activity: see Until
}

// Here reports whether a child has to be counted at an activity at a moment (DOMAIN.md 13.28): who was stamped as left
// is gone, and who came and was not stays, though the activity is over.
func (p Place) Here(at civil.TimeOfDay) bool {
	switch {
	case p.Absent || p.Departed != nil:
		return false
	case p.Start-Early <= at && at <= p.End+Late:
		return true
	}
	return p.Present && p.End < at && at <= p.Until
}

// Nearest returns at which of its places of the day a child is to be counted, -1 for none: the one that is under way,
// otherwise the next, otherwise the last that ended.
func Nearest(places []Place, at civil.TimeOfDay) int {
	const ended, next, now = 1, 2, 3
	best, found := 0, -1
	for i, p := range places {
		rank := now
		switch {
		case !p.Here(at):
			continue
		case p.End < at:
			rank = ended
		case p.Start > at:
			rank = next
		}
		if rank > best || rank == best && (rank == next && p.Start < places[found].Start ||
			rank != next && p.Start >= places[found].Start) {
			best, found = rank, i
		}
	}
	return found
}

// Held is an activity of a site on the present day, to which children come.
type Held struct {
	Start, End civil.TimeOfDay
	Stamped    bool // children leave it one by one: their hours are stamped
	Departures bool // a departure was stamped today
}

// Until returns until when the children of an activity whom nobody saw leaving are looked for, of all activities of its
// site. Nobody stamps who goes on to a class or a meal: where no departure was stamped and another activity of the site
// begins later, its children are not at the door.
func Until(h Held, site []Held) civil.TimeOfDay {
	last, later := h.End, false
	for _, other := range site {
		last, later = max(last, other.End), later || other.Start >= h.End
	}
	if !h.Stamped || later && !h.Departures {
		return h.End
	}
	return last + Longest
}
