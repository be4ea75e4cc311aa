package db

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
)

// ledgerChunk is how many lines one statement writes.
const ledgerChunk = 500

// AddLedger writes lines and sets their IDs. Triggers update the balances, family by family and wallet by wallet:
// callers that write for several families at once use that order, so that no two transactions wait for each other.
func (q Q) AddLedger(ctx context.Context, lines []LedgerLine) error {
	slices.SortStableFunc(lines, func(a, b LedgerLine) int {
		return cmp.Or(cmp.Compare(a.FamilyID, b.FamilyID), cmp.Compare(a.WalletID, b.WalletID))
	})
	for some := range slices.Chunk(lines, ledgerChunk) {
		if _, err := q.NewInsert().Model(&some).Returning("id").Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Figures returns the numbers of a line.
func (l LedgerLine) Figures() wallet.Figures {
	return wallet.Figures{Amount: l.Amount, Quantity: l.Quantity, UnitPrice: l.UnitPrice, Quoted: l.Quoted}
}

// With returns a line with other numbers.
func (l LedgerLine) With(f wallet.Figures) LedgerLine {
	l.Amount, l.Quantity, l.UnitPrice, l.Quoted = f.Amount, f.Quantity, f.UnitPrice, f.Quoted
	return l
}

// KeptLine is a line as it is stored in the books.
type KeptLine struct {
	LedgerLine
	Child    string // first name, as it is today: the line itself has none
	Reversed bool
}

// Late reports whether the line is the fee for a late departure, beside the debit of the day.
func (l KeptLine) Late() bool { return l.Source == SourceLate }

// Said returns the line in words, with the child's name.
func (l KeptLine) Said() string {
	if l.Child == "" {
		return l.Label
	}
	return l.Label + ", " + l.Child
}

// Rule returns the line as the rules of reversal need it.
func (l KeptLine) Rule() wallet.Line {
	return wallet.Line{Figures: l.Figures(), Reverses: l.ReversesID != 0, Reversed: l.Reversed}
}

// Reversal returns the line that reverses l. A consumption is reversed on its own day, so that both appear side by side
// in a history; money is reversed today, because the journals of past days are closed. The fault is that of
// wallet.Reverse.
func (l KeptLine) Reversal(accountID int64, reason string, now time.Time) (LedgerLine, error) {
	figures, err := wallet.Reverse(l.Rule())
	if err != nil {
		return LedgerLine{}, err
	}
	back := l.LedgerLine.With(figures)
	back.ID, back.RunID = 0, 0
	if l.Kind == Credit {
		back.Date = civil.Of(now.In(Paris))
	}
	back.Source, back.SourceRef, back.ReversesID = SourceReversal, fmt.Sprint(l.ID), l.ID
	back.Label = "Annulation\u00a0: " + l.Label
	back.AccountID, back.Reason, back.CreatedAt = accountID, reason, now.UTC()
	return back, nil
}

// HoldLines locks lines of the ledger for the length of the transaction and reads them: callers that correct a line
// lock it first, so that it is reversed only once. Lines are ordered by id; an unknown id is left out.
func (q Q) HoldLines(ctx context.Context, structureID int64, ids ...int64) ([]KeptLine, error) {
	in := "structure_id = $1 and id in (" + list(ids) + ")"
	if q.postgres {
		// This only locks: a statement that waited would not see, in its own result, the reversal it waited for.
		if _, err := q.exec(ctx, "select id from ledger where "+in+" order by id for update", structureID); err != nil {
			return nil, err
		}
	}
	return q.keptLines(ctx, in, structureID)
}

// HoldDebitsOf locks and reads the lines that debit reservations, those of a late departure among them, by id;
// reversals aside.
func (q Q) HoldDebitsOf(ctx context.Context, reservations ...int64) ([]KeptLine, error) {
	in := "reservation_id in (" + list(reservations) + ") and reverses_id is null" // uses the index of reservations
	if q.postgres {
		if _, err := q.exec(ctx, "select id from ledger where "+in+" order by id for update"); err != nil {
			return nil, err
		}
	}
	return q.keptLines(ctx, in)
}

// LedgerLineByID reads a line of a structure, without locking it.
func (q Q) LedgerLineByID(ctx context.Context, structureID, lineID int64) (l KeptLine, found bool, err error) {
	lines, err := q.keptLines(ctx, "structure_id = $1 and id = $2", structureID, lineID)
	if err != nil || len(lines) == 0 {
		return KeptLine{}, false, err
	}
	err = q.callChildren(ctx, lines)
	return lines[0], true, err
}

// ReversedFor reports whether a line was reversed for a given reason.
func (q Q) ReversedFor(ctx context.Context, lineID int64, reason string) (bool, error) {
	return q.NewSelect().Model((*LedgerLine)(nil)).Where("reverses_id = ? and reason = ?", lineID, reason).Exists(ctx)
}

func (q Q) keptLines(ctx context.Context, where string, args ...any) ([]KeptLine, error) {
	var all []KeptLine
	err := q.each(ctx, "select "+keptColumns+" from ledger l where "+
		where+" order by l.id", args, func(r row) error {
		var l KeptLine
		err := scanLedger(r, &l.LedgerLine, &l.Child, &l.Reversed)
		all = append(all, l)
		return err
	})
	return all, err
}

// callChildren sets the names that distinguish the children of lines from the others of their family; the lines of one
// family cost one query.
func (q Q) callChildren(ctx context.Context, all []KeptLine) error {
	families := map[int64]map[int64]string{}
	for i, l := range all {
		if l.Child == "" {
			continue
		}
		called, known := families[l.FamilyID]
		if !known {
			var err error
			if called, err = q.calledIn(ctx, l.FamilyID); err != nil {
				return err
			}
			families[l.FamilyID] = called
		}
		all[i].Child = cmp.Or(called[l.ChildID], l.Child)
	}
	return nil
}

const ledgerColumns = `l.id, l.structure_id, l.family_id, l.wallet_id, l.date, l.label, l.amount, l.source,
	l.source_ref, l.reservation_id,
	l.created_at, l.kind, l.child_id, l.activity_id, l.quantity, l.unit_price, l.quoted, l.mode, l.number, l.payer,
	l.bank, l.reverses_id,
	l.account_id, l.reason, l.run_id`

// keptColumns are the columns of a KeptLine.
const keptColumns = ledgerColumns + `, coalesce((select c.first_name from children c where c.id = l.child_id), ''),
	exists (select 1 from ledger r where r.reverses_id = l.id)`

func scanLedger(r row, l *LedgerLine, more ...any) error {
	var quantity, unit, quoted sql.NullInt64
	err := r.Scan(append([]any{&l.ID, &l.StructureID, &l.FamilyID, &l.WalletID, &l.Date, &l.Label, &l.Amount, &l.Source,
		&l.SourceRef,
		id{&l.ReservationID}, stamp{&l.CreatedAt}, &l.Kind, id{&l.ChildID}, id{&l.ActivityID}, &quantity, &unit,
		&quoted, &l.Mode, &l.Number,
		&l.Payer, &l.Bank, id{&l.ReversesID}, id{&l.AccountID}, &l.Reason, id{&l.RunID}}, more...)...)
	if quantity.Valid {
		l.Quantity = new(int(quantity.Int64))
	}
	l.UnitPrice, l.Quoted = cents(unit), cents(quoted)
	return err
}

// cents reads an amount that may be null.
func cents(n sql.NullInt64) *money.Cents {
	if !n.Valid {
		return nil
	}
	return new(money.Cents(n.Int64))
}
