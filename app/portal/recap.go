package portal

import (
	"context"
	"fmt"

	"cartable/app/domain/booking"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
)

// Recap shows the draft as it would be treated now (DOMAIN.md 6.1). It changes nothing.
func (p *Portal) Recap(ctx context.Context, v Viewer) (Recap, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return Recap{}, err
	}
	basket, err := q.BasketOf(ctx, v.AccountID, v.FamilyID, now)
	if err != nil || len(basket.Lines) == 0 {
		return Recap{RecapKey: RecapKey{DraftID: basket.DraftID, Revision: basket.Revision}}, err
	}
	from, to := span(basket.Lines)
	f, err := p.know(ctx, q, v, c, now, from, to, basket)
	if err != nil {
		return Recap{}, err
	}
	if f.Slots, err = q.SlotsBetween(ctx, poolsOfLines(c, basket.Lines), from, to); err != nil {
		return Recap{}, err
	}
	f.DropDraft()
	outcomes := f.Treat(basket.Lines)
	recap := Recap{RecapKey: RecapKey{DraftID: basket.DraftID, Revision: basket.Revision, Told: told(outcomes)}}
	for _, o := range outcomes {
		child, _ := f.child(o.ChildID)
		line := lineOf(o, child)
		if o.Kind == booking.Cancel {
			recap.Cancels = append(recap.Cancels, line)
		} else {
			recap.Bookings = append(recap.Bookings, line)
		}
	}
	recap.Totals = totals(outcomes, f)
	recap.Remarks = append(oneWay(recap.Cancels), remarks(outcomes, f)...)
	return recap, nil
}

func poolsOfLines(c *town.Catalogue, lines []booking.Line) []int64 {
	seen := map[int64]bool{}
	var ids []int64
	for _, key := range slotsOf(c, lines) {
		if !seen[key.PoolID] {
			seen[key.PoolID] = true
			ids = append(ids, key.PoolID)
		}
	}
	return ids
}

func lineOf(o booking.Outcome, child Child) RecapLine {
	l := RecapLine{Date: o.Date, Child: child.FirstName, Result: o.Result, Observation: o.Observation()}
	if o.Activity != nil {
		l.Activity, l.Start, l.End = o.Activity.Name, o.Activity.Start, o.Activity.End
	}
	if o.Kind == booking.Add {
		l.Price, l.PriceWhy = o.Quote.Total, o.Quote.Why
	} else {
		l.GivenUp, l.Price = true, o.Back()
	}
	if o.OneWay != "" {
		l.OneWay = o.OneWay.Sentence(o.OneWayHow)
	}
	if o.Result == booking.ResultUntreated {
		l.Why, l.NextStep = o.Reason.Sentence(o.Detail), o.Reason.Next()
	}
	return l
}

// totals adds up what accepted and pending bookings cost each wallet, and what cancellations give back, in the
// catalogue's order.
func totals(outcomes []booking.Outcome, f *family) []WalletTotal {
	cost, back := map[int64]money.Cents{}, map[int64]money.Cents{}
	asked := map[int64]bool{}
	for _, o := range outcomes {
		if o.Kind == booking.Add && o.Result != booking.ResultUntreated {
			id := o.Activity.Category.Wallet.ID
			asked[id] = true
			if o.Result != booking.ResultWaitlisted {
				cost[id] += o.Quote.Total
			}
		} else if amount := o.Back(); amount != 0 {
			id := o.Activity.Category.Wallet.ID
			asked[id], back[id] = true, back[id]+amount
		}
	}
	var all []WalletTotal
	for _, w := range f.Town.Wallets {
		if asked[w.ID] {
			all = append(all, WalletTotal{Wallet: w.Name, Total: cost[w.ID], Back: back[w.ID], Balance: f.Balances[w.ID]})
		}
	}
	return all
}

// oneWay warns of each cancellation that has no way back.
func oneWay(cancels []RecapLine) (all []string) {
	for _, l := range cancels {
		if l.OneWay != "" {
			all = append(all, fmt.Sprintf("Cette annulation ne pourra pas être reprise : %s, %s, %s. %s",
				l.Activity, l.Child, l.Date.Medium(), l.OneWay))
		}
	}
	return all
}

func remarks(outcomes []booking.Outcome, f *family) []string {
	var waiting, untreated int
	for _, o := range outcomes {
		switch {
		case o.Result == booking.ResultWaitlisted:
			waiting++
		case o.Result == booking.ResultUntreated:
			untreated++
		}
	}
	var all []string
	if untreated > 0 {
		all = append(all, plural(untreated, "%d demande ne pourra pas être traitée : voyez pourquoi ci-dessous.",
			"%d demandes ne pourront pas être traitées : voyez pourquoi ci-dessous."))
	}
	if waiting > 0 {
		all = append(all, plural(waiting, "%d jour sera mis en liste d'attente : vous serez prévenu par courriel si une place se libère.",
			"%d jours seront mis en liste d'attente : vous serez prévenu par courriel si une place se libère."))
	}
	return append(all, quotientRemarks(outcomes, f)...)
}

func plural(n int, one, many string) string {
	if n < 2 {
		return fmt.Sprintf(one, n)
	}
	return fmt.Sprintf(many, n)
}
