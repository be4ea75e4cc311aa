package operation

import (
	"context"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/db"
)

// giveBack gives the next reservations back: accepted if their place is still free, otherwise first in the queue.
func (o *Operations) giveBack(ctx context.Context, q db.Q, row db.Operation) (done bool, err error) {
	rows, err := q.OperationRows(ctx, row.ID, db.RowDone, chunk)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 {
		return true, o.undone(ctx, q, row)
	}
	children := make([]int64, 0, len(rows))
	for _, r := range rows {
		children = append(children, r.ChildID)
	}
	slices.Sort(children)
	if err := q.LockChildren(ctx, slices.Compact(children)); err != nil {
		return false, err
	}
	c, err := o.Catalogues.Current(ctx, q, row.StructureID)
	if err != nil {
		return false, err
	}
	w, err := o.places(ctx, q, c, rows)
	if err != nil {
		return false, err
	}
	type fate struct{ state, why string }
	var back []db.Reservation
	var were []int64 // the reservations that back gives back, in order
	marked := map[fate][]int64{}
	for _, r := range rows {
		one, state, why := w.again(row.StructureID, r)
		if state != db.RowLost {
			back, were = append(back, one), append(were, r.ReservationID)
		}
		marked[fate{state, why}] = append(marked[fate{state, why}], r.ReservationID)
	}
	for f, ids := range marked {
		if err := q.MarkRows(ctx, row.ID, ids, db.RowDone, f.state, f.why); err != nil {
			return false, err
		}
		if err := q.MarkTaken(ctx, row.ID, ids, f.state, f.why); err != nil {
			return false, err
		}
	}
	if err := q.Restore(ctx, back, db.Movement{AccountID: row.UndoneBy, Origin: "staff", At: o.Now().UTC(),
		OperationID: row.ID}); err != nil {
		return false, err
	}
	return false, q.FollowSick(ctx, were, back)
}

// world is what decides whether reservations can come back.
type world struct {
	town  *town.Catalogue
	today civil.Date
	slots map[booking.SlotKey]booking.Slot
	ended map[int64]db.Ended
	held  map[int64][]booking.Reservation // by child
}

func (o *Operations) places(ctx context.Context, q db.Q, c *town.Catalogue, rows []db.OperationRow) (w world,
	err error) {
	w.town, w.slots, err = o.Catalogues.Locked(ctx, q, c, func(c *town.Catalogue) (keys []booking.SlotKey) {
		for _, r := range rows {
			keys = append(keys, booking.SlotsOf(c.ActivityByID(r.ActivityID), r.Date)...)
		}
		return db.SortSlots(keys)
	})
	if err != nil {
		return w, err
	}
	w.today = w.town.Today(o.Now())
	ids, children := make([]int64, len(rows)), make([]int64, len(rows))
	from, to := rows[0].Date, rows[0].Date
	for i, r := range rows {
		ids[i], children[i] = r.ReservationID, r.ChildID
		from, to = min(from, r.Date), max(to, r.Date)
	}
	ended, err := q.EndedRows(ctx, ids)
	if err != nil {
		return w, err
	}
	w.ended, w.held = map[int64]db.Ended{}, map[int64][]booking.Reservation{}
	for _, one := range ended {
		w.ended[one.ID] = one
	}
	live, err := q.HeldOn(ctx, children, from, to)
	for _, one := range live {
		w.held[one.ChildID] = append(w.held[one.ChildID], one)
	}
	return w, err
}

// again returns the reservation that gives one back, and what becomes of its row.
func (w world) again(structureID int64, row db.OperationRow) (r db.Reservation, state, why string) {
	was, found := w.ended[row.ReservationID]
	a := w.town.ActivityByID(row.ActivityID)
	if !found || a == nil {
		return r, db.RowLost, "gone"
	}
	if row.Date <= w.today { // the worker comes after midnight: nobody is expected any more
		return r, db.RowLost, string(booking.TooLateToBook)
	}
	if reason := booking.Returns(w.town, a, row.Date, was.Right); reason != "" {
		return r, db.RowLost, string(reason)
	}
	for _, other := range w.held[row.ChildID] {
		b := w.town.ActivityByID(other.ActivityID)
		if other.Date != row.Date || b == nil || booking.Supersedes(was.FamilyID, other) {
			continue
		}
		if b.ID == a.ID || other.Status.Holds() && a.Overlaps(b) {
			return r, db.RowLost, string(booking.Overlap)
		}
	}
	state = db.RowRestored
	r = db.Reservation{StructureID: structureID, FamilyID: was.FamilyID, ChildID: was.ChildID,
		ActivityID: was.ActivityID, Date: was.Date, State: string(was.Status), Priority: was.Priority,
		RequestedAt: was.RequestedAt, Transmitted: true, Price: was.Price, Quantity: was.Quantity,
		LastMoment: was.LastMoment, Number: &was.Number}
	if was.Absent() { // the family was told what it owes for it
		r.Attendance = &was.Attendance
	}
	if was.Status == booking.Offered { // its time is over: it comes first when a place is free
		r.State, r.Priority = string(booking.Waitlisted), booking.First
	}
	if was.Status.Placed() && !w.take(a, row.Date) {
		if was.Absent() { // nobody waits for a day on which he does not come
			return r, db.RowLost, string(booking.NoPlace)
		}
		r.State, r.Priority, state = string(booking.Waitlisted), booking.First, db.RowQueued
		why = string(booking.NoPlace)
	}
	w.held[row.ChildID] = append(w.held[row.ChildID], booking.Reservation{Status: was.Status, Key: was.Key,
		FamilyID: was.FamilyID})
	return r, state, why
}

// take takes a place in every pool of an activity, if each has one.
func (w world) take(a *town.Activity, d civil.Date) bool {
	for _, p := range a.Pools {
		if limit := p.On(d).Capacity; limit != nil && w.slots[booking.SlotKey{PoolID: p.ID, Date: d}].Accepted >=
			*limit {
			return false
		}
	}
	for _, p := range a.Pools {
		key := booking.SlotKey{PoolID: p.ID, Date: d}
		slot := w.slots[key]
		slot.Accepted++
		w.slots[key] = slot
	}
	return true
}
