package effect

import (
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/town"
)

// touching returns the causes that affect a day that stays open, in the order of the Table.
func (w *walk) touching(k booking.Key) (causes []Cause) {
	b, a, ok := w.both(k.ActivityID)
	if !ok {
		return nil
	}
	fewer, more := w.placesMoved(b, a, k.Date)
	class := slices.ContainsFunc(w.rights[k.ChildID], func(r Right) bool { return !r.Lost && r.touches(k) })
	for _, one := range []struct {
		cause Cause
		is    bool
	}{
		{HoursMoved, b.Start != a.Start || b.End != a.End},
		{LimitsMoved, !w.before.BookingLimit(b, k.Date).Equal(w.after.BookingLimit(a, k.Date)) ||
			!w.before.CancelLimit(b, k.Date).Equal(w.after.CancelLimit(a, k.Date))},
		{MealAlong, w.along(b, a, k) != 0},
		{MayLeave, w.mayLeave(b, a, k)}, {FewerPlaces, fewer}, {MorePlaces, more},
		{AllotChanged, b.Allot != a.Allot}, {ClassChanged, class},
	} {
		if one.is {
			causes = append(causes, one.cause)
		}
	}
	return causes
}

// along is +1 for a meal that becomes a picnic, -1 for one that is none any more.
func (w *walk) along(b, a *town.Activity, k booking.Key) (by int) {
	if _, was := w.before.TakesAlong(b, k.Date, w.Pupils[k.ChildID]); was {
		by--
	}
	if _, is := w.after.TakesAlong(a, k.Date, w.Pupils[k.ChildID]); is {
		by++
	}
	return by
}

// mayLeave reports whether the family of a child may choose, later than before, that it does not come.
func (w *walk) mayLeave(b, a *town.Activity, k booking.Key) bool {
	pupil := w.Pupils[k.ChildID]
	is := w.after.GiveUpLimit(a, k.Date, pupil)
	return is.After(w.before.GiveUpLimit(b, k.Date, pupil)) && is.After(w.after.CancelLimit(a, k.Date))
}
