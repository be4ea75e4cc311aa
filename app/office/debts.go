package office

import (
	"context"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// Debts are the accounts that owe at least so much, the largest debt first.
type Debts struct {
	Wallets     []AccountWallet // of the structure, for the filter
	Wallet      int64           // filter; 0 = all
	Least       money.Cents
	Rows        []DebtRow
	Total       money.Cents // of all pages
	Page, Pages int
	Count       int
}

// DebtRow is an account that owes.
type DebtRow struct {
	FamilyID    int64
	Code, Name  string
	Address     string
	Wallet      string
	Amount      money.Cents // positive
	LastPayment civil.Date  // 0 = none
}

// Debts lists who owes at least an amount, in a wallet or all. page 0 is all pages at once, for an export.
func (o *Office) Debts(ctx context.Context, d Desk, walletID int64, least money.Cents, page int) (Debts, error) {
	q := o.DB.Read()
	c, err := o.town(ctx, q, d)
	if err != nil {
		return Debts{}, err
	}
	list := Debts{Wallet: walletID, Least: max(least, 1)}
	names := map[int64]string{}
	for _, w := range c.Wallets {
		list.Wallets = append(list.Wallets, AccountWallet{ID: w.ID, Code: w.Code, Name: w.Name})
		names[w.ID] = w.Name
	}
	if walletID != 0 && names[walletID] == "" {
		return Debts{}, notHere()
	}
	limit, offset := pageSize, skip(page)
	if page == 0 {
		limit, offset = 0, 0
	}
	rows, count, total, err := q.Debts(ctx, d.StructureID, walletID, list.Least, limit, offset)
	list.Count, list.Total = count, total
	list.Page, list.Pages = pages(count, page)
	for _, r := range rows {
		list.Rows = append(list.Rows, DebtRow{FamilyID: r.FamilyID, Code: r.Code, Name: strings.ToUpper(r.LastName) + " " + r.FirstName, Address: r.Address,
			Wallet: names[r.WalletID], Amount: r.Amount, LastPayment: r.LastPayment})
	}
	return list, err
}
