package office

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
	"cartable/db"
)

// KitchenDiets is the children who eat on a day and have a diet or an allergy: their first name and class, and no more.
type KitchenDiets struct {
	Date     civil.Date
	Over     bool // the day is past: files of today say nothing of it, and nobody needs them
	Children []KitchenDiet
}

// KitchenDiet is the diet of a child.
type KitchenDiet struct {
	Activity, School, Class, First string
	Kind                           kitchen.Kind
	Diet, Allergies                string
	Along                          bool // taken along, for an outing
}

// KitchenDiets returns the diets of a day, and records the reading for each family concerned (DOMAIN.md 10.7).
func (o *Office) KitchenDiets(ctx context.Context, d desk.Actor, date civil.Date) (KitchenDiets, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return KitchenDiets{}, err
	}
	if date == 0 {
		date = c.Today(o.Now())
	}
	page := KitchenDiets{Date: date, Over: date < c.Today(o.Now())}
	if page.Over {
		return page, nil
	}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		page.Children = nil
		all, err := q.Diets(ctx, desk.ActivityIDs(c.Meals()), date)
		if err != nil {
			return err
		}
		told := reading{}
		for _, one := range all {
			name := ""
			if a := c.ActivityByID(one.ActivityID); a != nil {
				name = a.Name
			}
			page.Children = append(page.Children, KitchenDiet{name, one.School, one.Class, one.FirstName,
				kitchen.Of(one.Diet, one.Allergies), one.Diet, one.Allergies, one.Along})
			told.of(c, one.FamilyID, one.FamilyIDs)
		}
		return q.AddJournal(ctx, o.readingLines(d, told, "Cuisine", "Cuisine, "+date.Long())...)
	})
	return page, err
}
