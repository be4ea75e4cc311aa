package db

import (
	"context"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
)

// LedgerHolder is a family as the treasurer sees it.
type LedgerHolder struct {
	ID                                  int64
	Code, Civility, LastName, FirstName string
	Resident                            bool
	Address                             string
	Balances                            map[int64]money.Cents // by wallet; a wallet without a line is absent
	MergedInto                          int64                 // the family that this file was joined to
}

// LedgerHolderByID reads a family of a structure with its balances.
func (q Q) LedgerHolderByID(ctx context.Context, structureID, familyID int64) (one LedgerHolder, found bool,
	err error) {
	all, err := q.ledgerHolders(ctx, "from families f where f.structure_id = $1 and f.id = $2",
		[]any{structureID, familyID})
	if err != nil || len(all) == 0 {
		return LedgerHolder{}, false, err
	}
	return all[0], true, nil
}

// FindLedgers searches families by words, as Families does, ordered by name.
func (q Q) FindLedgers(ctx context.Context, structureID int64, words []string, ask paging.Page) (all []LedgerHolder,
	p paging.Page, err error) {
	found, args := finding(words, []any{structureID})
	from := "from families f where f.structure_id = $1 and f.merged_into is null" + found
	p, err = q.cutWhole(ctx, ask, from, args)
	if err != nil {
		return nil, p, err
	}
	all, err = q.ledgerHolders(ctx, from+" order by f.last_name, f.first_name, f.id"+limitOf(p), args)
	return all, p, err
}

// ledgerHolders reads the families selected by from ("from families f where …") with their balances.
func (q Q) ledgerHolders(ctx context.Context, from string, args []any) (all []LedgerHolder, err error) {
	err = q.each(ctx, `select f.id, f.code, f.civility, f.last_name, f.first_name, f.resident, f.address, b.wallet_id,
		coalesce(b.amount, 0), f.merged_into
		from (select f.id, f.code, f.civility, f.last_name, f.first_name, f.resident, f.address, f.merged_into
			`+from+`) as f
		left join balances b on b.family_id = f.id order by f.last_name, f.first_name, f.id, b.wallet_id`, args,
		func(r row) error {
			var one LedgerHolder
			var purse int64
			var amount money.Cents
			if err := r.Scan(&one.ID, &one.Code, &one.Civility, &one.LastName, &one.FirstName, &one.Resident,
				&one.Address,
				id{&purse}, &amount, id{&one.MergedInto}); err != nil {
				return err
			}
			if n := len(all); n == 0 || all[n-1].ID != one.ID {
				one.Balances = map[int64]money.Cents{}
				all = append(all, one)
			}
			if purse != 0 {
				all[len(all)-1].Balances[purse] = amount
			}
			return nil
		})
	return all, err
}

// LedgerLines lists the lines of a family's ledger, latest first, for one wallet (0 = all). The caller must have
// checked that the family belongs to its structure.
func (q Q) LedgerLines(ctx context.Context, familyID, walletID int64, ask paging.Page) (all []KeptLine, p paging.Page,
	err error) {
	var where conditions
	where.add("l.family_id = $?", familyID)
	if walletID != 0 {
		where.add("l.wallet_id = $?", walletID)
	}
	from, args := "from ledger l"+where.text, where.args
	p, err = q.cut(ctx, ask, from, args)
	if err != nil {
		return nil, p, err
	}
	err = q.each(ctx, "select "+keptColumns+" from (select l.* "+from+" order by l.date desc, l.id desc"+limitOf(p)+
		") as l order by l.date desc, l.id desc", args, func(r row) error {
		var l KeptLine
		err := scanLedger(r, &l.LedgerLine, &l.Child, &l.Reversed)
		all = append(all, l)
		return err
	})
	if err != nil {
		return nil, p, err
	}
	return all, p, q.callChildren(ctx, all)
}

// AddOnce writes a line unless one with its source and reference exists, and returns the line that is in the books.
func (q Q) AddOnce(ctx context.Context, l LedgerLine) (kept LedgerLine, fresh bool, err error) {
	res, err := q.NewInsert().Model(&l).On("conflict (source, source_ref) do nothing").Returning("NULL").Exec(ctx)
	if err != nil {
		return kept, false, err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return kept, false, err
	}
	lines, err := q.keptLines(ctx, "l.source = $1 and l.source_ref = $2", l.Source, l.SourceRef)
	if err != nil || len(lines) == 0 {
		return kept, false, err
	}
	return lines[0].LedgerLine, n == 1, nil
}

// Debt is the amount that a family owes in a wallet.
type Debt struct {
	FamilyID, WalletID                 int64
	Code, LastName, FirstName, Address string
	Amount                             money.Cents // positive
	LastCredit                         civil.Date  // 0 = none
}

