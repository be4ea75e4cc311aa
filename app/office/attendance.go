package office

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/stay"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Mark is the attendance of a child as staff enter it on a sheet.
type Mark struct {
	Activity      string // code
	Date          civil.Date
	ReservationID int64
	Attendance    wallet.Attendance
	Units         int    // half hours counted; 0 = as they are, or as the hours below say
	Reason        string // of a correction; if empty, the mark itself is the reason

	Arrived, Departed Stamp

	At time.Time // when it was tapped, if it comes later; zero: now

	Seen string // the line in words, as the clerk read it before typing; empty: a tap, of which the last one counts

	tabletID int64  // on which tablet it was tapped without a network; 0 = on a page
	tapped   string // when and where it was tapped without a network, in words: the journal says it before the reason
}

// mostUnits is the maximum number of half hours in a day.
const mostUnits = 48

// Mark records the attendance of a child (DOMAIN.md 1.3 and 10.1). If the day was already debited, the ledger is
// corrected in the same transaction: the line is reversed and written again. Repeating the same mark changes nothing.
// Future days are refused.
func (o *Office) Mark(ctx context.Context, d desk.Actor, t Mark) error {
	if t.Attendance == wallet.NotMarked && t.stamps() {
		t.Attendance = wallet.Present
	}
	if !t.Attendance.Known() {
		return fault.Invalidf("presence", "Choisissez présent, absence justifiée ou absence non justifiée.")
	}
	if t.Units < 0 || t.Units > mostUnits {
		return fault.Invalidf("demi-heures", "Indiquez un nombre de demi-heures entre 1 et %d.", mostUnits)
	}
	if t.Reason = strings.TrimSpace(t.Reason); t.Reason != "" {
		var err error
		if t.Reason, err = journal.Reason(t.Reason); err != nil {
			return err
		}
	}
	return o.onDaySheet(ctx, d, t.Activity, t.Date, func(ctx context.Context, q db.Q, c *town.Catalogue,
		a *town.Activity) error {
		roll, err := q.HoldRoll(ctx, d.StructureID, a.ID, t.Date, t.ReservationID)
		if err != nil {
			return err
		}
		if len(roll) == 0 {
			return fault.NotFoundf("Cet enfant n'est pas sur la feuille de ce jour.")
		}
		if t.Seen != "" && t.Seen != markWords(roll[0].PastDay) {
			return fault.Conflictf("Quelqu'un d'autre vient de changer cette ligne\u00a0: elle dit maintenant "+
				"«\u00a0%s\u00a0».",
				markWords(roll[0].PastDay))
		}
		if err := t.stamped(roll[0].PastDay, c, o.Now()); err != nil {
			return err
		}
		return o.mark(ctx, q, d, c, a, roll, t)
	})
}

// MarkAll marks as present all children of a sheet that nobody has marked yet, and returns how many. The reason is that
// of a sheet that is closed.
func (o *Office) MarkAll(ctx context.Context, d desk.Actor, code string, date civil.Date, reason string) (n int,
	err error) {
	if reason = strings.TrimSpace(reason); reason != "" {
		if reason, err = journal.Reason(reason); err != nil {
			return 0, err
		}
	}
	err = o.onDaySheet(ctx, d, code, date, func(ctx context.Context, q db.Q, c *town.Catalogue,
		a *town.Activity) error {
		roll, err := q.HoldRoll(ctx, d.StructureID, a.ID, date)
		if err != nil {
			return err
		}
		var open []db.Roll
		for _, r := range roll {
			if r.Attendance == wallet.NotMarked {
				open = append(open, r)
			}
		}
		n = len(open)
		return o.mark(ctx, q, d, c, a, open, Mark{Attendance: wallet.Present, Reason: reason})
	})
	return n, err
}

// onDaySheet opens a transaction for the sheet of a day that is not in the future.
func (o *Office) onDaySheet(ctx context.Context, d desk.Actor, code string, date civil.Date,
	do func(ctx context.Context, q db.Q, c *town.Catalogue, a *town.Activity) error) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		a := c.Activity(code)
		if a == nil {
			return desk.NotHere()
		}
		if date == 0 || date > c.Today(o.Now()) {
			return fault.Invalidf("jour", "Un jour à venir ne se pointe pas encore.")
		}
		return do(ctx, q, c, a)
	})
}

