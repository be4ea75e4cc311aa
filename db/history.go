package db

import (
	"context"
	"database/sql"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/statement"
)

// HistoryFilter narrows a family's ledger. The dates always bound it, so that a page reads as much of an old ledger as
// of a young one (index ledger_history).
type HistoryFilter struct {
	FamilyID   int64
	From, To   civil.Date
	ChildID    int64 // of consumptions; 0 = all
	ActivityID int64 // of consumptions; 0 = all
	Page       paging.Page
}

// HistoryLine is a line of the ledger with the labels that it needs.
type HistoryLine struct {
	ID                    int64
	Date                  civil.Date
	Label                 string
	Amount                money.Cents // a credit is positive
	ChildID               int64       // 0 when the line names none
	LastName, FirstName   string      // of the child; empty when the line names none
	Activity              string
	Quantity              *int
	UnitPrice, Quoted     *money.Cents
	Mode, Number          string
	Payer, Bank           string
	Source                string
	Reverses, Reversed    bool       // whether it reverses another line; whether another line reversed it
	ReversedOn            civil.Date // date of the line that reversed it; 0 = not reversed
	StructureID, FamilyID int64
	WalletID              int64
}

const historyColumns = `l.id, l.date, l.label, l.amount, coalesce(c.id, 0), coalesce(c.last_name, ''),
	coalesce(c.first_name, ''), coalesce(a.name, ''),
	l.quantity, l.unit_price, l.quoted, l.mode, l.number, l.payer, l.bank, l.source, l.reverses_id is not null, r.id
	is not null, r.date,
	l.structure_id, l.family_id, l.wallet_id`

const historyJoins = ` left join children c on c.id = l.child_id left join activities a on a.id = l.activity_id
	left join ledger r on r.reverses_id = l.id `

func scanHistory(r row) (l HistoryLine, err error) {
	var quantity, unit, quoted sql.NullInt64
	err = r.Scan(&l.ID, &l.Date, &l.Label, &l.Amount, &l.ChildID, &l.LastName, &l.FirstName, &l.Activity, &quantity,
		&unit, &quoted,
		&l.Mode, &l.Number, &l.Payer, &l.Bank, &l.Source, &l.Reverses, &l.Reversed, &l.ReversedOn, &l.StructureID,
		&l.FamilyID, &l.WalletID)
	if quantity.Valid {
		l.Quantity = new(int(quantity.Int64))
	}
	if unit.Valid {
		l.UnitPrice = new(money.Cents(unit.Int64))
	}
	if quoted.Valid {
		l.Quoted = new(money.Cents(quoted.Int64))
	}
	return l, err
}

func (f HistoryFilter) where(kind string) (c conditions) {
	c.add("l.family_id = $?", f.FamilyID)
	c.add("l.kind = $?", kind)
	c.add("l.date >= $?", f.From)
	c.add("l.date <= $?", f.To)
	if kind != Consumption {
		return c
	}
	if f.ChildID != 0 {
		c.add("l.child_id = $?", f.ChildID)
	}
	if f.ActivityID != 0 {
		c.add("l.activity_id = $?", f.ActivityID)
	}
	return c
}

// ReadHistory reads a page of the lines of a kind, latest first. Payments have no child and no activity: those filters
// do not apply to them.
func ReadHistory(kind string, f HistoryFilter, into *[]HistoryLine) Read {
	c := f.where(kind)
	return Read{query: "select " + historyColumns + " from ledger l" + historyJoins + c.text +
		" order by l.date desc, l.id desc" + limitOf(f.Page), args: c.args, scan: func(r row) error {
		l, err := scanHistory(r)
		*into = append(*into, l)
		return err
	}}
}

// Sum is a number of lines and their total.
type Sum struct {
	Count  int
	Amount money.Cents
}

// ReadHistoryTotals counts and adds up the lines of a kind that match a filter, on all pages.
func ReadHistoryTotals(kind string, f HistoryFilter, into *Sum) Read {
	c := f.where(kind)
	return Read{query: "select count(*), coalesce(sum(l.amount), 0) from ledger l" + c.text, args: c.args,
		scan: func(r row) error { return r.Scan(&into.Count, &into.Amount) }}
}

// FirstLine returns the date of a family's first line, 0 if it has none.
func (q Q) FirstLine(ctx context.Context, familyID int64) (first civil.Date, err error) {
	err = q.Together(ctx, ReadFirstLine(familyID, &first))
	return first, err
}

// ReadFirstLine is the read of FirstLine: one step into an index for each kind.
func ReadFirstLine(familyID int64, into *civil.Date) Read {
	return Read{query: `select (select min(date) from ledger where family_id = $1 and kind = 'consumption')
		union all select (select min(date) from ledger where family_id = $1 and kind = 'payment')`,
		args: []any{familyID}, scan: func(r row) error {
			var d civil.Date
			err := r.Scan(&d)
			if d != 0 && (*into == 0 || d < *into) {
				*into = d
			}
			return err
		}}
}

// CreditLine returns a payment that the portal recorded, of any family, by its number; found is false for anything
// else. Imported payments have their receipts in the former software.
func (q Q) CreditLine(ctx context.Context, number int64) (l HistoryLine, found bool, err error) {
	err = q.each(ctx, "select "+historyColumns+" from ledger l"+historyJoins+
		"where l.id = $1 and l.kind = 'payment' and l.reverses_id is null and l.amount > 0 and l.source <> 'import'",
		[]any{number}, func(r row) error {
			found = true
			l, err = scanHistory(r)
			return err
		})
	return l, found, err
}

// FamilyAddressees reads how families are addressed.
func (q Q) FamilyAddressees(ctx context.Context, ids ...int64) (map[int64]statement.Addressee, error) {
	all := make(map[int64]statement.Addressee, len(ids))
	err := q.each(ctx, "select id, code, civility, last_name, first_name, address from families where id in ("+
		list(ids)+")", nil, func(r row) error {
		var family int64
		var a statement.Addressee
		err := r.Scan(&family, &a.Code, &a.Civility, &a.LastName, &a.FirstName, &a.Address)
		all[family] = a
		return err
	})
	return all, err
}
