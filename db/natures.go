package db

import (
	"context"

	"cartable/app/domain/money"
	"cartable/app/domain/town"
)

// SetNature says what a category of a structure is. changed is false when it was that already, or is of another structure.
func (q Q) SetNature(ctx context.Context, structureID, categoryID int64, nature town.Nature) (changed bool, err error) {
	n, err := q.exec(ctx, "update categories set nature = $3 where structure_id = $1 and id = $2 and nature <> $3", structureID, categoryID, string(nature))
	return n > 0, err
}

// SetMeal says how much of an activity's price is food, in cents a unit. changed is false when it was that already, or is of
// another structure.
func (q Q) SetMeal(ctx context.Context, structureID, activityID int64, meal money.Cents) (changed bool, err error) {
	n, err := q.exec(ctx, "update activities set meal = $3 where structure_id = $1 and id = $2 and meal <> $3", structureID, activityID, meal)
	return n > 0, err
}
