package office

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/town"
	"cartable/db"
)

// freezesAhead bounds how many days ahead a kitchen's hour may come: every form of deadline.Rule is within it.
const freezesAhead = 400

// freezesAtOnce bounds a transaction, where an hour of the kitchen comes a year ahead.
const freezesAtOnce = 20

// FreezeMeals is a duty of every worker: at the kitchen's hour it counts the meals of a day, at all sites of a
// structure in one transaction, and writes the order to the caterer in the same one. A day is counted once, whatever
// workers, kills and clocks do: each count has its row. A day that is over is not counted any more. On the day itself
// it notes the meals that are other than they were counted.
func (o *Office) FreezeMeals(ctx context.Context) error {
	ids, err := o.DB.Read().StructureIDs(ctx)
	failed := []error{err}
	for _, id := range ids {
		failed = append(failed, o.freezeTown(ctx, id), o.noteTown(ctx, id))
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
	due, err := o.dueFreezes(ctx, q, c)
	for err == nil && len(due) > 0 {
		err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
			if err := q.LockKitchen(ctx, structureID); err != nil {
				return err
			}
			c, err := o.Catalogues.Current(ctx, q, structureID)
			if err != nil {
				return err
			}
			if due, err = o.dueFreezes(ctx, q, c); err != nil {
				return err
			}
			now := due[:min(len(due), freezesAtOnce)]
			due = due[len(now):]
			for _, one := range now {
				if err := o.freeze(ctx, q, c, c.ActivityByID(one.activity), one.date); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return err
}

// dueFreezes returns the days whose kitchen's hour has come and that are not counted, the next ones first: open days
// from today on. A later day's hour is never earlier, so that nothing is asked of days whose hour is far.
func (o *Office) dueFreezes(ctx context.Context, q db.Q, c *town.Catalogue) (due []mealDay, err error) {
	now := o.Now()
	today := c.Today(now)
	for _, a := range c.Meals() {
		for d := today; d <= today+freezesAhead && now.After(c.LastCall(a, d)); d++ {
			if c.IsOpen(a, d) {
				due = append(due, mealDay{a.ID, d})
			}
		}
	}
	if len(due) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(due, func(x, y mealDay) int { return cmp.Compare(x.date, y.date) })
	var freezes []db.Freeze
	if err := q.Together(ctx, db.ReadFreezes(c.Structure.ID, today, due[len(due)-1].date, &freezes)); err != nil {
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
	added, err := q.AddFreeze(ctx, db.Freeze{ActivityID: a.ID, Date: date, StructureID: c.Structure.ID,
		At: o.Now().UTC()})
	if err != nil || !added {
		return err
	}
	f, err := readDay(ctx, q, c.Structure.ID, []*town.Activity{a}, date, c.Today(o.Now()))
	if err != nil {
		return err
	}
	if err := q.AddFrozenMeals(ctx, a.ID, date, platesAt(f.now, a.ID)); err != nil {
		return err
	}
	now, _ := f.counted(a.ID)
	lines := kitchen.Difference(kitchen.Counts{}, now)
	if len(lines) == 0 {
		return nil // there is nothing to order
	}
	_, err = o.order(ctx, q, desk.Actor{StructureID: c.Structure.ID}, c, a, date, 1, "", lines)
	return err
}

const (
	noteEvery = 5 * time.Minute  // the first minute of each: the plates of a whole day are read
	noteLast  = 10 * time.Minute // before midnight, at each turn
)

// noteDue reports whether the meals of the day are noted at an instant. Of what changes in between, the last state
// alone counts; and none is left at midnight.
func noteDue(now time.Time, c *town.Catalogue) bool {
	midnight := (c.Today(now) + 1).At(0, c.Loc)
	return now.Truncate(noteEvery).Equal(now.Truncate(time.Minute)) || midnight.Sub(now) <= noteLast
}

// noteTown orders what changed of today's meals, at the hour that the town set, and notes those that are other than
// they were counted: tomorrow, files say nothing of today.
func (o *Office) noteTown(ctx context.Context, structureID int64) error {
	q := o.DB.Read()
	c, err := o.Catalogues.Current(ctx, q, structureID)
	if err != nil {
		return err
	}
	if err := o.orderDifferences(ctx, c); err != nil || !noteDue(o.Now(), c) {
		return err
	}
	return o.noteMeals(ctx, q, c)
}

func (o *Office) noteMeals(ctx context.Context, q db.Q, c *town.Catalogue) error {
	structureID := c.Structure.ID
	var freezes []db.Freeze
	today := c.Today(o.Now())
	if err := q.Together(ctx, db.ReadFreezes(structureID, today, today, &freezes)); err != nil || len(freezes) == 0 {
		return err
	}
	meals := c.Meals()
	f, err := readDay(ctx, q, structureID, meals, today, today)
	if err != nil {
		return err
	}
	for _, a := range meals {
		if moved := f.unnoted(a.ID); len(moved) > 0 && !f.frozenAt(a.ID).IsZero() {
			if err := o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
				return q.NoteMeals(ctx, a.ID, today, moved)
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// unnoted returns the meals of an activity that are other than they were last noted, or else counted.
func (f dayFacts) unnoted(activity int64) (moved []kitchen.Plate) {
	was := map[int64]kitchen.Plate{}
	for _, p := range slices.Concat(platesAt(f.frozen, activity), platesAt(f.noted, activity)) {
		was[p.Child] = p
	}
	for _, p := range platesAt(f.now, activity) {
		if p != was[p.Child] {
			moved = append(moved, p)
		}
	}
	return moved
}
