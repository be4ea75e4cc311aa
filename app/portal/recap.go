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
		return Recap{Revision: basket.Revision, Lapsed: lapsed(basket)}, err
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
	recap, cost := Recap{Revision: basket.Revision, Told: told(outcomes)}, costs{}
	for _, o := range outcomes {
		recap.Waits = recap.Waits || o.Result.Status().Waits()
		child, _ := f.child(o.ChildID)
		line := lineOf(o, child)
		if o.Kind == booking.Cancel {
			recap.Cancels = append(recap.Cancels, line)
		} else {
			recap.Bookings = append(recap.Bookings, line)
			if o.Activity != nil {
				cost.add(o.Activity.Category.Wallet.Name, o.Result, line.Price)
			}
		}
	}
	recap.Totals = cost.totals(c.Wallets, f.Balances)
	recap.Remarks = remarks(outcomes)
	if booking.IsSwap(outcomes) {
		recap.Remarks = append(recap.Remarks, "Vous échangez une place : l'annulation et la réservation du même jour se font ensemble, ou pas du tout.")
	}
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
	}
	if o.Result == booking.ResultUntreated {
		l.Why, l.NextStep = o.Reason.Sentence(o.Detail), o.Reason.Next()
	}
	return l
}

// costs adds up bookings by the name of their wallet.
type costs map[string]WalletTotal

func (k costs) add(wallet string, r booking.Result, price money.Cents) {
	total, status := k[wallet], booking.Status(r)
	switch {
	case status.Placed():
		total.Accepted += price
	case status.Waits():
		total.Waiting += price
	default:
		return
	}
	k[wallet] = total
}

func (k costs) totals(wallets []*town.Wallet, balances map[int64]money.Cents) (all Totals) {
	for _, w := range wallets {
		if total, some := k[w.Name]; some {
			total.Wallet, total.Balance = w.Name, balances[w.ID]
			all = append(all, total)
		}
	}
	return all
}

func remarks(outcomes []booking.Outcome) []string {
	var waiting, untreated, unknownQF int
	for _, o := range outcomes {
		switch {
		case o.Result == booking.ResultWaitlisted:
			waiting++
		case o.Result == booking.ResultUntreated:
			untreated++
		}
		if o.Kind == booking.Add && o.Result != booking.ResultUntreated && o.Quote.QF == nil && o.Quote.Known {
			unknownQF++
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
	if unknownQF > 0 {
		all = append(all, "Aucun quotient familial n'est connu pour votre famille : le tarif le plus élevé est appliqué. Transmettez votre attestation à la structure.")
	}
	return all
}

func plural(n int, one, many string) string {
	if n < 2 {
		return fmt.Sprintf(one, n)
	}
	return fmt.Sprintf(many, n)
}

// told is what a recap announced, one letter a line in the order of treatment. The validation sends it
// back only to learn what went otherwise: nothing is decided on it.
func told(outcomes []booking.Outcome) string {
	letters := make([]byte, len(outcomes))
	for i, o := range outcomes {
		letters[i] = o.Result.Letter()
	}
	return string(letters)
}
