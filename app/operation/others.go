package operation

import (
	"context"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/town"
	"cartable/db"
)

// Opérations that overlap may be undone in any order (DOMAIN.md 10.73). What an undoing could not bring back because
// another opération stood over it comes back with the undoing of that one: a setting goes back to before both, and a
// day that could not be booked is given back, once nothing closes it any more.

// pastOf reads what may stand under the changes of an applied opération. One that is older than an opération may be
// undone was not undone since this one was applied.
func pastOf(ctx context.Context, q db.Q, c *town.Catalogue, row db.Operation) ([]db.PastChange, error) {
	return q.ChangesBefore(ctx, row, row.AppliedAt.Add(-c.Structure.UndoFor()))
}

// under returns the change that takes one back, given what opérations did before it: where the state to which it goes
// is what an opération left that was undone meanwhile, and that could not be taken away because this one stood over it,
// it goes to the state before that one.
func under(inverse town.Change, lines []db.PastChange) (town.Change, error) {
	for _, l := range lines {
		changes, err := l.ReadChanges()
		if err != nil {
			return inverse, err
		}
		for _, one := range changes {
			if !sameNoun(one, inverse) || !(town.Change{Before: one.After, After: inverse.After}).Empty() {
				continue
			}
			if !l.UndoneSince || one.Before == nil && !ofADate(one) {
				return inverse, nil
			}
			inverse.After = one.Before
		}
	}
	return inverse, nil
}

// ofADate reports whether a change is of a noun that may be gone when it is taken back: nothing else refers to it.
func ofADate(one town.Change) bool {
	switch one.Kind() {
	case town.NounClosure, town.NounSchoolClosure, town.NounOpening, town.NounCapacity, town.NounRelease:
		return true
	}
	return false
}

func sameNoun(a, b town.Change) bool { return a.Kind() == b.Kind() && a.Key() == b.Key() }

// takeOver adds to an opération that is being undone the days that the undoing of others could not give back, and that
// can be booked again without it: it gives them back with its own, and tells their families. A day that has begun stays
// lost: until when an opération may be undone looks at its own days alone.
func (o *Operations) takeOver(ctx context.Context, q db.Q, before, after *town.Catalogue, row db.Operation) error {
	lost, err := q.LostRows(ctx, row)
	if err != nil || len(lost) == 0 {
		return err
	}
	ids := make([]int64, len(lost))
	for i, r := range lost {
		ids[i] = r.ReservationID
	}
	ended, err := q.EndedRows(ctx, ids)
	if err != nil {
		return err
	}
	rights := map[int64]booking.Right{}
	for _, one := range ended {
		rights[one.ID] = one.Right
	}
	returns := func(c *town.Catalogue, r db.OperationRow) bool {
		right, known := rights[r.ReservationID]
		a := c.ActivityByID(r.ActivityID)
		return known && a != nil && booking.Returns(c, a, r.Date, right) == ""
	}
	today := after.Today(o.Now())
	lost = slices.DeleteFunc(lost, func(r db.OperationRow) bool {
		return r.Date <= today || returns(before, r) || !returns(after, r)
	})
	return q.TakeOver(ctx, row.ID, lost)
}
