package treasury

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/db"
)

// Period is what a regularisation covers: a family's debits between two dates, both inclusive.
type Period struct {
	FamilyID int64
	From, To civil.Date
	Reason   string
	Seen     string // the rehearsal that was read; empty to rehearse only
}

// Regularisation is the effect on past debits of a QF, a residence or a tariff that changed afterwards (DOMAIN.md
// 10.6): each line is reversed and a new one written; no line is rewritten.
type Regularisation struct {
	Period
	Family Ledger
	Rows   []RegularisedRow
	Before money.Cents // of these days, as debited
	After  money.Cents
	Kept   int // days whose price does not change
	Done   bool
}

// Difference returns what the family gets back; negative if it owes more.
func (r Regularisation) Difference() money.Cents { return r.Before - r.After }

// RegularisedRow is a day whose price changes.
type RegularisedRow struct {
	LineID int64 // the ledger line to reverse
	Date   civil.Date
	Label  string
	Units  int
	Was    money.Cents // of a unit
	Is     money.Cents
	Before money.Cents // of the day
	After  money.Cents
	Why    string
}

// longestPeriod limits a regularisation: a school year and its summer.
const longestPeriod = 400

// Regularise compares the debits of a family over a period with those that the tariffs and the QF now in force on each
// day give. Without Seen it rehearses and changes nothing. With it, it does what the rehearsal showed, in one
// transaction, for a reason; if the difference has changed meanwhile, it does nothing (Conflict). A second call finds
// nothing to do.
func (o *Treasury) Regularise(ctx context.Context, d desk.Actor, p Period) (done Regularisation, err error) {
	switch {
	case p.From == 0 || p.To == 0:
		return done, fault.Invalidf("du", "Indiquez les deux dates de la période.")
	case p.To < p.From:
		return done, fault.Invalidf("au", "La fin vient avant le début.")
	case p.To-p.From > longestPeriod:
		return done, fault.Invalidf("au", "La période est trop longue : une année scolaire au plus.")
	}
	if p.Seen != "" {
		if p.Reason, err = journal.Reason(p.Reason); err != nil {
			return done, err
		}
	}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		done = Regularisation{Period: p}
		c, ledger, err := o.ledgerNow(ctx, q, d, p.FamilyID)
		if err != nil {
			return err
		}
		done.Family = ledger
		days, err := q.HoldBilled(ctx, d.StructureID, p.FamilyID, p.From, p.To)
		if err != nil {
			return err
		}
		all, err := o.Corrections(ctx, q, c, days, false)
		if err != nil {
			return err
		}
		slices.SortFunc(all, func(a, b desk.Correction) int {
			return cmp.Or(cmp.Compare(a.Day.Date, b.Day.Date), cmp.Compare(a.Day.ID, b.Day.ID))
		})
		done.add(all, len(days))
		if p.Seen == "" || len(all) == 0 {
			return nil
		}
		if p.Seen != done.Proof() {
			return fault.Conflictf("Les écritures de cette famille ont changé depuis la simulation. Relisez-la avant " +
				"de valider.")
		}
		for i := range all {
			all[i].Reason = p.Reason
		}
		if err := o.Correct(ctx, q, d, all); err != nil {
			return err
		}
		done.Done = true
		return q.AddJournal(ctx, o.Entry(d, journal.DebitsRegularised, p.FamilyID,
			fmt.Sprintf("Débits du %s au %s", p.From.Numeric(), p.To.Numeric()),
			done.Before.String(), done.After.String(), p.Reason))
	})
	return done, err
}

func (r *Regularisation) add(all []desk.Correction, days int) {
	for _, one := range all {
		before, after := -one.Live.Amount, -one.Debit.Amount
		row := RegularisedRow{LineID: one.Live.ID, Date: one.Day.Date, Label: one.Said(), Before: before, After: after,
			Why: one.Debit.Quote.Why()}
		if one.Live.UnitPrice != nil {
			row.Was = *one.Live.UnitPrice
		}
		if one.Debit.Quantity != nil {
			row.Units, row.Is = *one.Debit.Quantity, *one.Debit.UnitPrice
		}
		r.Rows = append(r.Rows, row)
		r.Before += before
		r.After += after
	}
	r.Kept = days - len(all)
}

// Proof returns a digest of every line of a rehearsal, so that only what was read is done: other lines with the same
// sums do not match.
func (r Regularisation) Proof() string {
	digest := sha256.New()
	fmt.Fprintln(digest, r.FamilyID, len(r.Rows))
	for _, row := range r.Rows {
		fmt.Fprintf(digest, "%d %s %q %d %d %d %d %d %q\n", row.LineID, row.Date, row.Label, row.Units, row.Was, row.Is,
			row.Before, row.After, row.Why)
	}
	return hex.EncodeToString(digest.Sum(nil))
}
