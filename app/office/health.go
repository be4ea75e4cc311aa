package office

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/journal"
	"cartable/db"
)

// Health is the diets and allergies of the children expected at an activity on a day.
type Health struct {
	Code, Activity string
	Date           civil.Date
	Expected       int // accepted children, with or without health information
	Children       []ChildHealth
	Diets          []DietCount
}

// ChildHealth is the health information of a child.
type ChildHealth struct {
	LastName, FirstName, School, Class string
	Diet, Allergies                    string
}

// DietCount is how many children follow a diet.
type DietCount struct {
	Diet string
	N    int
}

// Health returns what a kitchen must know, and logs the access: one journal entry for each family concerned, which can
// read it in its own journal (DOMAIN.md 10.7; ASVS 5.0, 8.2.3). If the access cannot be logged, nothing is returned.
func (o *Office) Health(ctx context.Context, d desk.Actor, code string, date civil.Date) (Health, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Health{}, err
	}
	if date == 0 {
		date = c.Today(o.Now())
	}
	a := c.Activity(code)
	if a == nil {
		return Health{}, desk.NotHere()
	}
	page := Health{Code: a.Code, Activity: a.Name, Date: date}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		page.Children, page.Diets = nil, nil
		counts, err := countDay(ctx, q, c, date)
		if err != nil {
			return err
		}
		page.Expected = expected(c, a, date, counts).Expected
		children, err := q.HealthOf(ctx, a.ID, date)
		if err != nil {
			return err
		}
		var lines []db.JournalEntry
		told := map[int64]bool{}
		for _, one := range children {
			page.Children = append(page.Children, ChildHealth{one.LastName, one.FirstName, one.School, one.Class,
				one.Diet, one.Allergies})
			page.count(one.Diet)
			for _, family := range one.FamilyIDs {
				if !told[family] {
					told[family] = true
					lines = append(lines, o.Entry(d, journal.HealthRead, family, a.Name+", "+date.Long(), "", "", ""))
				}
			}
		}
		if len(lines) == 0 {
			lines = append(lines, o.Entry(d, journal.HealthRead, 0, a.Name+", "+date.Long(), "", "rien à connaître",
				""))
		}
		return q.AddJournal(ctx, lines...)
	})
	return page, err
}

func (h *Health) count(diet string) {
	if diet == "" {
		return
	}
	for i := range h.Diets {
		if h.Diets[i].Diet == diet {
			h.Diets[i].N++
			return
		}
	}
	h.Diets = append(h.Diets, DietCount{diet, 1})
}
