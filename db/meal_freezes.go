package db

import (
	"context"
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
)

// AddFreeze records that the meals of an activity's day are counted, once: added is false if it was done before.
func (q Q) AddFreeze(ctx context.Context, f Freeze) (added bool, err error) {
	n, err := q.exec(ctx, `insert into freezes (activity_id, date, structure_id, at) values ($1, $2, $3, $4)
		on conflict do nothing`, f.ActivityID, f.Date, f.StructureID, f.At)
	return n > 0, err
}

// AddFrozenMeals stores the meals of an activity's day as they were counted.
func (q Q) AddFrozenMeals(ctx context.Context, activityID int64, d civil.Date, plates []kitchen.Plate) error {
	for part := range slices.Chunk(plates, importChunk) {
		var meals []FrozenMeal
		for _, p := range part {
			meals = append(meals, FrozenMeal{ActivityID: activityID, Date: d, ChildID: p.Child, School: p.School,
				Class: p.Class, Kind: p.Kind})
		}
		if _, err := q.NewInsert().Model(&meals).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// ReadNotedPlates reads the meals of a date child by child, as they were last noted.
func ReadNotedPlates(activities []int64, d civil.Date, into *[]PlateOf) Read {
	return Read{query: `select activity_id, child_id, school, class, kind from noted_meals
		where activity_id in (` + list(activities) + `) and date = $1 order by child_id`, args: []any{d},
		scan: func(r row) error {
			var one PlateOf
			err := r.Scan(&one.ActivityID, &one.Child, &one.School, &one.Class, &one.Kind)
			*into = append(*into, one)
			return err
		}}
}

// NoteMeals stores meals of an activity's day that are other than they were counted, or that came since.
func (q Q) NoteMeals(ctx context.Context, activityID int64, d civil.Date, plates []kitchen.Plate) error {
	for part := range slices.Chunk(plates, importChunk) {
		var meals []NotedMeal
		for _, p := range part {
			meals = append(meals, NotedMeal{ActivityID: activityID, Date: d, ChildID: p.Child, School: p.School,
				Class: p.Class, Kind: p.Kind})
		}
		if _, err := q.NewInsert().Model(&meals).On("conflict (activity_id, date, child_id) do update").
			Set("school = excluded.school, class = excluded.class, kind = excluded.kind").Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// MarkTold records that what came and went of an activity's day was ordered at the hour that the town set, or that
// there was nothing to order then.
func (q Q) MarkTold(ctx context.Context, activityID int64, d civil.Date) error {
	_, err := q.exec(ctx, "update freezes set told = true where activity_id = $1 and date = $2", activityID, d)
	return err
}
