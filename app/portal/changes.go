package portal

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/db"
)

// Change is something that a night, or the town hall, decided about days of a child since the family's last visit.
type Change struct {
	Word     string // "Place obtenue"
	Tone     string
	Child    string
	Activity string
	Dates    []civil.Date
	Why      string // a refusal's reason, what to do next, a price: one sentence or two

	ChildID int64

	kind      changeKind
	reason    booking.Reason
	freeUntil time.Time
	price     [2]money.Cents
	said      string
}

// changeKind orders the changes: what a family may have to act upon comes first.
type changeKind int

const (
	changeRefused changeKind = iota
	changeGivenUp            // by the town hall
	changeLeft               // a request that left its waiting list
	changeWon
	changeMade // by the town hall
	changeSick
	changeWaits
	changePriced
)

var changeWords = map[changeKind][2]string{changeRefused: {booking.Refused.Word(), "no"},
	changeGivenUp: {"Annulée par la mairie", "no"}, changeLeft: {"Sortie de la liste d'attente", "no"},
	changeWon: {"Place obtenue", "ok"}, changeMade: {"Réservée par la mairie", "ok"},
	changeSick: {"Absence signalée", "ok"}, changeWaits: {booking.Waitlisted.Word(), "wait"},
	changePriced: {"Prix différent", "wait"}}

const changesShown = 6

// Since is what changed since the family's last visit (DOMAIN.md 7.14).
type Since struct {
	Visit   civil.Date // of the last visit; 0 if this is the first one
	Changes []Change
	More    int // changes that are not shown
}

// newReports returns the nights whose reports are newer than an account's last visit, and when that was. At a first
// visit only the last one is.
func newReports(all []db.LastReport) (runs []int64, before time.Time) {
	for i, r := range all {
		before = r.Before
		if r.FinishedAt.IsZero() || r.Before.IsZero() && i == 0 || !r.Before.IsZero() && r.FinishedAt.After(r.Before) {
			runs = append(runs, r.RunID)
		}
	}
	return runs, before
}

// changesOf groups what nights decided: one change for each child, activity and answer, with its dates. Activities that
// the town does not offer any more are left out.
func changesOf(c *town.Catalogue, lines []db.SinceLine, called map[int64]string, now time.Time) (all []Change) {
	for _, l := range lines {
		a, kind := c.ActivityByID(l.ActivityID), kindOf(l)
		if a == nil {
			continue
		}
		one := Change{Word: changeWords[kind][0], Tone: changeWords[kind][1], Child: called[l.ChildID],
			Activity: a.Name, ChildID: l.ChildID, kind: kind}
		switch kind {
		case changeRefused, changeLeft:
			one.reason, one.said = l.Reason, l.Said
		case changeWon:
			one.freeUntil = l.FreeUntil
		case changeGivenUp, changeMade:
			one.said = l.Said
		case changePriced:
			one.price = [2]money.Cents{l.Price, l.Told}
		}
		one.Why = one.why(c, now)
		i := slices.IndexFunc(all, func(x Change) bool { return x.same(one) })
		if i < 0 {
			i, all = len(all), append(all, one)
		}
		if !slices.Contains(all[i].Dates, l.Date) {
			all[i].Dates = append(all[i].Dates, l.Date)
		}
	}
	slices.SortStableFunc(all, func(x, y Change) int { return cmp.Compare(x.kind, y.kind) })
	return all
}

func kindOf(l db.SinceLine) changeKind {
	switch {
	case l.Became == "":
		return changePriced
	case l.Became == booking.Refused:
		return changeRefused
	case l.Became == booking.Cancelled && l.Reason.LeftList():
		return changeLeft
	case l.Became == booking.Cancelled && l.Reason == booking.Sick:
		return changeSick
	case l.Became == booking.Cancelled:
		return changeGivenUp
	case l.Became != booking.Accepted:
		return changeWaits
	case l.ByStaff:
		return changeMade
	}
	return changeWon
}

func (x Change) same(y Change) bool {
	return x.kind == y.kind && x.ChildID == y.ChildID && x.Activity == y.Activity && x.Why == y.Why
}

// why says what a word alone does not: the reason and the next step of a refusal, until when a place may be declined,
// and two prices.
func (x Change) why(c *town.Catalogue, now time.Time) string {
	switch {
	case x.kind == changeRefused || x.kind == changeLeft:
		return x.reason.Explain(x.said)
	case x.said != "":
		return "Motif\u00a0: " + strings.TrimRight(x.said, ". ") + "."
	case x.freeUntil.After(now):
		return "Vous pouvez y renoncer sans frais jusqu'au " + civil.Instant(x.freeUntil, c.Loc) + "."
	case x.kind == changePriced:
		return "Facturé " + x.price[0].String() + ", au lieu de " + x.price[1].String() + " annoncés."
	}
	return ""
}
