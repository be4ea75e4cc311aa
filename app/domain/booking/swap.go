package booking

import "cartable/app/domain/town"

// Swaps returns the broken exchanges of a validation, by index of their lines among the outcomes: the recap promised a
// place to an addition, the same draft gives back a place of that pool and day, or the child's hours, and the addition
// is not accepted after all. A swap is done as a whole or not at all (DOMAIN.md 6.11), so the returned lines must not
// be treated. promised reports whether the recap announced a place for a line; each lost addition takes one
// cancellation with it.
func Swaps(outcomes []Outcome, promised func(i int) bool) (broken []int) {
	taken := map[int]bool{}
	for i, add := range outcomes {
		if add.Kind != Add || add.Result == ResultAccepted || !promised(i) {
			continue
		}
		for j, back := range outcomes {
			if !taken[j] && back.makesRoom(add) {
				taken[j] = true
				broken = append(broken, j, i)
				break
			}
		}
	}
	return broken
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

// makesRoom reports whether a cancellation gives back a place of the day that an addition requests, or the hours of its
// child.
func (o Outcome) makesRoom(add Outcome) bool {
	if o.Kind != Cancel || o.Result != ResultCancelled || o.Reservation == nil || !o.Reservation.Status.Placed() ||
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

// Untreat returns the outcome of a line that is left untreated.
func Untreat(o Outcome, why Reason) Outcome {
	o.Result, o.Reason, o.Detail = ResultUntreated, why, ""
	return o
}
