package office

import (
	"context"
	"errors"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/town"
	"cartable/db"
)

// freezesAhead is how many days ahead a kitchen's hour may come: the longest of deadline.Rule, a month, and more.
const freezesAhead = 70

// FreezeMeals is a duty of every worker: at the kitchen's hour it counts the meals of a day, at all sites of a
// structure in one transaction, and writes the order to the caterer in the same one. A day is counted once, whatever
// workers, kills and clocks do: each count has its row. A day that is over is not counted any more.
func (o *Office) FreezeMeals(ctx context.Context) error {
	ids, err := o.DB.Read().StructureIDs(ctx)
	failed := []error{err}
	for _, id := range ids {
		failed = append(failed, o.freezeTown(ctx, id))
	}
	return errors.Join(failed...)
}

// freezeTown counts what is due in a structure.
func (o *Office) freezeTown(ctx context.Context, structureID int64) error {
	q := o.DB.Read()
	c, err := o.Catalogues.Current(ctx, q, structureID)
	if err != nil {
		return err
	}
	if due, err := o.dueFreezes(ctx, q, c); err != nil || len(due) == 0 {
		return err
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if err := q.LockKitchen(ctx, structureID); err != nil {
			return err
		}
		c, err := o.Catalogues.Current(ctx, q, structureID)
		if err != nil {
			return err
		}
		due, err := o.dueFreezes(ctx, q, c)
		if err != nil {
			return err
		}
		for _, one := range due {
			if err := o.freeze(ctx, q, c, c.ActivityByID(one.activity), one.date); err != nil {
				return err
			}
		}
		return nil
	})
}

// dueFreezes returns the days whose kitchen's hour has come and that are not counted: open days from today on.
func (o *Office) dueFreezes(ctx context.Context, q db.Q, c *town.Catalogue) (due []mealDay, err error) {
	now := o.Now()
	today := c.Today(now)
	for _, a := range mealActivities(c) {
		for d := today; d <= today+freezesAhead; d++ {
			if !now.After(c.LastCall(a, d)) {
				continue
			}
			if why, _ := c.OpenOn(a, d); why == town.Open {
				due = append(due, mealDay{a.ID, d})
			}
		}
	}
	if len(due) == 0 {
		return nil, nil
	}
	var freezes []db.Freeze
	if err := q.Together(ctx, db.ReadFreezes(c.Structure.ID, today, today+freezesAhead, &freezes)); err != nil {
		return nil, err
	}
	done := map[mealDay]bool{}
	for _, f := range freezes {
		done[mealDay{f.ActivityID, f.Date}] = true
	}
	left := due[:0]
	for _, one := range due {
		if !done[one] {
			left = append(left, one)
		}
	}
	return left, nil
}

// freeze counts the meals of a day and orders them of the caterer. The kitchen is locked.
func (o *Office) freeze(ctx context.Context, q db.Q, c *town.Catalogue, a *town.Activity, date civil.Date) error {
	meals, added, err := q.AddFreeze(ctx, db.Freeze{ActivityID: a.ID, Date: date, StructureID: c.Structure.ID,
		At: o.Now().UTC()})
	if err != nil || !added {
		return err
	}
	now := kitchen.Counts{}
	for _, m := range meals {
		now[kitchen.Cell{School: m.School, Kind: m.Kind}]++
	}
	var extras []db.ExtraLine
	if err := q.Together(ctx, db.ReadExtraMeals(c.Structure.ID, date, date, &extras)); err != nil {
		return err
	}
	for _, e := range extras {
		if e.ActivityID == a.ID {
			now[kitchen.Cell{School: e.School, Kind: e.Kind}] += e.Number
		}
	}
	lines := kitchen.Difference(kitchen.Counts{}, now)
	if len(lines) == 0 {
		return nil // there is nothing to order
	}
	_, err = o.order(ctx, q, desk.Actor{StructureID: c.Structure.ID}, c, a, date, 1, "", lines)
	return err
}
