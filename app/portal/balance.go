package portal

import (
	"context"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// BalanceQuery says what an estimate counts.
type BalanceQuery struct {
	Until   civil.Date // 0 = all reservations to come
	Waiting bool       // waiting ones too, beside the confirmed
}

// BalancePage is what the family owns and owes, wallet by wallet (DOMAIN section 8.1).
type BalancePage struct {
	BalanceQuery
	Wallets   []WalletEstimate
	Balance   money.Cents // of all wallets
	Cost      money.Cents // of the reservations counted
	Estimated money.Cents // what would be left
}

// WalletEstimate is a wallet with what its reservations would cost.
type WalletEstimate struct {
	Wallet    string
	Balance   money.Cents
	Cost      money.Cents
	Estimated money.Cents
	Debts     []Debt // categories that the balance closes
}

// Balance shows the wallets of the family with what is reserved and not debited yet. A price is the one that
// was told at the validation.
func (p *Portal) Balance(ctx context.Context, v Viewer, ask BalanceQuery) (BalancePage, error) {
	q := p.DB.Read()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return BalancePage{}, err
	}
	_, balances, err := q.MoneyOf(ctx, v.FamilyID)
	if err != nil {
		return BalancePage{}, err
	}
	estimates, err := q.EstimateOf(ctx, v.FamilyID, ask.Until)
	if err != nil {
		return BalancePage{}, err
	}
	cost := map[int64]money.Cents{}
	for _, e := range estimates {
		cost[e.WalletID] = counted(e, ask)
	}
	page := BalancePage{BalanceQuery: ask}
	for _, w := range c.Wallets {
		one := WalletEstimate{Wallet: w.Name, Balance: balances[w.ID], Cost: cost[w.ID]}
		one.Estimated = one.Balance - one.Cost
		for _, k := range c.Categories {
			if k.Wallet != w || k.Floor == nil {
				continue
			}
			if due, blocked := wallet.Blocks(one.Balance, *k.Floor); blocked {
				one.Debts = append(one.Debts, Debt{Category: k.Name, Balance: one.Balance, Floor: *k.Floor, Due: due})
			}
		}
		page.Wallets = append(page.Wallets, one)
		page.Balance += one.Balance
		page.Cost += one.Cost
	}
	page.Estimated = page.Balance - page.Cost
	return page, nil
}

func counted(e db.Estimated, ask BalanceQuery) money.Cents {
	if ask.Waiting {
		return e.Confirmed + e.Waiting
	}
	return e.Confirmed
}
