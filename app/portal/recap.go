package portal

import (
	"context"
	"fmt"

	"cartable/app/domain/booking"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/db"
)

// Recap returns the draft as it would be treated now (DOMAIN.md 6.1). It changes nothing.
func (p *Portal) Recap(ctx context.Context, v Viewer) (Recap, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return Recap{}, err
	}
	draft, err := q.DraftOf(ctx, v.AccountID, v.FamilyID, now)
	if err != nil {
		return Recap{}, err
	}
	if len(draft.Lines) == 0 {
		empty := Recap{RecapKey: RecapKey{DraftID: draft.DraftID, Revision: draft.Revision}, Lapsed: lapsed(draft)}
		number, at, found, err := q.LastValidation(ctx, draft.DraftID)
		if found && at.After(now.Add(-db.DraftLapse)) {
			empty.Done = &Done{number, at}
		}
		return empty, err
	}
	from, to := span(draft.Lines)
	f, err := p.loadFamily(ctx, q, v, c, now, from, to, draft, poolsOfLines(c, draft.Lines))
	if err != nil {
		return Recap{}, err
	}
	f.DropDraft()
	outcomes := f.Treat(draft.Lines)
	recap := Recap{RecapKey: RecapKey{DraftID: draft.DraftID, Revision: draft.Revision, Told: told(outcomes)},
		LastMoment: draft.LastMoment, NextNight: c.NextNight(now)}
	cost := costs{}
	for _, o := range outcomes {
		child, _ := f.child(o.ChildID)
		line := lineOf(o, child)
		if o.Kind == booking.Cancel {
			recap.Cancels = append(recap.Cancels, line)
			if o.Activity != nil {
				cost.giveBack(o.Activity.Category.Wallet.Name, line.Price)
			}
		} else {
			recap.Bookings = append(recap.Bookings, line)
			if o.Activity != nil {
				cost.add(o.Activity.Category.Wallet.Name, o.Result, line.Price)
			}
		}
	}
	if v.Staff() {
		if err := p.ask(ctx, q, v, c, draft, outcomes, &recap); err != nil {
			return Recap{}, err
		}
	}
	recap.Totals = cost.totals(c.Wallets, f.Balances)
	recap.Remarks = append(oneWay(recap.Cancels), remarks(outcomes, f)...)
	if booking.IsSwap(outcomes) {
		recap.Remarks = append(recap.Remarks, "Vous échangez une place : l'annulation et la réservation du même jour "+
			"se font ensemble, ou pas du tout.")
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
	l := RecapLine{Date: o.Date, ChildID: child.ID, Child: child.FirstName, Result: o.Result,
		Observation: o.Observation()}
	if o.Activity != nil {
		l.Activity, l.Start, l.End = o.Activity.Name, o.Activity.Start, o.Activity.End
		l.ByStaff = o.Activity.Allot == town.Manual
	}
	if o.Kind == booking.Add {
		l.Price, l.PriceWhy, l.Unpriced = o.Quote.Total, o.Quote.Why(), !o.Quote.Known
	} else {
		l.GivenUp, l.Price = true, o.Back()
	}
	for _, pass := range o.Needs.Each() {
		l.Passed = append(l.Passed, pass.Words())
	}
	if o.OneWay != "" {
		l.OneWay = o.OneWay.Sentence(o.OneWayHow)
	}
	if o.Result == booking.ResultUntreated {
		l.Why, l.NextStep = o.Reason.Sentence(o.Detail), o.Reason.Next()
	}
	return l
}

// costs sums the cost of bookings, and the amounts that cancellations give back, by wallet name.
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

// giveBack adds the amount that a cancellation gives back; 0 adds no line.
func (k costs) giveBack(wallet string, price money.Cents) {
	if price != 0 {
		total := k[wallet]
		total.Back += price
		k[wallet] = total
	}
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

// oneWay warns of each cancellation that cannot be undone.
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
		all = append(all, plural(waiting, "%d jour sera mis en liste d'attente : vous serez prévenu par courriel si "+
			"une place se libère.",
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
