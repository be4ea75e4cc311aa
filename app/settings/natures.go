package settings

import (
	"context"
	"fmt"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/app/domain/trail"
	"cartable/db"
)

// Natures is what is care and what is food, as staff say it, and which activities no tariff prices.
type Natures struct {
	Categories []NatureOf
	Activities []MealOf // of the categories that are care
	Unpriced   []string // activities of today without a price for every family
}

// NatureOf is a category.
type NatureOf struct {
	ID     int64
	Name   string
	Said   town.Nature // what was said; NatureByName: nothing
	ByName town.Nature // what its name tells
}

// MealOf is an activity and how much of its price is food.
type MealOf struct {
	ID       int64
	Name     string
	HalfHour bool         // a unit is half an hour, not a day
	Meal     money.Cents  // a unit
	Most     *money.Cents // the highest price of a unit; nil: no tariff says
	Asks     bool         // its name says that a meal is in the price, and nobody said how much
}

// Natures shows what is care and what is food.
func (o *Settings) Natures(ctx context.Context, d desk.Actor) (Natures, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Natures{}, err
	}
	var all Natures
	for _, k := range c.Categories {
		all.Categories = append(all.Categories, NatureOf{k.ID, k.Name, k.Said, town.NatureOf(town.NatureByName, k.Name)})
	}
	today := c.Today(o.Now())
	for _, a := range c.Activities {
		most, whole := mostOf(a, today)
		if a.Category.Nature == town.Care {
			all.Activities = append(all.Activities, MealOf{a.ID, a.Name, a.Unit == town.UnitHalfHour, a.Meal, most, a.Meal == 0 && a.NamesMeal()})
		}
		if !whole && today <= a.To {
			all.Unpriced = append(all.Unpriced, a.Name)
		}
	}
	return all, nil
}

// mostOf is the highest price of a unit, today or on the activity's first day; nil when no tariff gives one. whole tells that every
// family has a price, resident or not.
func mostOf(a *town.Activity, today civil.Date) (most *money.Cents, whole bool) {
	whole = true
	for _, resident := range []bool{true, false} {
		quote := pricing.For(a.Tariffs, max(today, a.From), resident, nil, 1)
		whole = whole && quote.Known
		if quote.Known && (most == nil || quote.Unit > *most) {
			most = &quote.Unit
		}
	}
	return most, whole
}

// NatureChange is what staff send: by category a nature, by activity an amount as typed. What is not named stays.
type NatureChange struct {
	Natures map[int64]town.Nature
	Meals   map[int64]string
	Reason  string
}

// The fields of the form, for faults.
func natureField(id int64) string { return fmt.Sprintf("nature-%d", id) }
func mealField(id int64) string   { return fmt.Sprintf("repas-%d", id) }

// SetNatures says what is care and what is food, for a reason. Statements that are made from then on follow. The fault is a
// fault.Many, each of its field; what is not of the structure is passed over.
func (o *Settings) SetNatures(ctx context.Context, d desk.Actor, change NatureChange) error {
	var wrong fault.Many
	reason, err := trail.Reason(change.Reason)
	if err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		meals, wrong := change.read(c, c.Today(o.Now()), wrong)
		if err := wrong.Err(); err != nil {
			return err
		}
		var lines []db.AuditLine
		for _, k := range c.Categories {
			said, named := change.Natures[k.ID]
			if !named {
				continue
			}
			changed, err := q.SetNature(ctx, d.StructureID, k.ID, said)
			if err != nil {
				return err
			}
			if changed {
				lines = append(lines, o.Note(d, trail.NatureRule, 0, k.Name, natureWords[k.Said], natureWords[said], reason))
			}
		}
		for _, a := range c.Activities {
			meal, named := meals[a.ID]
			if !named {
				continue
			}
			changed, err := q.SetMeal(ctx, d.StructureID, a.ID, meal)
			if err != nil {
				return err
			}
			if changed {
				lines = append(lines, o.Note(d, trail.MealRule, 0, a.Name, a.Meal.String(), meal.String(), reason))
			}
		}
		if len(lines) == 0 {
			return nil
		}
		for _, l := range lines {
			if err := q.AddAudit(ctx, l); err != nil {
				return err
			}
		}
		return q.MoveRevision(ctx, d.StructureID)
	})
}

var natureWords = map[town.Nature]string{town.NatureByName: "d'après son nom", town.Care: "garde", town.Food: "nourriture", town.Other: "ni garde ni nourriture"}

// read turns what was typed into amounts, and says what is wrong with it.
func (n NatureChange) read(c *town.Catalogue, today civil.Date, wrong fault.Many) (map[int64]money.Cents, fault.Many) {
	for _, k := range c.Categories {
		if said, named := n.Natures[k.ID]; named && !said.Known() {
			wrong.Addf(natureField(k.ID), "Choisissez ce qu'est cette catégorie\u00a0: garde, nourriture, ni l'une ni l'autre, ou d'après son nom.")
		}
	}
	meals := map[int64]money.Cents{}
	for _, a := range c.Activities {
		typed, named := n.Meals[a.ID]
		if !named {
			continue
		}
		if strings.TrimSpace(typed) == "" {
			meals[a.ID] = 0
			continue
		}
		meal, err := money.ParseFrench(typed)
		if err != nil {
			wrong.Addf(mealField(a.ID), "%s", fault.Message(err))
			continue
		}
		if most, _ := mostOf(a, today); most != nil && meal > *most {
			wrong.Addf(mealField(a.ID), "Le prix de cette activité est de %s au plus\u00a0: la nourriture ne peut pas en être une plus grande part.", most)
		}
		meals[a.ID] = meal
	}
	return meals, wrong
}
