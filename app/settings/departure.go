package settings

import (
	"context"
	"maps"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
)

// Departure is the page of a family that moves out.
type Departure struct {
	Code, Name string
	Today      civil.Date
	Rows       []Departing
	Staying    []string // children who also live in another home: their enrolments are not ended
	Left       []Choice // wallets that are not empty, with what is in them
}

// Departing is an enrolment that the departure may end.
type Departing struct {
	Child, Activity string
	To              civil.Date
}

// Departure returns the page of a family of the structure; NotFound for any other.
func (o *Settings) Departure(ctx context.Context, d desk.Actor, code string) (Departure, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Departure{}, err
	}
	family, err := desk.LiveFamilyOf(ctx, q, d, code)
	if err != nil {
		return Departure{}, err
	}
	page := Departure{Code: family.Code, Name: family.LastName + " " + family.FirstName, Today: c.Today(o.Now())}
	leaving, staying, err := leavingOf(ctx, q, family)
	if err != nil {
		return page, err
	}
	page.Staying = staying
	enrolled, err := q.ChildrenOf(ctx, family.ID, page.Today)
	if err != nil {
		return page, err
	}
	for _, child := range enrolled {
		for _, e := range child.Enrolments {
			if a := c.ActivityByID(e.ActivityID); a != nil && leaving[child.ID].ID != 0 {
				page.Rows = append(page.Rows, Departing{leaving[child.ID].FirstName, a.Name, e.To})
			}
		}
	}
	_, balances, err := q.MoneyOf(ctx, family.ID)
	for _, w := range c.Wallets {
		if balances[w.ID] != money.Cents(0) {
			page.Left = append(page.Left, Choice{Code: w.Name, Name: balances[w.ID].String()})
		}
	}
	return page, err
}

// leavingOf returns the children who leave with a family, by id, and the names of those who also live in another home:
// their enrolments are of both.
func leavingOf(ctx context.Context, q db.Q, family db.Family) (leaving map[int64]db.CardChild, staying []string,
	err error) {
	children, err := q.CardChildren(ctx, family.ID)
	leaving = map[int64]db.CardChild{}
	for _, child := range children {
		if child.OtherFamily != "" {
			staying = append(staying, child.FirstName)
		} else {
			leaving[child.ID] = child
		}
	}
	return leaving, staying, err
}

// Depart prepares that a family moves out after a day, as an opération: the enrolments of its children end on it, what
// is booked later is shown first and then cancelled, as by any enrolment that ends (DOMAIN.md 10.60). It is applied at
// once when nothing is booked. The faults are by field.
func (o *Settings) Depart(ctx context.Context, d desk.Actor, code, typed, why string) (id int64, applied bool,
	err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		held, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		family, err := desk.LiveFamilyOf(ctx, q, d, code)
		if err != nil {
			return err
		}
		leaving, _, err := leavingOf(ctx, q, family)
		if err != nil {
			return err
		}
		var codes []string
		for _, child := range leaving {
			codes = append(codes, child.Code)
		}
		if err := held.KnowChildren(ctx, codes); err != nil {
			return err
		}
		var wrong fault.Many
		if _, err := journal.Reason(why); err != nil {
			wrong.Addf("motif", "%s", fault.Message(err))
		}
		today := held.Town.Today(o.Now())
		last, err := civil.Typed(typed)
		switch {
		case err != nil:
			wrong.Addf("fin", "Indiquez le dernier jour, de la forme 12/03/2027.")
		case last < today-1:
			wrong.Addf("fin", "Ce jour est déjà passé\u00a0: le dernier jour peut être au plus tôt hier, le %s.",
				(today - 1).Numeric())
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		changes, err := departs(held.Settings, last)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			return fault.Invalidf("fin", "Aucune inscription ne dure au-delà de ce jour\u00a0: il n'y a rien à "+
				"terminer.")
		}
		id, applied, err = o.Operations.PrepareIn(ctx, q, d, operation.Request{Kind: operation.Enrolments,
			Title:  "Déménagement d'une famille (" + family.Code + "), dernier jour le " + last.Numeric(),
			Reason: why, Changes: changes})
		return err
	})
	return id, applied, err
}

// departs returns how all enrolments of the children that are known end on a day.
func departs(s *town.Settings, last civil.Date) (changes town.Changes, err error) {
	for _, a := range s.Town.Activities {
		for _, code := range slices.Sorted(maps.Keys(s.Children)) {
			fate, why, some := endOf(s, code, a.Code, last)
			if fate == Incomplete {
				return nil, fault.Invalidf("fin", "%s", why)
			}
			changes = append(changes, some...)
		}
	}
	return changes, nil
}
