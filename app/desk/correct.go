package desk

import (
	"context"

	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Correction is a debit that differs from what its day owes now.
type Correction struct {
	At     int // index in the days given
	Day    db.PastDay
	Live   db.KeptLine  // the current debit; without an ID, there is none
	Debit  wallet.Debit // the debit owed; without a Quantity, none
	nth    int          // the rank of the new line among those of its reservation
	late   bool         // of the fee for a late departure, beside the day
	Reason string
}

// Said returns the line in words, with the child's name.
func (c Correction) Said() string {
	if c.Live.ID == 0 {
		return c.Debit.Label + ", " + c.Day.Child
	}
	return c.Live.Said()
}

// Back is what the correction gives back; negative if it takes more.
func (c Correction) Back() money.Cents { return c.Debit.Amount - c.Live.Amount }

// debitKey identifies the debit of a day, or of its late departure.
type debitKey struct {
	reservation int64
	late        bool
}

// Corrections locks the debits of billed days and compares each with what the day owes, as marked, by the tariffs and
// the QF in force on it. With words, a line that only differs in its words counts too. It skips days debited by the
// former software, which have no line of ours, and days made free by the treasurer; a day that no tariff prices any
// more is a Conflict.
func (o *Base) Corrections(ctx context.Context, q db.Q, c *town.Catalogue, days []db.PastDay,
	words bool) ([]Correction, error) {
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
	live, written := map[debitKey]db.KeptLine{}, map[debitKey]int{}
	for _, l := range lines {
		k := debitKey{l.ReservationID, l.Late()}
		written[k]++
		if l.Rule().Live() {
			live[k] = l
		}
	}
	payers, err := q.Payers(ctx, c.Structure.ID, from, to)
	if err != nil {
		return nil, err
	}
	var found []Correction
	for i, day := range days {
		k := debitKey{reservation: day.ID}
		l, ours := live[k]
		a := c.ActivityByID(day.ActivityID)
		if !ours || a == nil {
			continue
		}
		// It was debited: no mark is awaited any more.
		debit, verdict := wallet.Owed(day.Day(c, a), payers[day.FamilyID], wallet.AsBooked)
		if verdict != wallet.Due {
			return nil, fault.Conflictf("%s, %s : aucun tarif ne donne plus le prix de cette journée. Complétez "+
				"d'abord les tarifs.", a.Name, day.Date.Medium())
		}
		if (!debit.Same(l.Figures()) || words && debit.Label != l.Label) && !given(l) {
			found = append(found, Correction{At: i, Day: day, Live: l, Debit: debit, nth: written[k] + 1})
		}
		k.late = true
		l, owed := live[k]
		late, owes := wallet.Late(day.Day(c, a))
		if owes == owed && (!owes || late.Same(l.Figures()) && (!words || late.Label == l.Label)) || owed && given(l) {
			continue
		}
		found = append(found, Correction{At: i, Day: day, Live: l, Debit: late, nth: written[k] + 1, late: true})
	}
	return found, nil
}

// given reports whether the treasurer made a debit free: it stays.
func given(l db.KeptLine) bool { return l.AccountID != 0 && l.Figures().Given() }

// Correct reverses each line and writes a new one: the past is never rewritten.
func (o *Base) Correct(ctx context.Context, q db.Q, d Actor, all []Correction) error {
	if len(all) == 0 {
		return nil
	}
	now := o.Now()
	lines := make([]db.LedgerLine, 0, 2*len(all))
	for _, one := range all {
		if one.Live.ID != 0 {
			back, err := one.Live.Reversal(d.AccountID, one.Reason, now)
			if err != nil {
				return err
			}
			lines = append(lines, back)
		}
		if one.Debit.Quantity == nil {
			continue
		}
		anew := one.Day.Debit(d.StructureID, one.Debit, one.nth, now)
		if one.late {
			anew = one.Day.DebitLate(d.StructureID, one.Debit, one.nth, now)
		}
		anew.AccountID, anew.Reason = d.AccountID, one.Reason
		lines = append(lines, anew)
	}
	return q.AddLedger(ctx, lines)
}
