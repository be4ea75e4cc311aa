package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/db"
)

// KitchenPlates is how many plates were thrown in a month, and the sites of one of its days, to say it of.
type KitchenPlates struct {
	Shown      civil.Date
	Prev, Next civil.Date // days of the months beside
	Sites      []PlateSite
	Fixed      string // why nothing can be said of the day
	Weeks      []PlateWeek
	Month      PlateSum
	Unpriced   bool // the town has not set what a meal costs
}

// PlateSite is a site on the day that is shown.
type PlateSite struct {
	Activity, Name, School string
	Meals                  int // that were cooked
	Said                   bool
	Thrown                 int
	Login                  string // who said it
	At                     time.Time
	cost                   money.Cents
}

// Seen is the number that a form shows: empty if nobody said one.
func (s PlateSite) Seen() string {
	if !s.Said {
		return ""
	}
	return strconv.Itoa(s.Thrown)
}

// PlateSum is the plates that were thrown, of how many meals, and what these cost.
type PlateSum struct {
	Meals, Thrown int
	Cost          money.Cents
}

func (s *PlateSum) add(n PlateSum) {
	s.Meals, s.Thrown, s.Cost = s.Meals+n.Meals, s.Thrown+n.Thrown, s.Cost+n.Cost
}

// Share is how many of a hundred meals were thrown, in tenths: "4,2 %". Empty if there was none.
func (s PlateSum) Share() string { return kitchen.Share(s.Thrown, s.Meals) }

// PlateWeek is a week with its days of which something was said.
type PlateWeek struct {
	From civil.Date
	Days []PlateDay
	PlateSum
}

// PlateDay is a day of which something was said.
type PlateDay struct {
	Date civil.Date
	PlateSum
}

// PlateRow is what staff say of a site: how many plates were thrown in all. Seen is the number that the page showed.
type PlateRow struct{ Activity, School, Number, Seen string }

// KitchenPlates returns the plates thrown in the month of a day (0 = today).
func (o *Office) KitchenPlates(ctx context.Context, d desk.Actor, shown civil.Date) (KitchenPlates, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return KitchenPlates{}, err
	}
	today := c.Today(now)
	if shown == 0 {
		shown = today
	}
	month := shown.Month()
	page := KitchenPlates{Shown: shown, Prev: month.Prev().First(), Next: month.Next().First(),
		Fixed: kitchen.PlatesFixed(int(today - shown)), Unpriced: c.Structure.MealCost == 0}
	meals := c.Meals()
	if len(meals) == 0 {
		return page, nil
	}
	cooked, thrown, err := readPlates(ctx, q, d.StructureID, meals, month.First(), month.Last(), today)
	if err != nil {
		return KitchenPlates{}, err
	}
	page.Sites = platesOn(meals, cooked, thrown, shown)
	for _, t := range thrown {
		if c.ActivityByID(t.ActivityID) == nil {
			continue
		}
		if n := len(page.Weeks); n == 0 || page.Weeks[n-1].From != t.Date.Week().Monday() {
			page.Weeks = append(page.Weeks, PlateWeek{From: t.Date.Week().Monday()})
		}
		week := &page.Weeks[len(page.Weeks)-1]
		if n := len(week.Days); n == 0 || week.Days[n-1].Date != t.Date {
			week.Days = append(week.Days, PlateDay{Date: t.Date})
		}
		one := PlateSum{cooked[plateKey{t.ActivityID, t.Date, t.School}], t.Number, t.Cost * money.Cents(t.Number)}
		week.Days[len(week.Days)-1].add(one)
		week.add(one)
		page.Month.add(one)
	}
	return page, nil
}

// plateKey is where plates are counted.
type plateKey struct {
	activity int64
	date     civil.Date
	school   string
}

// readPlates reads what was thrown between two dates, and the meals that were cooked: what was ordered, by the sites of
// the orders, whoever came in the end. Where no order was ever made by the program, it is the children who have a meal.
func readPlates(ctx context.Context, q db.Q, structureID int64, meals []*town.Activity, from, to,
	today civil.Date) (cooked map[plateKey]int, thrown []db.ThrownLine, err error) {
	var r mealReads
	var ordered []db.MealCount
	ids := desk.ActivityIDs(meals)
	err = q.Together(ctx, db.ReadMealCounts(ids, from, to, today, &r.now), db.ReadOrderedMeals(ids, from, to, &ordered),
		db.ReadFreezes(structureID, from, to, &r.freezes), db.ReadThrownPlates(structureID, from, to, &thrown))
	cooked = map[plateKey]int{}
	counted := map[mealDay]bool{}
	for _, f := range r.freezes {
		counted[mealDay{f.ActivityID, f.Date}] = true
	}
	for _, n := range r.now {
		if n.Kind.Ordered() && !counted[mealDay{n.ActivityID, n.Date}] {
			cooked[plateKey{n.ActivityID, n.Date, n.School}] += n.Children
		}
	}
	for _, n := range ordered {
		cooked[plateKey{n.ActivityID, n.Date, n.School}] += n.Children
	}
	return cooked, thrown, err
}

