package desk

import (
	"context"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// correction is a debit that is not what its day owes now.
type Correction struct {
	At     int // among the days asked about
	Day    db.PastDay
	Live   db.KeptLine  // what was debited
	Debit  wallet.Debit // what is owed
	nth    int          // which line of its reservation the new one is
	Reason string
}

// corrections holds the debits of days that are billed and compares each with what the day owes by the tariffs and the QF in
// force on it, as marked. words also counts a line whose words alone are others. What the former software debited has no
// line of ours and is left out, and so is a day that the treasurer made free; a day that no tariff prices any more is a Conflict.
func (o *Base) Corrections(ctx context.Context, q db.Q, c *town.Catalogue, days []db.PastDay, words bool) ([]Correction, error) {
	if len(days) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(days))
	from, to := days[0].FamilyID, days[0].FamilyID
	for i, day := range days {
		ids[i] = day.ID
		from, to = min(from, day.FamilyID), max(to, day.FamilyID)
	}
	lines, err := q.HoldDebitsOf(ctx, ids...)
	if err != nil {
		return nil, err
	}
	live, written := map[int64]db.KeptLine{}, map[int64]int{}
	for _, l := range lines {
		written[l.ReservationID]++
		if l.Rule().Live() {
			live[l.ReservationID] = l
		}
	}
	payers, err := q.Payers(ctx, c.Structure.ID, from, to)
	if err != nil {
		return nil, err
	}
	var found []Correction
	for i, day := range days {
		l, ours := live[day.ID]
		a := c.ActivityByID(day.ActivityID)
		if !ours || a == nil {
			continue
		}
		debit, verdict := wallet.Owed(day.Day(c, a), payers[day.FamilyID], wallet.AsBooked) // it was debited: a mark is not awaited any more
		if verdict != wallet.Due {
			return nil, fault.Conflictf("%s, %s : aucun tarif ne donne plus le prix de cette journée. Complétez d'abord les tarifs.", a.Name, day.Date.Medium())
		}
		if l.AccountID != 0 && l.Figures().Given() { // by the treasurer: it stays
			continue
		}
		if !debit.Same(l.Figures()) || words && debit.Label != l.Label {
			found = append(found, Correction{At: i, Day: day, Live: l, Debit: debit, nth: written[day.ID] + 1})
		}
	}
	return found, nil
}

// correct takes back each line and writes it anew: the past is never rewritten.
func (o *Base) Correct(ctx context.Context, q db.Q, d Actor, all []Correction) error {
	if len(all) == 0 {
		return nil
	}
	now := o.Now()
	lines := make([]db.LedgerLine, 0, 2*len(all))
	for _, one := range all {
		back, err := one.Live.Reversal(d.AccountID, one.Reason, now)
		if err != nil {
			return err
		}
		anew := one.Day.Debit(d.StructureID, one.Debit, one.nth, now)
		anew.AccountID, anew.Reason = d.AccountID, one.Reason
		lines = append(lines, back, anew)
	}
	return q.AddLedger(ctx, lines)
}
