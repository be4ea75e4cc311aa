package town

import "cartable/app/domain/deadline"

// Meals returns the activities with a meal to cook: of the kind meal, of the nature food where no kind is set, and
// those with a kitchen's hour.
func (c *Catalogue) Meals() (all []*Activity) {
	for _, a := range c.Activities {
		named := a.Sort == "" && a.Category.Nature == Food
		if a.Sort == SortMeal || named || a.KitchenBy != (deadline.Rule{}) {
			all = append(all, a)
		}
	}
	return all
}
