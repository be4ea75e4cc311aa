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

// Natures is the staff's declaration of what is care and what is food, and the activities that no tariff prices.
type Natures struct {
	Categories []NatureOf
	Activities []MealOf    // of the categories that are care
	Unpriced   []string    // activities of today without a price for every family
	Stored     []town.Noun // the categories, then the activities
}

// NatureOf is a category.
type NatureOf struct {
	ID     int64
	Name   string
	Said   town.Nature // as declared; NatureByName if it was not
	ByName town.Nature // as its name suggests
}

// MealOf is an activity and the part of its price that is food.
type MealOf struct {
	ID       int64
	Name     string
	HalfHour bool         // a unit is half an hour, not a day
	Meal     money.Cents  // for a unit
	Most     *money.Cents // the highest price of a unit; nil if no tariff gives one
	Asks     bool         // its name suggests that a meal is included, and its amount was not declared
}

// Natures returns what is care and what is food.
func (o *Settings) Natures(ctx context.Context, d desk.Actor) (Natures, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Natures{}, err
	}
	var all Natures
	s := town.Settings{Town: c}
	for _, k := range c.Categories {
		all.Stored = append(all.Stored, s.Stored(town.CategoryEntry{Code: k.Code}))
		all.Categories = append(all.Categories,
			NatureOf{k.ID, k.Name, k.Said, town.NatureOf(town.NatureByName, k.Name)})
	}
	today := c.Today(o.Now())
	for _, a := range c.Activities {
		most, whole := mostOf(a, today)
		if a.Category.Nature == town.Care {
			all.Stored = append(all.Stored, s.Stored(town.ActivityEntry{Code: a.Code}))
			all.Activities = append(all.Activities,
				MealOf{a.ID, a.Name, a.Unit == town.UnitHalfHour, a.Meal, most, a.Meal == 0 && a.NamesMeal()})
		}
		if !whole && today <= a.To {
			all.Unpriced = append(all.Unpriced, a.Name)
		}
	}
	return all, nil
}

// mostOf returns the highest price of a unit, today or on the activity's first day; nil if no tariff gives one. whole
// reports whether every family has a price, resident or not.
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

// NatureChange is the form sent by staff: a nature by category, an amount as typed by activity. Anything not named is
// unchanged.
type NatureChange struct {
	Natures map[int64]town.Nature
	Meals   map[int64]string
	Shown   []town.Noun // as the form showed them; none claims nothing
	Reason  string
}

// The fields of the form, for faults.
func natureField(id int64) string { return fmt.Sprintf("nature-%d", id) }
func mealField(id int64) string   { return fmt.Sprintf("repas-%d", id) }

// SetNatures declares what is care and what is food, for a reason. It applies to statements made from then on. The
// fault is a fault.Many, by field, or a Conflict if somebody else changed one of them meanwhile; anything that is not
// of the structure is ignored.
func (o *Settings) SetNatures(ctx context.Context, d desk.Actor, change NatureChange) error {
	var wrong fault.Many
	reason, err := journal.Reason(change.Reason)
	if err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		changes, wrong := change.read(t.Settings, slices.Clone(wrong))
		if change.moved(t.Settings) && len(changes.Compact()) > 0 { // none: the form was sent twice
			return fault.Conflictf("Quelqu'un d'autre a changé ces réglages pendant que vous les remplissiez.")
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		return o.Change(ctx, t, d, changes, reason)
	})
}

// moved reports whether something that the form showed is stored otherwise now.
func (n NatureChange) moved(s *town.Settings) bool {
	return slices.ContainsFunc(n.Shown, func(shown town.Noun) bool {
		now := s.Stored(shown)
		return now != nil && len(NatureDiff(shown, now)) > 0
	})
}

// NatureDiff returns what differs of that which the form shows of a category or an activity.
func NatureDiff(was, is town.Noun) []town.Difference {
	return slices.DeleteFunc(town.Diff(was, is), func(one town.Difference) bool {
		return one.Field != "nature" && one.Field != "meal"
	})
}

// read converts the form into changes of the town, and reports its errors.
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
			wrong.Addf(natureField(k.ID),
				"Choisissez comment classer cette catégorie\u00a0: garde, nourriture, ni l'une ni l'autre, ou "+
					"d'après son nom.")
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