// mark writes the attendance of lines that are locked, and corrects debits already made. Half hours are counted, and
// hours stamped, for one child at a time: when several are marked, each keeps the booked number.
func (o *Office) mark(ctx context.Context, q db.Q, d desk.Actor, c *town.Catalogue, a *town.Activity, roll []db.Roll,
	t Mark) error {
	if err := o.setMarked(ctx, q, d, roll, t); err != nil {
		return err
	}
	roll = slices.DeleteFunc(roll, func(r db.Roll) bool { return same(r.PastDay, markedAs(a, r.PastDay, t)) })
	if len(roll) == 0 {
		return nil
	}
	t, err := afterClosing(ctx, q, d, a, roll[0].Date, t)
	if err != nil {
		return err
	}
	var marked []db.MarkedLine
	var billed []db.PastDay
	var why []string // of the corrections
	var entries []db.JournalEntry
	for _, r := range roll {
		m := markedAs(a, r.PastDay, t)
		was, reason := markWords(r.PastDay), t.Reason
		r.Attendance, r.Attended, r.Stay, r.LateFee = m.Attendance, m.Attended, m.Stay, m.LateFee
		if r.Billed {
			if reason == "" {
				reason = fmt.Sprintf("Pointage corrigé\u00a0: «\u00a0%s\u00a0» devient «\u00a0%s\u00a0»", was,
					markWords(r.PastDay))
			}
			billed, why = append(billed, r.PastDay), append(why, reason)
		}
		marked = append(marked, db.MarkedLine{ID: r.ID, Marked: m})
		entries = append(entries, o.markEntry(d, journal.AttendanceMarked, r, a, was, reason))
	}
	if err := q.SetAttendance(ctx, marked); err != nil {
		return err
	}
	found, err := o.Corrections(ctx, q, c, billed, true)
	if err != nil {
		return err
	}
	for i := range found {
		found[i].Reason = why[found[i].At]
	}
	if err := o.Correct(ctx, q, d, found); err != nil {
		return err
	}
	return q.AddJournal(ctx, entries...)
}

// setMarked notes when lines are marked: a tap that arrives late takes no newer mark away, were it the same one.
func (o *Office) setMarked(ctx context.Context, q db.Q, d desk.Actor, roll []db.Roll, t Mark) error {
	if t.At.IsZero() {
		t.At = o.Now().UTC()
	}
	ids := make([]int64, len(roll))
	for i, r := range roll {
		ids[i] = r.ID
	}
	return q.SetMarked(ctx, ids, db.MarkedAt{At: t.At, AccountID: d.AccountID, TabletID: t.tabletID})
}

// markEntry is the line of the journal about a line of a sheet, which was marked otherwise.
func (o *Office) markEntry(d desk.Actor, action journal.Action, r db.Roll, a *town.Activity, was,
	reason string) db.JournalEntry {
	e := o.Entry(d, action, r.FamilyID, markSubject(r.Child, r.LastName, a.Name, r.Date), was, markWords(r.PastDay),
		reason)
	e.ReservationID = r.ID
	return e
}

// counted returns how many half hours staff counted, nil if as booked. A mark that says no number and no hour leaves
// what was counted, and so does an absence.
func counted(a *town.Activity, p db.PastDay, t Mark, s stay.Stay) *int {
	units := t.Units
	switch {
	case a.Unit != town.UnitHalfHour:
		return nil
	case t.Attendance != wallet.Present, units == 0 && !t.stamps():
		return p.Attended
	case t.stamps() && s.Known():
		units = s.Units(a)
	}
	if units == 0 || units == p.Quantity {
		return nil
	}
	return &units
}

// markWords returns the mark in words. Of an absent child nothing else counts.
func markWords(p db.PastDay) string {
	words := p.Attendance.Word()
	if p.Attendance.Absent() {
		return words
	}
	if p.Attended != nil {
		words += fmt.Sprintf(", %d demi-heure", *p.Attended)
		if *p.Attended > 1 {
			words += "s"
		}
	}
	if p.Arrived != nil {
		words += ", arrivée à " + p.Arrived.Human()
	}
	if p.Departed != nil {
		words += ", départ à " + p.Departed.Human()
	}
	if p.LateFee > 0 {
		words += ", retard " + p.LateFee.String()
	}
	return words
}
