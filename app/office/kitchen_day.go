package office

import (
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fold"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/town"
	"cartable/db"
)

// KitchenDay is the meals of a day, class by class, with each change since the kitchen's hour and its cause.
type KitchenDay struct {
	Date, Prev, Next civil.Date
	Activities       []ActivityMeals
	Why              string // nothing is open
	Caterer          bool   // an address is set to which orders are sent
	Over             bool   // the day is past: nothing is added by hand
}

// ActivityMeals is the meals of an activity on a day.
type ActivityMeals struct {
	Code, Name  string
	State       FreezeState
	Hour        time.Time // of the kitchen
	At          time.Time // when the meals were counted; zero: they are not
	Kinds       []kitchen.Kind
	Sites       []MealSite
	Total       Meals
	ByKind      []Meals
	Lines       []MealLine
	Extras      []Extra
	Orders      []MealOrderRow
	Difference  kitchen.Counts // that no order has told the caterer
	Schools     []string       // to choose one
	Last        int            // the version of the last order; 0 = none
	Begun       bool           // somebody is marked present
	Closed      bool           // the activity does not take place: what is asked by hand can only be taken back
	counts, ord kitchen.Counts // now, and as ordered
}

// Brought is how many of the meals the families bring: the total counts them, and nobody cooks them.
func (s ActivityMeals) Brought() int {
	if i := slices.Index(s.Kinds, kitchen.Packed); i >= 0 {
		return s.ByKind[i].Now()
	}
	return 0
}

// MealSite is a site with its classes.
type MealSite struct {
	School  string
	Classes []MealClass
	Total   Meals
}

// MealClass is a class, or what is asked by hand, with the meals of each kind.
type MealClass struct {
	Class  string
	ByHand bool
	Cells  []Meals
	Total  Meals
}

// Extra is a number of meals that staff asked by hand.
type Extra struct {
	School, Words, Login string
	Kind                 kitchen.Kind
	Number               int
	At                   time.Time
}

// MealOrderRow is an order, or a difference, that was sent to the caterer.
type MealOrderRow struct {
	ID                int64
	Number            string
	Version           int
	At                time.Time
	Login             string // empty: the program
	SentTo            string
	Sends             int
	Answer, Answerer  string
	AnsweredAt        time.Time
	More, Fewer       int // meals
	Lines             []MealOrderLine
	Date              civil.Date
	Activity, Address string
}

// MealOrderLine is a number of meals of a kind at a site, more or fewer in a later version.
type MealOrderLine struct {
	School string
	Kind   kitchen.Kind
	Number int
}

// dayFacts is what is read of a day.
type dayFacts struct {
	now, frozen, noted []db.PlateOf
	freezes            []db.Freeze
	extras             []db.ExtraLine
	orders             []db.MealOrderOf
	events             []db.MealEvent
}

// readDay reads the meals of a date at activities.
func readDay(ctx context.Context, q db.Q, structureID int64, meals []*town.Activity, d, today civil.Date) (f dayFacts,
	err error) {
	ids := desk.ActivityIDs(meals)
	return f, q.Together(ctx, db.ReadPlates(ids, d, today, &f.now), db.ReadFrozenPlates(ids, d, &f.frozen),
		db.ReadNotedPlates(ids, d, &f.noted),
		db.ReadFreezes(structureID, d, d, &f.freezes), db.ReadExtraMeals(structureID, d, d, &f.extras),
		db.ReadMealOrders(structureID, d, &f.orders))
}

// platesAt returns the plates of an activity.
func platesAt(all []db.PlateOf, activity int64) (plates []kitchen.Plate) {
	for _, p := range all {
		if p.ActivityID == activity {
			plates = append(plates, p.Plate)
		}
	}
	return plates
}

// frozenAt returns when the meals of an activity were counted; zero if they are not.
func (f dayFacts) frozenAt(activity int64) time.Time {
	for _, one := range f.freezes {
		if one.ActivityID == activity {
			return one.At
		}
	}
	return time.Time{}
}

// counted returns the meals of an activity now, and all that was ordered of the caterer.
func (f dayFacts) counted(activity int64) (now, ordered kitchen.Counts) {
	now, ordered = kitchen.CountPlates(platesAt(f.now, activity)), kitchen.Counts{}
	for _, e := range f.extras {
		if e.ActivityID == activity {
			now[kitchen.Cell{School: e.School, Kind: e.Kind}] += e.Number
		}
	}
	for _, o := range f.orders {
		if o.ActivityID == activity {
			ordered.Add(o.Lines)
		}
	}
	return now, ordered
}

