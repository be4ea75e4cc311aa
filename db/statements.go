package db

import (
	"cmp"
	"context"
	"database/sql"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/statement"
	"cartable/app/domain/wallet"
)

// Moved is the sum of the movements in a wallet from a date on: all of them, and those up to another date.
type Moved struct{ All, Within money.Cents }

// MovedSince adds up a family's wallets from a date on, and up to another. With the current balance it gives the
// balance at both dates without reading earlier lines.
func (q Q) MovedSince(ctx context.Context, familyID int64, from, to civil.Date) (map[int64]Moved, error) {
	all := map[int64]Moved{}
	err := q.each(ctx, `select wallet_id, sum(amount), sum(case when date <= $3 then amount else 0 end) from ledger
		where family_id = $1 and kind in ('consumption', 'payment') and date >= $2 group by wallet_id`,
		[]any{familyID, from, to}, func(r row) error {
			var id int64
			var m Moved
			err := r.Scan(&id, &m.All, &m.Within)
			all[id] = m
			return err
		})
	return all, err
}

// ConsumedSum is a child's consumption of an activity at a price.
type ConsumedSum struct {
	WalletID            int64
	LastName, FirstName string // empty when the lines name no child
	Label               string // the activity, or the label of the line
	UnitPrice           *money.Cents
	Quantity            int
	Amount              money.Cents // negative, as in the ledger
}

// ConsumedBetween adds up a family's consumptions between two dates, reversals included.
func (q Q) ConsumedBetween(ctx context.Context, familyID int64, from, to civil.Date) ([]ConsumedSum, error) {
	var all []ConsumedSum
	beside, err := q.besideIn(ctx, familyID, familyID)
	if err != nil {
		return nil, err
	}
	err = q.each(ctx, `select l.wallet_id, coalesce(c.id, 0), coalesce(c.last_name, ''), coalesce(c.first_name, ''),
		coalesce(a.name || case when coalesce(o.source, l.source) = 'late' then ' (retard)' else '' end, l.label),
			l.unit_price, coalesce(sum(l.quantity), 0), sum(l.amount)
		from ledger l left join children c on c.id = l.child_id left join activities a on a.id = l.activity_id
		left join ledger o on o.id = l.reverses_id
		where l.family_id = $1 and l.kind = 'consumption' and l.date between $2 and $3
		group by 1, 2, 3, 4, 5, 6
		having sum(l.amount) <> 0 or coalesce(sum(l.quantity), 0) <> 0
		order by 1, 4, 3, 2, 5, 6`, []any{familyID, from, to}, func(r row) error {
		var s ConsumedSum
		var child int64
		var unit sql.NullInt64
		err := r.Scan(&s.WalletID, &child, &s.LastName, &s.FirstName, &s.Label, &unit, &s.Quantity, &s.Amount)
		if unit.Valid {
			s.UnitPrice = new(money.Cents(unit.Int64))
		}
		s.FirstName = cmp.Or(beside[[2]int64{familyID, child}], s.FirstName)
		all = append(all, s)
		return err
	})
	return all, err
}

// PaidLine is a payment of a wallet.
type PaidLine struct {
	WalletID int64
	HistoryLine
}

// PaidBetween lists a family's payments between two dates, reversals included, by date.
func (q Q) PaidBetween(ctx context.Context, familyID int64, from, to civil.Date) ([]PaidLine, error) {
	var all []PaidLine
	err := q.each(ctx, `select l.wallet_id, l.date, l.label, l.amount, l.mode, l.number from ledger l
		where l.family_id = $1 and l.kind = 'payment' and l.date between $2 and $3 order by l.date, l.id`,
		[]any{familyID, from, to}, func(r row) error {
			var p PaidLine
			err := r.Scan(&p.WalletID, &p.Date, &p.Label, &p.Amount, &p.Mode, &p.Number)
			all = append(all, p)
			return err
		})
	return all, err
}

// FamiliesWithYoung lists the families of a structure, in order, that have a child born between two dates.
func (q Q) FamiliesWithYoung(ctx context.Context, structureID int64, from, to civil.Date) ([]int64, error) {
	var all []int64
	err := q.each(ctx, `select distinct fc.family_id from family_children fc join children c on c.id = fc.child_id
		where fc.structure_id = $1 and c.birth_date between $2 and $3 order by fc.family_id`,
		[]any{structureID, from, to}, func(r row) error {
			var id int64
			err := r.Scan(&id)
			all = append(all, id)
			return err
		})
	return all, err
}

// ChildrenBorn lists the children of families that were born between two dates, eldest first.
func (q Q) ChildrenBorn(ctx context.Context, families []int64,
	from, to civil.Date) (map[int64][]statement.Child, error) {
	all := map[int64][]statement.Child{}
	err := q.each(ctx, `select fc.family_id, c.id, c.last_name, c.first_name, c.birth_date from family_children fc join
		children c on c.id = fc.child_id
		where fc.family_id in (`+list(families)+`) and c.birth_date between $1 and $2 order by fc.family_id, `+
		`c.birth_date, c.id`, []any{from, to}, func(r row) error {
		var family int64
		var c statement.Child
		err := r.Scan(&family, &c.ID, &c.LastName, &c.FirstName, &c.Birth)
		all[family] = append(all[family], c)
		return err
	})
	return all, err
}

// TaxLines reads the ledgers of families up to a date, family by family and in order, each line together with its
// reversal. A statement needs the whole ledger: debts from before the year are paid first.
func (q Q) TaxLines(ctx context.Context, families []int64, until civil.Date,
	take func(familyID int64, l statement.Line)) error {
	return q.each(ctx, `select l.family_id, l.wallet_id, l.id, l.date, l.amount + coalesce(r.amount, 0), l.child_id,
		l.activity_id, coalesce(l.quantity, 0),
			l.kind = 'payment', coalesce(v.attendance = 'absent-unjustified', false) or l.source = 'late'
		from ledger l left join ledger r on r.reverses_id = l.id left join reservations v on v.id = l.reservation_id
		where l.family_id in (`+list(families)+`) and l.date <= $1 and l.reverses_id is null
		order by l.family_id`, []any{until}, func(r row) error {
		var family int64
		var l statement.Line
		var e wallet.Entry
		if err := r.Scan(&family, &l.WalletID, &e.ID, &e.Date, &e.Amount, id{&l.ChildID}, id{&l.ActivityID},
			&l.Quantity, &l.Money, &l.Penalty); err != nil {
			return err
		}
		l.Entry = e
		take(family, l)
		return nil
	})
}
