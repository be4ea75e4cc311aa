package office

import (
	"context"
	"maps"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
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
	ChildID                            int64
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
		told := reading{}
		for _, one := range children {
			page.Children = append(page.Children, ChildHealth{one.ChildID, one.LastName, one.FirstName,
				one.School, one.Class, one.Diet, one.Allergies})
			page.count(one.Diet)
			told.of(c, one.FamilyID, one.FamilyIDs)
		}
		return q.AddJournal(ctx, o.readingLines(d, told, "Feuille du jour", a.Name+", "+date.Long())...)
	})
	return page, err
}

// reading is the families whose health data is read: true for those who may know of which activity and day, because
// they booked it, or the structure hides no presence.
type reading map[int64]bool

// of adds the households of a child, of which one booked.
func (r reading) of(c *town.Catalogue, booked int64, households []int64) {
	for _, family := range households {
		r[family] = r[family] || family == booked || !c.Structure.HidesPresence
	}
}

// readingLines returns a line of the journal for each family. room is what a household may know of the booking of the
// other one where the structure hides it.
func (o *Office) readingLines(d desk.Actor, families reading, room, what string) (lines []db.JournalEntry) {
	for _, family := range slices.Sorted(maps.Keys(families)) {
		subject := room
		if families[family] {
			subject = what
		}
		lines = append(lines, o.Entry(d, journal.HealthRead, family, subject, "", "", ""))
	}
	if len(lines) == 0 {
		lines = append(lines, o.Entry(d, journal.HealthRead, 0, what, "", "rien à connaître", ""))
	}
	return lines
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
