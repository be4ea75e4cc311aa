package settings

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
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
		all.Categories = append(
			all.Categories,
			NatureOf{k.ID, k.Name, k.Said, town.NatureOf(town.NatureByName, k.Name)},
		)
	}
	today := c.Today(o.Now())
	for _, a := range c.Activities {
		most, whole := mostOf(a, today)
		if a.Category.Nature == town.Care {
			all.Activities = append(
				all.Activities,
				MealOf{a.ID, a.Name, a.Unit == town.UnitHalfHour, a.Meal, most, a.Meal == 0 && a.NamesMeal()},
			)
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
	reason, err := journal.Reason(change.Reason)
	if err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := q.HoldTown(ctx, d.StructureID)
		if err != nil {
			return err
		}
		changes, wrong := change.read(t.Settings, slices.Clone(wrong))
		if err := wrong.Err(); err != nil {
			return err
		}
		return o.Change(ctx, t, d, changes, reason)
	})
}

// read turns what was typed into changes of the town, and says what is wrong with it.
func (n NatureChange) read(s *town.Settings, wrong fault.Many) (town.Changes, fault.Many) {
	var changes town.Changes
	for _, k := range s.Town.Categories {
		said, named := n.Natures[k.ID]
		if !named {
			continue
		}
		was := s.Stored(town.CategoryEntry{Code: k.Code}).(town.CategoryEntry)
		is := was
		is.Nature = said
		if s.Check(is).On("nature").Err() != nil {
			wrong.Addf(
				natureField(k.ID),
				"Choisissez ce qu'est cette catégorie\u00a0: garde, nourriture, ni l'une ni l'autre, ou d'après son nom.",
			)
		}
		changes = append(changes, town.Change{Before: was, After: is})
	}
	for _, a := range s.Town.Activities {
		typed, named := n.Meals[a.ID]
		if !named {
			continue
		}
		was := s.Stored(town.ActivityEntry{Code: a.Code}).(town.ActivityEntry)
		is := was
		is.Meal = 0
		if strings.TrimSpace(typed) != "" {
			var err error
			if is.Meal, err = money.ParseFrench(typed); err != nil {
				wrong.Addf(mealField(a.ID), "%s", fault.Message(err))
				continue
			}
		}
		for _, one := range s.Check(is).On("meal") {
			wrong.Addf(mealField(a.ID), "%s", one.Sentence())
		}
		changes = append(changes, town.Change{Before: was, After: is})
	}
	return changes, wrong
}
