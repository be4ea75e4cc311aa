package operation

import (
	"context"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// UndoUntil returns the instant until which an applied opération may be undone; the zero time if it cannot be at all.
func undoUntil(c *town.Catalogue, row db.Operation) time.Time {
	if row.AppliedAt == nil || row.State != db.OperationApplied && row.State != db.OperationApplying {
		return time.Time{}
	}
	lasts := c.Structure.UndoFor()
	if lasts == 0 {
		return time.Time{}
	}
	until := row.AppliedAt.Add(lasts)
	if row.FirstDay != 0 {
		if begins := row.FirstDay.At(0, c.Loc); begins.Before(until) {
			until = begins
		}
	}
	return until
}

// Undo takes an applied opération back (DOMAIN.md 10.27): the settings that are still as it left them, then, by the
// worker, each request of a family, if its place is still free. Undoing it again changes nothing.
func (o *Operations) Undo(ctx context.Context, d desk.Actor, id int64, reason string) error {
	reason, err := journal.Reason(reason)
	if err == nil && utf8.RuneCountInString(reason) < leastWhy {
		err = fault.Invalidf("motif", "Dites-en un peu plus\u00a0: les familles lisent ce motif.")
	}
	if err != nil {
		return err
	}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		held, row, err := o.hold(ctx, q, d, id)
		if err == nil {
			err = o.forbid(ctx, q, d, Kind(row.Kind))
		}
		switch {
		case err != nil:
			return err
		case row.AppliedAt == nil:
			return fault.Conflictf("Cette opération n'a pas été appliquée\u00a0: il n'y a rien à annuler.")
		case row.State == db.OperationUndoing || row.State == db.OperationUndone:
			return nil
		case row.State != db.OperationApplied:
			return fault.Conflictf("Cette opération n'est pas terminée\u00a0: attendez un instant, puis annulez-la.")
		case !o.Now().Before(undoUntil(held.Town, row)):
			return fault.Conflictf("Il est trop tard pour annuler cette opération. Faites l'opération inverse.")
		}
		if code, found, err := q.ArchivedIn(ctx, id); err != nil {
			return err
		} else if found {
			return fault.Conflictf("Le dossier %s, que cette opération concerne, est archivé\u00a0: rouvrez-le "+
				"d'abord.", code)
		}
		kept, err := o.restoreSettings(ctx, q, held, d, row, reason)
		if err != nil {
			return err
		}
		now := o.Now().UTC()
		row.State, row.UndoneAt, row.UndoneBy, row.UndoReason, row.Kept = db.OperationUndoing, &now, d.AccountID,
			reason, kept
		if err := q.SaveOperation(ctx, &row); err != nil {
			return err
		}
		return q.AddJobs(ctx, UndoJob, []int64{id}, time.Now())
	})
	if err == nil {
		o.Ring()
	}
	return err
}

// restoreSettings applies the inverse of each change that still stands, last first, and returns the titles of the
// others.
func (o *Operations) restoreSettings(ctx context.Context, q db.Q, held *db.Town, d desk.Actor, row db.Operation,
	reason string) (string, error) {
	lines, err := q.OperationChanges(ctx, row.ID)
	if err != nil {
		return "", err
	}
	var inverse town.Changes
	var kept []string
	var made town.Changes
	for _, l := range lines {
		changes, err := l.ReadChanges()
		if err != nil {
			return "", err
		}
		made = append(made, changes...)
	}
	if err := know(ctx, q, held, made); err != nil {
		return "", err
	}
	masked, err := q.MaskedEnrolments(ctx, row.ID)
	if err != nil {
		return "", err
	}
	for _, id := range masked {
		kept = append(kept, keptLine(id))
	}
	now := held.Settings
	for _, l := range slices.Backward(lines) {
		changes, err := l.ReadChanges()
		if err != nil {
			return "", err
		}
		for _, one := range changes.Inverse() {
			after, err := town.Changes{one}.Apply(now)
			if err != nil || !one.Inverse().Stands(now) {
				title := one.Describe(held.Town).Subject
				if len(town.Changes{one}.EnrolledChildren()) > 0 { // the page says whose it is
					title = keptLine(l.ID)
				}
				kept = append(kept, title)
				continue
			}
			if full := one.Room(now); len(full) > 0 { // others came to where an enrolment ended
				return "", fault.Conflictf("L'inscription d'un enfant ne peut pas revenir. %s", full[0].Sentence())
			}
			now, inverse = after, append(inverse, one)
		}
	}
	if err := takesNoPast(ctx, q, held, inverse, held.Town.Today(o.Now())); err != nil {
		return "", err
	}
	if err := o.takesNothing(ctx, q, held, inverse); err != nil {
		return "", err
	}
	if err := o.change(ctx, held, d, inverse, row.ID, reason); err != nil || kept == nil {
		return "", err
	}
	text, err := json.Marshal(kept)
	return string(text), err
}

// takesNothing refuses an undoing that would take away what families booked since, or debit their days again: an
// opération of its own does that, which is rehearsed and tells them.
func (o *Operations) takesNothing(ctx context.Context, q db.Q, held *db.Town, inverse town.Changes) error {
	if len(inverse) == 0 {
		return nil
	}
	one, err := o.compute(ctx, q, held, inverse, false)
	if err == nil {
		one, err = o.recompute(ctx, q, held, one, false)
	}
	if err != nil {
		return err
	}
	e := one.effect
	switch {
	case len(e.Refused) > 0:
		return fault.Conflictf("%s", refusedWords(held.Town, one))
	case len(e.Cancelled)+len(e.Withdrawn)+len(e.Attended) > 0:
		var ids []int64
		for _, l := range slices.Concat(e.Cancelled, e.Withdrawn, e.Attended) {
			ids = append(ids, l.ReservationID)
		}
		whose, err := bookedBy(ctx, q, ids)
		if err != nil {
			return err
		}
		return fault.Conflictf("Des familles ont réservé depuis ce que cette opération a ouvert\u00a0: %s. "+
			"Refermez-le par une nouvelle opération\u00a0: elle vous montrera qui est concerné, et les préviendra.",
			whose)
	case len(e.Repriced) > 0:
		return fault.Conflictf("Des journées ont été facturées depuis à ces prix. Faites l'opération inverse\u00a0: " +
			"elle vous montrera ce qui est rendu.")
	}
	return nil
}

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

// undone ends the undoing of an opération, and has its families told: all of them if they were told of it, otherwise
// those who do not have back all that it took.
func (o *Operations) undone(ctx context.Context, q db.Q, row db.Operation) error {
	row.State = db.OperationUndone
	if err := q.NoteOperation(ctx, row, journal.OperationUndone, row.UndoneBy, row.UndoReason, o.Now().UTC()); err !=
		nil {
		return err
	}
	if err := q.SaveOperation(ctx, &row); err != nil {
		return err
	}
	told, err := q.TellUndone(ctx, row.ID, row.Told)
	if err != nil || told == 0 {
		return err
	}
	return q.AddJobs(ctx, UndoMailJob, []int64{row.ID}, time.Now())
}
