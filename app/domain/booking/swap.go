package booking

import "cartable/app/domain/town"

// Swaps are the exchanges of a validation that fell apart: the recap promised a place to an addition, the same
// draft gives back a place of that pool and day, or the child's hours, and one of the two is not possible after
// all. A swap is both or neither (DOMAIN.md 6.11): the lines that are returned must be left alone, and why stands
// on them. promised tells of which lines the recap had announced that they would be done; each lost half takes one
// other with it.
func Swaps(outcomes []Outcome, promised func(Outcome) bool) (left []Outcome) {
	taken := map[int]bool{}
	for _, add := range outcomes {
		if add.Kind != Add || !promised(add) {
			continue
		}
		for j, back := range outcomes {
			switch {
			case taken[j]:
				continue
			case add.Result != ResultAccepted && back.makesRoom(add):
				left = append(left, untreat(back, SwapLost), untreat(add, SwapLost))
			case add.Result == ResultAccepted && back.wasToMakeRoom(add) && promised(back):
				left = append(left, back, untreat(add, SwapKept))
			default:
				continue
			}
			taken[j] = true
			break
		}
	}
	return left
}

// IsSwap reports whether a recap promises an exchange: a place given back and one taken on the same day, in the same
// pool.
func IsSwap(outcomes []Outcome) bool {
	for _, add := range outcomes {
		for _, back := range outcomes {
			if add.Kind == Add && add.Result == ResultAccepted && back.makesRoom(add) {
				return true
			}
		}
	}
	return false
}

// makesRoom tells a cancellation that gives back a place of the day that an addition asks for, or the hours of its
// child.
func (o Outcome) makesRoom(add Outcome) bool { return o.Result == ResultCancelled && o.roomFor(add) }

// wasToMakeRoom tells one that cannot any more.
func (o Outcome) wasToMakeRoom(add Outcome) bool {
	return o.Result == ResultUntreated && o.roomFor(add)
}

func (o Outcome) roomFor(add Outcome) bool {
	if o.Kind != Cancel || o.Reservation == nil || !o.Reservation.Status.Placed() ||
		o.Date != add.Date || add.Activity == nil {
		return false
	}
	return sharesPool(o.Activity, add.Activity) || o.ChildID == add.ChildID && o.Activity.Overlaps(add.Activity)
}

func sharesPool(a, b *town.Activity) bool {
	for _, p := range a.Pools {
		for _, q := range b.Pools {
			if p.ID == q.ID && p.Places.Capacity != nil {
				return true
			}
		}
	}
	return false
}

// untreat makes an outcome of a line that is left alone.
func untreat(o Outcome, why Reason) Outcome {
	o.Result, o.Reason, o.Detail, o.OneWay, o.OneWayHow = ResultUntreated, why, "", "", ""
	o.Needs, o.OneMore, o.Raised = 0, false, nil // it passes nothing, and no place is added for it
	return o
}
