package office

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/town"
	"cartable/db"
)

// lastOrder returns the last version that was ordered for an activity, with the number and who sent it; 0 if none was.
func (f dayFacts) lastOrder(activity int64) (version int, number, by string) {
	for _, one := range f.orders {
		if one.ActivityID == activity {
			version, number, by = one.Version, one.Number, one.Login
		}
	}
	return version, number, by
}

// sendDifference orders what came and went since the last version, and notes the meals; sent is false if there is
// nothing to say. The kitchen is locked.
func (o *Office) sendDifference(ctx context.Context, q db.Q, d desk.Actor, c *town.Catalogue, a *town.Activity,
	date civil.Date, f dayFacts, version int, number string) (row db.MealOrder, sent bool, err error) {
	now, ordered := f.counted(a.ID)
	lines := kitchen.Difference(ordered, now)
	if len(lines) == 0 {
		return row, false, nil
	}
	if row, err = o.order(ctx, q, d, c, a, date, version+1, number, lines); err != nil {
		return row, false, err
	}
	return row, true, q.NoteMeals(ctx, a.ID, date, f.unnoted(a.ID))
}

// orderDifferences orders, at the hour that the town set, what came and went of today's meals since the last version:
// once, so that what changes afterwards is sent by staff. Only meals whose start is still to come are ordered.
func (o *Office) orderDifferences(ctx context.Context, c *town.Catalogue) error {
	now, today := o.Now(), c.Today(o.Now())
	if c.Structure.DifferencesAt == nil || now.Before(today.At(*c.Structure.DifferencesAt, c.Loc)) {
		return nil
	}
	var freezes []db.Freeze
	if err := o.DB.Read().Together(ctx, db.ReadFreezes(c.Structure.ID, today, today, &freezes)); err != nil {
		return err
	}
	due := func(all []db.Freeze, a *town.Activity) bool {
		for _, one := range all {
			if one.ActivityID == a.ID {
				return !one.Told && now.Before(c.Starts(a, today))
			}
		}
		return false
	}
	for _, a := range c.Meals() {
		if !due(freezes, a) {
			continue
		}
		if err := o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
			if err := q.LockKitchen(ctx, c.Structure.ID); err != nil {
				return err
			}
			f, err := readDay(ctx, q, c.Structure.ID, []*town.Activity{a}, today, today)
			if err != nil || !due(f.freezes, a) {
				return err
			}
			version, number, _ := f.lastOrder(a.ID)
			if _, _, err := o.sendDifference(ctx, q, desk.Actor{StructureID: c.Structure.ID}, c, a, today, f, version,
				number); err != nil {
				return err
			}
			return q.MarkTold(ctx, a.ID, today)
		}); err != nil {
			return err
		}
	}
	return nil
}