// KitchenDay returns the meals of a date (0 = today).
func (o *Office) KitchenDay(ctx context.Context, d desk.Actor, date civil.Date) (KitchenDay, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return KitchenDay{}, err
	}
	today := c.Today(now)
	if date == 0 {
		date = today
	}
	page := KitchenDay{Date: date, Prev: date - 1, Next: date + 1, Caterer: c.Structure.Caterer != "",
		Over: date < today}
	meals := c.Meals()
	f, err := readDay(ctx, q, d.StructureID, meals, date, today)
	if err != nil {
		return KitchenDay{}, err
	}
	if err := f.readCauses(ctx, q, d.StructureID, meals, date); err != nil {
		return KitchenDay{}, err
	}
	for _, a := range meals {
		if one := f.mealsAt(c, a, date, now); one.State != NoMeals {
			page.Activities = append(page.Activities, one)
		}
	}
	if len(page.Activities) == 0 {
		page.Why = closedWhy(c, date)
	}
	return page, nil
}

// service returns the meals of an activity.
func (f dayFacts) mealsAt(c *town.Catalogue, a *town.Activity, date civil.Date, now time.Time) ActivityMeals {
	s := ActivityMeals{Code: a.Code, Name: a.Name, Hour: c.LastCall(a, date), At: f.frozenAt(a.ID)}
	s.counts, s.ord = f.counted(a.ID)
	why, _ := c.OpenOn(a, date)
	s.Closed = why != town.Open
	s.State = freezeState(c, a, date, now, !s.At.IsZero(), s.counts.Total() > 0)
	for _, school := range c.Schools {
		if !school.Archived {
			s.Schools = append(s.Schools, school.Name)
		}
	}
	f.count(&s, a.ID)
	s.Extras = extrasOf(f.extras, a.ID)
	for _, one := range f.orders {
		if one.ActivityID == a.ID {
			s.Orders = append(s.Orders, orderRow(one))
			s.Last = one.Version
		}
	}
	if s.State == Frozen {
		s.Lines = f.lines(c, a, date)
		if date >= c.Today(now) {
			s.Difference = kitchen.Difference(s.ord, s.counts)
		}
	}
	return s
}

// count fills the table of an activity.
func (f dayFacts) count(s *ActivityMeals, activity int64) {
	type place struct {
		school, class string
		hand          bool
		kind          kitchen.Kind
	}
	all := map[place]Meals{}
	add := func(p place, m Meals) {
		sum := all[p]
		sum.add(m)
		all[p] = sum
	}
	frozen := !s.At.IsZero()
	here := func(n int) Meals {
		if frozen {
			return Meals{Then: n}
		}
		return Meals{Booked: n}
	}
	for _, p := range f.now {
		if p.ActivityID == activity {
			one := here(1)
			if p.Served {
				one.Served, s.Begun = 1, true
			}
			add(place{p.School, p.Class, false, p.Kind}, one)
		}
	}
	for _, p := range f.frozen {
		if p.ActivityID == activity {
			add(place{p.School, p.Class, false, p.Kind}, Meals{Frozen: 1})
		}
	}
	for _, e := range f.extras {
		if e.ActivityID == activity {
			one := here(e.Number)
			if frozen && !e.Late {
				one.Frozen = e.Number
			}
			add(place{e.School, "", true, e.Kind}, one)
		}
	}
	schools, classes := map[string]bool{}, map[string]map[place]bool{}
	for _, kind := range kitchen.Kinds {
		for p, m := range all {
			if p.kind != kind || !m.Any() {
				continue
			}
			if !slices.Contains(s.Kinds, kind) {
				s.Kinds = append(s.Kinds, kind)
			}
			if schools[p.school] = true; classes[p.school] == nil {
				classes[p.school] = map[place]bool{}
			}
			p.kind = kitchen.Erased // the place alone
			classes[p.school][p] = true
		}
	}
	s.ByKind = make([]Meals, len(s.Kinds))
	for _, school := range sortedSchools(schools) {
		site := MealSite{School: school}
		for p := range classes[school] {
			row := MealClass{Class: p.class, ByHand: p.hand, Cells: make([]Meals, len(s.Kinds))}
			for i, kind := range s.Kinds {
				p.kind = kind
				row.Cells[i] = all[p]
				row.Total.add(row.Cells[i])
				s.ByKind[i].add(row.Cells[i])
			}
			site.Classes = append(site.Classes, row)
			site.Total.add(row.Total)
		}
		slices.SortFunc(site.Classes, byLevel)
		s.Sites = append(s.Sites, site)
		s.Total.add(site.Total)
	}
}

// byLevel puts the youngest first, and what is asked by hand last.
func byLevel(a, b MealClass) int {
	rank := func(m MealClass) int {
		if levels := town.LevelsIn(m.Class); len(levels) > 0 && !m.ByHand {
			return slices.Index(town.AllLevels, levels[0])
		}
		if m.ByHand {
			return len(town.AllLevels) + 1
		}
		return len(town.AllLevels)
	}
	if rank(a) != rank(b) {
		return rank(a) - rank(b)
	}
	if fold.Words(a.Class) < fold.Words(b.Class) {
		return -1
	}
	return 1
}