// Debts lists the ledgers of a structure that owe at least an amount, the largest first, for one wallet (0 = all), with
// the total owed.
func (q Q) Debts(ctx context.Context, structureID, walletID int64, least money.Cents, ask paging.Page) (all []Debt,
	p paging.Page, total money.Cents, err error) {
	from, args := `from balances b join families f on f.id = b.family_id
		where f.structure_id = $1 and ($2 = 0 or b.wallet_id = $2) and b.amount < 0 and -b.amount >= $3`,
		[]any{structureID, walletID, least}
	err = q.each(ctx, "select count(*), coalesce(sum(-b.amount), 0) "+from, args, func(r row) error {
		return r.Scan(&p.Count, &total)
	})
	if err != nil {
		return nil, p, 0, err
	}
	p = ask.Of(p.Count)
	err = q.each(ctx, `select d.*, (select l.date from ledger l where l.family_id = d.family_id
			and l.kind = 'payment' and l.amount > 0 and l.wallet_id + 0 = d.wallet_id order by l.date desc limit 1)
		from (select b.family_id, b.wallet_id, f.code, f.last_name, f.first_name, f.address, -b.amount as owed `+from+`
			order by b.amount, f.last_name, f.id, b.wallet_id`+limitOf(p)+`) as d
		order by d.owed desc, d.last_name, d.family_id, d.wallet_id`, args, func(r row) error {
		var d Debt
		err := r.Scan(&d.FamilyID, &d.WalletID, &d.Code, &d.LastName, &d.FirstName, &d.Address, &d.Amount,
			&d.LastCredit)
		all = append(all, d)
		return err
	})
	return all, p, total, err
}

// Received is an amount of money that came in, with the labels that a journal needs.
type Received struct {
	ID, FamilyID, WalletID                           int64
	Date                                             civil.Date
	Code, Family                                     string
	Label, Source, Mode, Number, Payer, Bank, Reason string
	Amount                                           money.Cents
	Reverses                                         bool
	By                                               string // login of the author; empty: the platform, an import
	At                                               time.Time
}

// Received returns one page of the money received by a structure between two dates, in order.
func (q Q) Received(ctx context.Context, structureID int64, from, to civil.Date, p paging.Page) (all []Received,
	err error) {
	err = q.each(ctx, `select l.id, l.family_id, l.wallet_id, l.date, f.code, f.last_name || ' ' || f.first_name,
		l.label, l.source, l.mode, l.number, l.payer,
			l.bank, l.reason, l.amount, l.reverses_id is not null, coalesce(a.login, ''), l.created_at
		from ledger l join families f on f.id = l.family_id left join accounts a on a.id = l.account_id
		where l.structure_id = $1 and l.kind = 'payment' and l.date between $2 and $3 order by l.date, l.id`+limitOf(p),
		[]any{structureID, from, to}, func(r row) error {
			var p Received
			err := r.Scan(&p.ID, &p.FamilyID, &p.WalletID, &p.Date, &p.Code, &p.Family, &p.Label, &p.Source, &p.Mode,
				&p.Number, &p.Payer, &p.Bank, &p.Reason,
				&p.Amount, &p.Reverses, &p.By, stamp{&p.At})
			all = append(all, p)
			return err
		})
	return all, err
}

// ReceivedSum is the sum received in a wallet by one mode of payment.
type ReceivedSum struct {
	WalletID int64
	Mode     string
	Count    int
	Amount   money.Cents
}

// ReceivedSums adds up the money received by a structure between two dates.
func (q Q) ReceivedSums(ctx context.Context, structureID int64, from, to civil.Date) (all []ReceivedSum, err error) {
	err = q.each(ctx, `select wallet_id, mode, count(*), sum(amount) from ledger where structure_id = $1 and kind =
		'payment' and date between $2 and $3
		group by wallet_id, mode order by wallet_id, mode`, []any{structureID, from, to}, func(r row) error {
		var s ReceivedSum
		err := r.Scan(&s.WalletID, &s.Mode, &s.Count, &s.Amount)
		all = append(all, s)
		return err
	})
	return all, err
}

// HoldBalance locks a wallet of a family for the length of the transaction. A refund reads the balance first, and every
// line written to the ledger meanwhile waits.
func (q Q) HoldBalance(ctx context.Context, familyID, walletID int64) error {
	if !q.postgres {
		return nil // there is only one writer
	}
	_, err := q.exec(ctx, "select amount from balances where family_id = $1 and wallet_id = $2 for update", familyID,
		walletID)
	return err
}

// LineOf reads the line with a source and a reference.
func (q Q) LineOf(ctx context.Context, structureID int64, source, ref string) (l LedgerLine, found bool, err error) {
	lines, err := q.keptLines(ctx, "l.structure_id = $1 and l.source = $2 and l.source_ref = $3", structureID, source,
		ref)
	if err != nil || len(lines) == 0 {
		return LedgerLine{}, false, err
	}
	return lines[0].LedgerLine, true, nil
}

// StillToDebit counts the accepted days of a family that a wallet will be debited for, and adds up the prices that were
// announced.
func (q Q) StillToDebit(ctx context.Context, familyID, walletID int64) (days int, cost money.Cents, err error) {
	err = q.each(ctx, `select count(*), coalesce(sum(r.price), 0) from reservations r join activities a on a.id =
		r.activity_id
		join categories k on k.id = a.category_id where r.family_id = $1 and k.wallet_id = $2 and not r.billed and
			r.state `+isPlaced,
		[]any{familyID, walletID}, func(r row) error { return r.Scan(&days, &cost) })
	return days, cost, err
}
