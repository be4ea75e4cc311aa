package portal

import (
	"context"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// BalanceQuery selects the reservations that an estimate counts.
type BalanceQuery struct {
	Until   civil.Date // 0 = all future reservations
	Waiting bool       // also count those that wait, not only the confirmed ones
}

// BalancePage is the family's credit and debt, by wallet (DOMAIN.md 8.1).
type BalancePage struct {
	BalanceQuery
	Today     civil.Date
	Wallets   []WalletEstimate
	Balance   money.Cents // of all wallets
	Cost      money.Cents // of the reservations counted
	Estimated money.Cents // what would remain
}

// WalletEstimate is a wallet with the cost of its reservations.
type WalletEstimate struct {
	WalletID  int64
	Code      string
	Wallet    string
	Online    bool // it is paid online
	Balance   money.Cents
	Days      int // reservations counted
	Cost      money.Cents
	Estimated money.Cents
	Debts     []Debt      // categories that the balance closes
	Told      money.Cents // the same days, at the prices announced when they were validated
	Repriced  int         // of these days, how many now cost something else
	NoQF      bool        // no QF is known for some day: the highest price is counted
	Forecast  wallet.Forecast
	Until     civil.Date // last day counted; 0 if there is none
}

// Balance returns the wallets of the family, the reservations not debited yet, and when they will close a category. The
// price of a day is the one that will be debited, by the tariffs and the QF in force on that day (DOMAIN.md 7.6).
func (p *Portal) Balance(ctx context.Context, v Viewer, ask BalanceQuery) (BalancePage, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return BalancePage{}, err
	}
	var o owing
	if err := q.Together(ctx, readOwing(v.FamilyID, ask.Until, &o)...); err != nil {
		return BalancePage{}, err
	}
	return estimate(c, now, ask, o), nil
}

// owing is what a family has, and the reservations that it has still to pay.
type owing struct {
	payer    wallet.Payer
	balances map[int64]money.Cents
	days     []db.OwedDay
}

// readOwing reads what a family has, and what it has to pay until a day, or without end if that is zero.
func readOwing(familyID int64, until civil.Date, into *owing) []db.Read {
	return []db.Read{db.ReadMoney(familyID, &into.payer, &into.balances),
		db.ReadOwedDays(familyID, until, &into.days)}
}

// estimate is Balance, of what was read.
func estimate(c *town.Catalogue, now time.Time, ask BalanceQuery, o owing) BalancePage {
	page := BalancePage{BalanceQuery: ask, Today: c.Today(now)}
	nextNight := civil.Of(c.NextNight(now).In(c.Loc))
	for _, w := range c.Wallets {
		one := WalletEstimate{WalletID: w.ID, Code: w.Code, Wallet: w.Name, Online: w.NumCli != "",
			Balance: o.balances[w.ID]}
		var costs []wallet.Cost
		for _, d := range o.days {
			a := c.ActivityByID(d.ActivityID)
			if a == nil || a.Category.Wallet != w || !d.Status.Placed() && !ask.Waiting {
				continue
			}
			cost := costOf(c, a, d, o.payer)
			costs = append(costs, wallet.Cost{Date: d.Date, Amount: cost})
			one.count(d, cost)
			if !one.NoQF && !pricing.HasQuotient(o.payer.Quotients, d.Date) {
				one.NoQF = pricing.For(a.Tariffs, d.Date, o.payer.Residence.On(d.Date), nil, d.Quantity).Highest
			}
		}
		one.Estimated = one.Balance - one.Cost
		var floors []wallet.Floor
		for _, k := range c.Categories {
			if k.Wallet != w || k.Floor == nil {
				continue
			}
			floors = append(floors, wallet.Floor{Category: k.Name, Amount: *k.Floor})
			if debt := debtOf(k, one.Balance); debt != nil {
				one.Debts = append(one.Debts, *debt)
			}
		}
		one.Forecast = wallet.Foresee(page.Today, one.Balance, costs, nextNight, floors)
		page.Wallets = append(page.Wallets, one)
		page.Balance += one.Balance
		page.Cost += one.Cost
	}
	page.Estimated = page.Balance - page.Cost
	return page
}

// debtOf returns why a balance closes the bookings of a category; nil if it does not.
func debtOf(k *town.Category, balance money.Cents) *Debt {
	if k.Floor == nil {
		return nil
	}
	due, blocked := wallet.Blocks(balance, *k.Floor)
	if !blocked {
		return nil
	}
	debt := Debt{Category: k.Name, Balance: balance, Floor: *k.Floor, Due: due}
	if k.Wallet.NumCli != "" {
		debt.Purse = k.Wallet.Code
	}
	return &debt
}

// Pay is the payment of the wallet's debt, as the platform takes it; 0 if there is none.
func (w WalletEstimate) Pay() money.Cents { return payable(-w.Balance) }

// TopUp is the payment that keeps all categories open to the end of the forecast; 0 if they stay open, or if paying the
// debt is enough.
func (w WalletEstimate) TopUp() money.Cents {
	if most := w.Forecast.TopUp(); most > max(0, -w.Balance) {
		return payable(most)
	}
	return 0
}

// payable is an amount as one payment: the platform has a minimum and a maximum.
func payable(amount money.Cents) money.Cents {
	if amount <= 0 {
		return 0
	}
	return min(max(amount, payment.Min), payment.Max)
}

func (w *WalletEstimate) count(d db.OwedDay, cost money.Cents) {
	w.Days++
	w.Cost += cost
	w.Told += d.Told
	w.Until = max(w.Until, d.Date)
	if cost != d.Told && d.Attendance == wallet.NotMarked {
		w.Repriced++
	}
}

// costOf is what the night will debit for a day, by the same rule. A day without a tariff is not debited, but the
// announced price is counted, so that no day appears free by mistake.
func costOf(c *town.Catalogue, a *town.Activity, d db.OwedDay, payer wallet.Payer) money.Cents {
	closed, _ := booking.Bookable(c, a, d.Date, booking.Right{Enrolled: d.Enrolled, Pupil: d.Pupil,
		Accepted: true})
	day := wallet.Day{Closed: closed.Short(), Activity: a, Date: d.Date, Attendance: d.Attendance, Booked: d.Quantity,
		Attended: d.Attended, Told: &d.Told}
	debit, verdict := wallet.Owed(day, payer, wallet.AsBooked)
	if verdict != wallet.Due {
		return d.Told
	}
	return d.LateFee - debit.Amount
}