// platesOn returns the sites of a day that have meals, or of which something was said.
func platesOn(meals []*town.Activity, cooked map[plateKey]int, thrown []db.ThrownLine, d civil.Date) (all []PlateSite) {
	for _, a := range meals {
		schools := map[string]bool{}
		said := map[string]db.ThrownLine{}
		for k, n := range cooked {
			if k.activity == a.ID && k.date == d && n > 0 {
				schools[k.school] = true
			}
		}
		for _, t := range thrown {
			if t.ActivityID == a.ID && t.Date == d {
				schools[t.School], said[t.School] = true, t
			}
		}
		for _, school := range sortedSchools(schools) {
			t, is := said[school]
			all = append(all, PlateSite{Activity: a.Code, Name: a.Name, School: school,
				Meals: cooked[plateKey{a.ID, d, school}], Said: is, Thrown: t.Number, Login: t.Login, At: t.At,
				cost: t.Cost})
		}
	}
	return all
}

// SayPlates stores how many plates were thrown on a day, site by site; an empty number says nothing of a site of which
// nothing was said. Faults are by field: "nombre-" and the place of the row. The fault is a Conflict if somebody else
// said another number than the form showed.
func (o *Office) SayPlates(ctx context.Context, d desk.Actor, date civil.Date, rows []PlateRow) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if err := q.LockKitchen(ctx, d.StructureID); err != nil {
			return err
		}
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		today := c.Today(o.Now())
		if why := kitchen.PlatesFixed(int(today - date)); why != "" {
			return fault.Invalidf("jour", "%s", why)
		}
		meals := c.Meals()
		if len(meals) == 0 {
			return desk.NotHere()
		}
		cooked, thrown, err := readPlates(ctx, q, d.StructureID, meals, date, date, today)
		if err != nil {
			return err
		}
		said, err := platesSaid(platesOn(meals, cooked, thrown, date), rows)
		if err != nil {
			return err
		}
		for _, one := range said {
			a := c.Activity(one.Activity)
			if err := q.SetThrownPlates(ctx, db.ThrownPlates{StructureID: d.StructureID, ActivityID: a.ID, Date: date,
				School: one.School, Number: one.Thrown, Cost: cmp.Or(one.cost, c.Structure.MealCost),
				AccountID: d.AccountID, At: o.Now().UTC()}); err != nil {
				return err
			}
			if err := q.AddJournal(ctx, o.Entry(d, journal.PlatesThrown, 0, a.Name+", "+date.Medium()+
				", "+kitchen.SiteWord(one.School), one.was, strconv.Itoa(one.Thrown), "")); err != nil {
				return err
			}
		}
		return nil
	})
}

// saidPlates is a number that is to be stored, and the one before.
type saidPlates struct {
	PlateSite
	was string
}

// platesSaid judges what staff say of sites.
func platesSaid(sites []PlateSite, rows []PlateRow) (said []saidPlates, err error) {
	var wrong fault.Many
	for i, row := range rows {
		field, typed := fmt.Sprintf("nombre-%d", i), strings.TrimSpace(row.Number)
		at := slices.IndexFunc(sites, func(s PlateSite) bool {
			return s.Activity == row.Activity && s.School == row.School
		})
		switch {
		case at < 0 && typed == "":
			continue
		case at < 0:
			return nil, fault.Conflictf("Les repas de ce jour ont changé entre-temps. Relisez la page avant "+
				"d'enregistrer (%s).", kitchen.SiteWord(row.School))
		}
		one := saidPlates{sites[at], sites[at].Seen()}
		number, err := strconv.Atoi(typed)
		switch {
		case typed == one.was || typed == "" && row.Seen == "" || err == nil && one.Said && number == one.Thrown:
			continue // nothing is said, or the same form sent twice
		case row.Seen != one.was:
			return nil, fault.Conflictf("%s a noté %s pour %s pendant que vous remplissiez la page. Relisez-la avant "+
				"d'enregistrer.", cmp.Or(one.Login, "Quelqu'un"), plates(one.Thrown), kitchen.SiteWord(row.School))
		case err != nil || number < 0:
			wrong.Addf(field, "Indiquez un nombre d'assiettes, 0 si rien n'a été jeté.")
			continue
		case number > kitchen.MostThrown(one.Meals, one.Thrown):
			wrong.Addf(field, "Il n'y a eu que %d repas à ce site.", one.Meals)
			continue
		}
		one.Thrown = number
		said = append(said, one)
	}
	return said, wrong.Err()
}

func plates(n int) string {
	if n < 2 {
		return fmt.Sprintf("%d assiette", n)
	}
	return fmt.Sprintf("%d assiettes", n)
}
