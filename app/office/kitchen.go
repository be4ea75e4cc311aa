package office

import (
	"cmp"
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

// Kitchen is how many meals there are to make, in a week or a month: booked, and, from the kitchen's hour on, what was
// frozen, what it is now, and what was served.
type Kitchen struct {
	Shown      civil.Date // a day of the week or month
	Month      bool
	From, To   civil.Date
	Prev, Next civil.Date
	Days       []KitchenDate
	Sites      []KitchenSite // of a week, row by row
	Kinds      []kitchen.Kind
	Activities bool // there is an activity with meals
}

// KitchenDate is a day that has meals, or could have.
type KitchenDate struct {
	Date  civil.Date
	State FreezeState
	Why   string // nothing is open
	ByKind
	Total Meals
}

// ByKind are the meals of each of the kinds of the page, in its order.
type ByKind struct{ Cells []Meals }

// Packed is how many of the meals of a day the families bring: the total counts them, and nobody cooks them.
func (k Kitchen) Packed(d KitchenDate) int {
	if i := slices.Index(k.Kinds, kitchen.Packed); i >= 0 {
		return d.Cells[i].Now()
	}
	return 0
}

// Packed is how many of the meals of a site's day, by its place, the families bring.
func (s KitchenSite) Packed(day int) int {
	for _, row := range s.Rows {
		if row.Kind == kitchen.Packed {
			return row.Cells[day].Now()
		}
	}
	return 0
}

// KitchenSite is a site with a row for each kind, and a cell for each day.
type KitchenSite struct {
	School string // empty: of children without a school
	Rows   []KitchenRow
	Total  []Meals
}

// KitchenRow is a kind of meal at a site.
type KitchenRow struct {
	Kind  kitchen.Kind
	Cells []Meals
}

// Meals are numbers of meals. Frozen and Then are those of the activities that are frozen: Then is now.
type Meals struct{ Booked, Frozen, Then, Served int }

// Now is how many meals there are to make now.
func (m Meals) Now() int { return m.Booked + m.Then }

// Moved is how many meals came or went after the kitchen's hour.
func (m Meals) Moved() int { return m.Then - m.Frozen }

// Any reports whether there is, or was, a meal.
func (m Meals) Any() bool { return m != Meals{} }

func (m *Meals) add(n Meals) {
	m.Booked, m.Frozen, m.Then, m.Served = m.Booked+n.Booked, m.Frozen+n.Frozen, m.Then+n.Then, m.Served+n.Served
}

// FreezeState is whether the meals of a day are counted.
type FreezeState string

// The states of a day, in the order in which one of several activities decides for all.
const (
	NoMeals   FreezeState = ""          // nothing is open, and nothing booked
	Uncounted FreezeState = "uncounted" // the day is over, and was never counted
	Shut      FreezeState = "shut"      // nothing is open, yet meals are booked, or asked by hand: none is ordered
	Counting  FreezeState = "counting"  // the hour has come, and the count is being made
	Open      FreezeState = "open"      // the hour has not come
	Frozen    FreezeState = "frozen"
)

var freezeOrder = []FreezeState{Counting, Open, Uncounted, Shut, Frozen, NoMeals}

// freezeState returns the state of an activity's day. booked is whether somebody eats there.
func freezeState(c *town.Catalogue, a *town.Activity, d civil.Date, now time.Time, frozen, booked bool) FreezeState {
	why, _ := c.OpenOn(a, d)
	switch {
	case frozen:
		return Frozen
	case why != town.Open && !booked:
		return NoMeals
	case why != town.Open:
		return Shut
	case d < c.Today(now):
		return Uncounted
	case now.After(c.LastCall(a, d)):
		return Counting
	}
	return Open
}

// mealDay identifies the meals of an activity's day.
type mealDay struct {
	activity int64
	date     civil.Date
}

// mealReads are the facts of some days.
type mealReads struct {
	now, frozen []db.MealCount
	freezes     []db.Freeze
	extras      []db.ExtraLine
}

// Kitchen returns the meals of the week of a day (0 = today), or of its month: five reads, in one round trip.
func (o *Office) Kitchen(ctx context.Context, d desk.Actor, shown civil.Date, month bool) (Kitchen, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Kitchen{}, err
	}
	today := c.Today(now)
	if shown == 0 {
		shown = today
	}
	days := shown.Week().Days()
	page := Kitchen{Shown: shown, Month: month, Prev: days[0] - 7, Next: days[0] + 7}
	if month {
		m := shown.Month()
		days, page.Prev, page.Next = m.Days(), m.Prev().First(), m.Next().First()
	}
	page.From, page.To = days[0], days[len(days)-1]
	meals := c.Meals()
	if page.Activities = len(meals) > 0; !page.Activities {
		return page, nil
	}
	ids := desk.ActivityIDs(meals)
	var r mealReads
	if err := q.Together(ctx, db.ReadMealCounts(ids, page.From, page.To, today, &r.now),
		db.ReadFrozenCounts(ids, page.From, page.To, &r.frozen),
		db.ReadFreezes(d.StructureID, page.From, page.To, &r.freezes),
		db.ReadExtraMeals(d.StructureID, page.From, page.To, &r.extras)); err != nil {
		return Kitchen{}, err
	}
	page.fill(c, meals, days, now, r)
	return page, nil
}

