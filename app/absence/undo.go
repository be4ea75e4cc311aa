package absence

import (
	"context"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/db"
)

// Undo takes an absence back on the day on which it was told: all of it, or nothing (DOMAIN.md 10.64). A day that was
// given up is booked again if its place is still free; a mark is taken back if nobody has changed it and no night has
// debited it. Undoing it again changes nothing.
func (o *Absences) Undo(ctx context.Context, d desk.Actor, absenceID int64) (childID int64, err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		childID, err = o.undo(ctx, q, d, absenceID)
		return err
	})
	return childID, err
}

func (o *Absences) undo(ctx context.Context, q db.Q, d desk.Actor, absenceID int64) (int64, error) {
	seen, found, err := q.HoldAbsence(ctx, d.StructureID, absenceID)
	if err != nil {
		return 0, err
	}
	if !found {
		child, known, err := q.AbsenceChild(ctx, d.StructureID, absenceID)
		if err == nil && !known {
			err = desk.NotHere()
		}
		return child, err
	}
	if err := q.LockChildren(ctx, []int64{seen.ChildID}); err != nil {
		return 0, err
	}
	c, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return 0, err
	}
	c, slots, err := o.Catalogues.Locked(ctx, q, c, func(c *town.Catalogue) (keys []booking.SlotKey) {
		for _, day := range seen.Days {
			keys = append(keys, booking.SlotsOf(c.ActivityByID(day.ActivityID), day.Date)...)
		}
		return db.SortSlots(keys)
	})
	if err != nil {
		return 0, err
	}
	now := o.Now().UTC().Truncate(time.Microsecond)
	if civil.Of(seen.At.In(c.Loc)) != c.Today(now) {
		return 0, fault.Conflictf("Une absence s'annule le jour où elle a été signalée. Si l'enfant est " +
			"venu, pointez-le présent sur la feuille du jour.")
	}
	ended, err := q.EndAbsence(ctx, absenceID, d.AccountID, now)
	if err != nil || !ended { // somebody else was quicker: it is done
		return seen.ChildID, err
	}
	rows, err := o.takeBack(ctx, q, d, c, seen, slots, now)
	if err != nil {
		return 0, err
	}
	if err := q.AddJournal(ctx, o.entry(d, journal.AbsenceTakenBack, seen.FamilyID, seen.Child+" "+seen.LastName, rows,
		sickness.Channel(seen.Channel))); err != nil {
		return 0, err
	}
	_, err = o.receipt(ctx, q, c, receipt{absence: seen.Absence, child: seen.Child, rows: rows, undone: now})
	return seen.ChildID, err
}

// takeBack books the cancelled days again and takes the marks back; the fault is a Conflict that names the day on which
// this is not possible.
func (o *Absences) takeBack(ctx context.Context, q db.Q, d desk.Actor, c *town.Catalogue, seen db.ToldAbsence,
	slots map[booking.SlotKey]booking.Slot, now time.Time) (rows []Row, err error) {
	homes, err := q.CustodyOf(ctx, seen.ChildID)
	if err != nil {
		return nil, err
	}
	var freed []int64
	marked := map[sickness.Fate][]int64{}
	for _, day := range seen.Days {
		if homes.Other(seen.FamilyID, day.Date) { // given up or marked, it would be booked for this home again
			return nil, fault.Conflictf("%s\u00a0: ce jour est maintenant celui de l'autre foyer de l'enfant. "+
				"L'absence reste enregistrée.", day.Date.Medium())
		}
		row := Row{ReservationID: day.ReservationID, Fate: sickness.Fate(day.Fate), Price: day.Price}
		row.day.Date = day.Date
		if a := c.ActivityByID(day.ActivityID); a != nil {
			row.Activity = a.Name
		}
		rows = append(rows, row)
		if row.Fate == sickness.Freed {
			freed = append(freed, day.ReservationID)
		} else {
			marked[row.Fate] = append(marked[row.Fate], day.ReservationID)
		}
	}
	for _, fate := range []sickness.Fate{sickness.Credited, sickness.Owed} {
		n, err := q.UnmarkSick(ctx, marked[fate], string(fate.Attendance()))
		if err != nil {
			return nil, err
		}
		if int(n) != len(marked[fate]) {
			return nil, fault.Conflictf("Une de ces journées a été pointée, facturée ou annulée depuis\u00a0: " +
				"l'absence reste enregistrée. Corrigez la feuille du jour.")
		}
	}
	back, err := bookedAgain(ctx, q, c, d.StructureID, seen, freed, slots)
	if err != nil {
		return nil, err
	}
	if err := q.WithdrawCancels(ctx, freed); err != nil {
		return nil, err
	}
	// The next report says it with what else it made: the cancellation may be in an earlier one.
	return rows, q.Book(ctx, back, db.Movement{AccountID: d.AccountID, Origin: "staff", At: now})
}

// bookedAgain returns the reservations that give cancelled days back, if each has its place.
func bookedAgain(ctx context.Context, q db.Q, c *town.Catalogue, structureID int64, seen db.ToldAbsence, freed []int64,
	slots map[booking.SlotKey]booking.Slot) (back []db.Reservation, err error) {
	if len(freed) == 0 {
		return nil, nil
	}
	ended, err := q.EndedRows(ctx, freed)
	if err != nil {
		return nil, err
	}
	days := seen.Days
	live, err := q.HeldOn(ctx, []int64{seen.ChildID}, days[0].Date, days[len(days)-1].Date)
	if err != nil {
		return nil, err
	}
	for _, was := range ended {
		a := c.ActivityByID(was.ActivityID)
		if why := lostWhy(c, a, was, live, slots); why != "" {
			return nil, fault.Conflictf("%s\u00a0: %s L'absence reste enregistrée.", was.Date.Medium(), why)
		}
		for _, p := range a.Pools {
			key := booking.SlotKey{PoolID: p.ID, Date: was.Date}
			slot := slots[key]
			slot.Accepted++
			slots[key] = slot
		}
		live = append(live, was.Reservation)
		back = append(back, db.Reservation{StructureID: structureID, FamilyID: was.FamilyID, ChildID: was.ChildID,
			ActivityID: was.ActivityID, Date: was.Date, State: string(was.Status), Priority: was.Priority,
			RequestedAt: was.RequestedAt, Price: was.Price, Quantity: was.Quantity,
			LastMoment: was.LastMoment, Number: &was.Number})
	}
	return back, nil
}

// lostWhy returns why a cancelled day cannot be booked again; empty when it can.
func lostWhy(c *town.Catalogue, a *town.Activity, was db.Ended, live []booking.Reservation,
	slots map[booking.SlotKey]booking.Slot) string {
	if why := booking.Returns(c, a, was.Date, was.Right); why != "" {
		return "ce jour ne se réserve plus (" + why.Short() + ")."
	}
	for _, r := range live {
		b := c.ActivityByID(r.ActivityID)
		switch {
		case b == nil || r.Date != was.Date || booking.Supersedes(was.FamilyID, r):
		case b.ID == a.ID:
			return "la famille l'a demandé de nouveau depuis, il est sur sa page."
		case r.Status.Holds() && a.Overlaps(b):
			return "la famille a demandé autre chose à ces heures depuis\u00a0: " + b.Name + "."
		}
	}
	for _, p := range a.Pools {
		if limit := p.On(was.Date).Capacity; limit != nil &&
			slots[booking.SlotKey{PoolID: p.ID, Date: was.Date}].Accepted >= *limit {
			return "la place a été donnée à un autre enfant depuis."
		}
	}
	return ""
}
