package office

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/journal"
	"cartable/app/domain/kitchen"
	"cartable/db"
)

// KitchenDiets is the children who eat on a day and have a diet or an allergy: their first name and class, and no more.
type KitchenDiets struct {
	Date     civil.Date
	Children []KitchenDiet
}

// KitchenDiet is the diet of a child.
type KitchenDiet struct {
	Activity, School, Class, First string
	Kind                           kitchen.Kind
	Diet, Allergies                string
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
	page := KitchenDiets{Date: date}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		page.Children = nil
		all, err := q.Diets(ctx, desk.ActivityIDs(mealActivities(c)), date)
		if err != nil {
			return err
		}
		var lines []db.JournalEntry
		told := map[int64]bool{}
		for _, one := range all {
			name := ""
			if a := c.ActivityByID(one.ActivityID); a != nil {
				name = a.Name
			}
			page.Children = append(page.Children, KitchenDiet{name, one.School, one.Class, one.FirstName,
				kitchen.Of(one.Diet, one.Allergies), one.Diet, one.Allergies})
			for _, family := range one.FamilyIDs {
				if !told[family] {
					told[family] = true
					lines = append(lines, o.Entry(d, journal.HealthRead, family, "Cuisine, "+date.Long(), "", "", ""))
				}
			}
		}
		if len(lines) == 0 {
			lines = append(lines, o.Entry(d, journal.HealthRead, 0, "Cuisine, "+date.Long(), "", "rien à connaître",
				""))
		}
		return q.AddJournal(ctx, lines...)
	})
	return page, err
}