// mealKey is where a number of meals is counted.
type mealKey struct {
	date civil.Date
	kitchen.Cell
}

// tally adds up what was read, by day, site and kind. frozen are the days that were counted.
func (r mealReads) tally() (all map[mealKey]Meals, frozen, booked map[mealDay]bool) {
	all, frozen, booked = map[mealKey]Meals{}, map[mealDay]bool{}, map[mealDay]bool{}
	for _, f := range r.freezes {
		frozen[mealDay{f.ActivityID, f.Date}] = true
	}
	add := func(activity int64, d civil.Date, cell kitchen.Cell, m Meals) {
		day := mealDay{activity, d}
		if frozen[day] {
			m.Booked, m.Then = 0, m.Booked
		}
		k, sum := mealKey{d, cell}, all[mealKey{d, cell}]
		sum.add(m)
		all[k], booked[day] = sum, booked[day] || m.Now() > 0
	}
	for _, n := range r.now {
		add(n.ActivityID, n.Date, kitchen.Cell{School: n.School, Kind: n.Kind},
			Meals{Booked: n.Children, Served: n.Served})
	}
	for _, n := range r.frozen {
		add(n.ActivityID, n.Date, kitchen.Cell{School: n.School, Kind: n.Kind}, Meals{Frozen: n.Children})
	}
	for _, e := range r.extras {
		one := Meals{Booked: e.Number}
		if !e.Late && frozen[mealDay{e.ActivityID, e.Date}] {
			one.Frozen = e.Number
		}
		add(e.ActivityID, e.Date, kitchen.Cell{School: e.School, Kind: e.Kind}, one)
	}
	return all, frozen, booked
}

// fill shows what was read.
func (k *Kitchen) fill(c *town.Catalogue, meals []*town.Activity, days []civil.Date, now time.Time, r mealReads) {
	all, frozen, booked := r.tally()
	schools := map[string]bool{}
	for key, m := range all {
		if m.Any() {
			schools[key.School] = true
		}
	}
	k.Kinds = kindsOf(all)
	for _, d := range days {
		one := KitchenDate{Date: d, ByKind: ByKind{make([]Meals, len(k.Kinds))}}
		state := len(freezeOrder) - 1
		for _, a := range meals {
			at := mealDay{a.ID, d}
			state = min(state, slices.Index(freezeOrder, freezeState(c, a, d, now, frozen[at], booked[at])))
		}
		if one.State = freezeOrder[state]; one.State == NoMeals {
			if one.Why = closedWhy(c, d); d.Weekday() > 5 {
				continue
			}
		}
		for key, m := range all {
			if key.date == d && m.Any() {
				one.Cells[slices.Index(k.Kinds, key.Kind)].add(m)
				one.Total.add(m)
			}
		}
		k.Days = append(k.Days, one)
	}
	for _, school := range sortedSchools(schools) {
		site := KitchenSite{School: school, Total: make([]Meals, len(k.Days))}
		for _, kind := range k.Kinds {
			row, any := KitchenRow{Kind: kind, Cells: make([]Meals, len(k.Days))}, false
			for i, d := range k.Days {
				row.Cells[i] = all[mealKey{d.Date, kitchen.Cell{School: school, Kind: kind}}]
				site.Total[i].add(row.Cells[i])
				any = any || row.Cells[i].Any()
			}
			if any {
				site.Rows = append(site.Rows, row)
			}
		}
		k.Sites = append(k.Sites, site)
	}
}

// kindsOf returns the kinds that were counted, in the order of a table.
func kindsOf(all map[mealKey]Meals) (kinds []kitchen.Kind) {
	for _, kind := range kitchen.Kinds {
		for key, m := range all {
			if key.Kind == kind && m.Any() {
				kinds = append(kinds, kind)
				break
			}
		}
	}
	return kinds
}

// sortedSchools returns names of schools by name, those of nobody last.
func sortedSchools(schools map[string]bool) (all []string) {
	for school := range schools {
		all = append(all, school)
	}
	slices.SortFunc(all, func(a, b string) int {
		if (a == "") != (b == "") {
			return cmp.Compare(b, a) // the empty one last
		}
		return cmp.Compare(fold.Words(a), fold.Words(b))
	})
	return all
}
