package treasury

import (
	"context"
	"fmt"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Reversal is a ledger line to reverse, or already reversed.
type Reversal struct {
	Ledger Ledger
	Line   LedgerLine
	Free   bool // a consumption of ours: its day becomes free, and stays in the history
}

// ReversePage returns a line of the structure to reverse; NotFound for any other.
func (o *Treasury) ReversePage(ctx context.Context, d desk.Actor, lineID int64) (Reversal, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Reversal{}, err
	}
	line, found, err := q.LedgerLineByID(ctx, d.StructureID, lineID)
	if err != nil {
		return Reversal{}, err
	}
	if !found {
		return Reversal{}, desk.NotHere()
	}
	ledger, _, err := ledgerOf(ctx, q, c, line.FamilyID)
	return Reversal{Ledger: ledger, Line: ledgerLine(ledger, line), Free: line.ReservationID != 0}, err
}

// Reverse reverses a line, for a reason that the family will read, and returns the family. A payment no longer counts;
// a consumed day becomes a day at no price, so that it remains visible and no night debits it again. A line that was
// already reversed is a Conflict, unless the reason is the same: a form sent twice.
func (o *Treasury) Reverse(ctx context.Context, d desk.Actor, lineID int64, reason string) (familyID int64, err error) {
	if reason, err = journal.Reason(reason); err != nil {
		return 0, err
	}
	return db.InTx(ctx, o.DB, func(ctx context.Context, q db.Q) (int64, error) {
		held, err := q.HoldLines(ctx, d.StructureID, lineID)
		if err != nil {
			return 0, err
		}
		if len(held) == 0 {
			return 0, desk.NotHere()
		}
		line := held[0]
		if again, err := q.ReversedFor(ctx, line.ID, reason); err != nil || again {
			return line.FamilyID, err // the same form sent twice
		}
		now := o.Now()
		back, err := line.Reversal(d.AccountID, reason, now)
		if err != nil {
			return 0, err
		}
		lines := []db.LedgerLine{back}
		if line.ReservationID != 0 {
			siblings, err := q.HoldDebitsOf(ctx, line.ReservationID)
			if err != nil {
				return 0, err
			}
			n := 1
			for _, l := range siblings {
				if l.Source == line.Source {
					n++
				}
			}
			lines = append(lines, free(line, n, d, reason, now))
		}
		if err := q.AddLedger(ctx, lines); err != nil {
			return 0, err
		}
		return line.FamilyID, q.AddJournal(ctx, o.Entry(d, journal.LineReversed, line.FamilyID, line.Label+", "+
			line.Date.Numeric(), line.Amount.String(), money.Cents(0).String(), reason))
	})
}

// free returns the day of a line, at no price.
func free(line db.KeptLine, nth int, d desk.Actor, reason string, now time.Time) db.LedgerLine {
	units := 1
	if line.Quantity != nil && *line.Quantity > 0 {
		units = *line.Quantity
	}
	anew := line.LedgerLine.With(wallet.Consumed(units, 0, nil))
	anew.ID, anew.RunID, anew.SourceRef = 0, 0, fmt.Sprintf("%d/%d", line.ReservationID, nth)
	anew.Label, anew.AccountID, anew.Reason, anew.CreatedAt = line.Label+" (offert)", d.AccountID, reason, now.UTC()
	return anew
}
