package treasury

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
)

// Debts are the ledgers that owe at least an amount, the largest debt first.
type Debts struct {
	Wallets []LedgerWallet // of the structure, for the filter
	Wallet  int64          // filter; 0 = all
	Least   money.Cents
	Rows    []DebtRow
	Total   money.Cents // of all pages
	paging.Page
}

// DebtRow is a ledger with a debt.
type DebtRow struct {
	FamilyID   int64
	Code, Name string
	Address    string
	Wallet     string
	Amount     money.Cents // positive
	LastCredit civil.Date  // 0 = none
}

// Debts returns the families that owe at least an amount, in a wallet or in all.
func (o *Treasury) Debts(ctx context.Context, d desk.Actor, walletID int64, least money.Cents,
	ask paging.Page) (Debts, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Debts{}, err
	}
	list := Debts{Wallet: walletID, Least: max(least, 1)}
	names := map[int64]string{}
	for _, w := range c.Wallets {
		list.Wallets = append(list.Wallets, LedgerWallet{ID: w.ID, Code: w.Code, Name: w.Name})
		names[w.ID] = w.Name
	}
	if walletID != 0 && names[walletID] == "" {
		return Debts{}, desk.NotHere()
	}
	rows, p, total, err := q.Debts(ctx, d.StructureID, walletID, list.Least, ask)
	list.Page, list.Total = p, total
	for _, r := range rows {
		list.Rows = append(list.Rows, DebtRow{FamilyID: r.FamilyID, Code: r.Code, Name: strings.ToUpper(r.LastName) +
			" " + r.FirstName, Address: r.Address,
			Wallet: names[r.WalletID], Amount: r.Amount, LastCredit: r.LastCredit})
	}
	return list, err
}
