package portal

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Home returns the first page: the next days, the debts, and until when the next days may still be changed.
func (p *Portal) Home(ctx context.Context, v Viewer) (Home, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return Home{}, err
	}
	today := c.Today(now)
	home := Home{Notice: c.Structure.Notice}
	var (
		children []db.ChildOf
		lines    []db.FollowUpLine
		payer    wallet.Payer
		balances map[int64]money.Cents
		last     db.LastReport
	)
	if err := q.Together(ctx, db.ReadChildren(v.FamilyID, today, &children), db.ReadFollowUp(ahead(v.FamilyID, today),
		&lines), db.ReadMoney(v.FamilyID, &payer, &balances), db.ReadLastReport(v.FamilyID, &last)); err != nil {
		return Home{}, err
	}
	family := make([]Child, len(children))
	for i, one := range children {
		family[i] = childOf(one)
	}
	home.Next = daysAhead(rowsOf(lines, family))
	home.QuotientEnds = quotientEnds(c, payer.Quotients, today)
	for _, w := range c.Wallets {
		one := Balance{Wallet: w.Name, Amount: balances[w.ID]}
		for _, k := range c.Categories {
			if k.Wallet != w || k.Floor == nil {
				continue
			}
			if due, blocked := wallet.Blocks(one.Amount, *k.Floor); blocked {
				one.Debts = append(one.Debts, Debt{Category: k.Name, Balance: one.Amount, Floor: *k.Floor, Due: due})
			}
		}
		home.Balances = append(home.Balances, one)
	}
	home.Counts = countdowns(c, children, now)
	home.Report, home.ReportOn = last.Body, last.Date
	return home, nil
}

// rowsAhead is how many rows are read to show three days: more than five activities a day for four children.
const rowsAhead = 64

// ahead selects the coming days of a family. None of them waits for a place.
func ahead(familyID int64, today civil.Date) db.FollowUpFilter {
	return db.FollowUpFilter{FamilyID: familyID, From: today, States: []string{string(booking.Accepted)},
		Transmitted: true, Waiting: true, Page: paging.First(rowsAhead)}
}

// daysAhead groups rows, ordered by date and hour, into the first three days.
func daysAhead(rows []FollowUpRow) []DayAhead {
	var days []DayAhead
	for _, r := range rows {
		if !r.Status.Placed() {
			continue
		}
		if n := len(days); n == 0 || days[n-1].Date != r.Date {
			if n == 3 {
				break
			}
			days = append(days, DayAhead{Date: r.Date})
		}
		last := &days[len(days)-1]
		last.Rows = append(last.Rows, r)
	}
	return days
}

// countdowns returns, for each activity of the family's children, the next day that closes for booking.
func countdowns(c *town.Catalogue, children []db.ChildOf, now time.Time) []Countdown {
	today := c.Today(now)
	var all []Countdown
	for _, a := range c.Activities {
		day := nextBookable(c, a, children, today, now)
		if day == 0 {
			continue
		}
		until := c.BookingLimit(a, day)
		words := fmt.Sprintf("réservez avant %s pour le %s %s", civil.Instant(until, c.Loc), day.WeekdayName(),
			day.DayMonth())
		if i := slices.IndexFunc(all, func(x Countdown) bool { return x.Words == words }); i >= 0 {
			all[i].Activity += ", " + a.Name
			continue
		}
		all = append(all, Countdown{Activity: a.Name, Until: until, Words: words})
	}
	slices.SortStableFunc(all, func(x, y Countdown) int { return x.Until.Compare(y.Until) })
	if len(all) > 4 {
		all = all[:4]
	}
	return all
}

func nextBookable(c *town.Catalogue, a *town.Activity, children []db.ChildOf, today civil.Date,
	now time.Time) civil.Date {
	for d := today; d < today+21; d++ {
		if why, _ := c.OpenOn(a, d); why != town.Open || now.After(c.BookingLimit(a, d)) {
			continue
		}
		for _, child := range children {
			for _, e := range child.Enrolments {
				if e.ActivityID == a.ID && e.From <= d && d <= e.To {
					return d
				}
			}
		}
	}
	return 0
}
