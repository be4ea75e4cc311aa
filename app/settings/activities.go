package settings

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// ActivityList is the activities of a town: those that still open, and those that are archived, whose last day is past.
type ActivityList struct {
	Current, Archived []ActivityLine
}

// ActivityLine is an activity in the list.
type ActivityLine struct {
	*town.Activity
	OpenDays         int    // left, from today on
	Next             Filled // the next open day; zero when there is none
	Soon             Soon
	Waiting, Pending int // requests of days to come
	Prices           *PriceRange
}

// Filled is how full an activity is on a day: in the fullest of its pools.
type Filled struct {
	Date     civil.Date
	Accepted int
	Capacity *int // nil = no limit
}

// Full reports whether there is no place left.
func (f Filled) Full() bool { return f.Capacity != nil && f.Accepted >= *f.Capacity }

// Soon is how full the next open days are together.
type Soon struct{ Days, Accepted, Places, Full int } // Places is 0 without a limit

func (s *Soon) add(f Filled) {
	s.Days++
	s.Accepted += f.Accepted
	if f.Capacity != nil {
		s.Places += *f.Capacity
	}
	if f.Full() {
		s.Full++
	}
}

// PriceRange is the lowest and the highest price of a unit on a day, of residents and others.
type PriceRange struct{ Least, Most money.Cents }

// nextDays is how many open days are shown, and ahead how far they are looked for.
const (
	nextDays = 5
	ahead    = 60
)

// Activities returns the activities of a town as they stand today.
func (o *Settings) Activities(ctx context.Context, d desk.Actor) (ActivityList, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return ActivityList{}, err
	}
	today := c.Today(o.Now())
	next, last := map[int64][]civil.Date{}, today
	pools := make([]int64, len(c.Pools))
	for i, p := range c.Pools {
		pools[i] = p.ID
	}
	for _, a := range c.Activities {
		next[a.ID] = openDays(c, a, today, min(c.LastDay(today), today+ahead), nextDays)
		if days := next[a.ID]; len(days) > 0 {
			last = max(last, days[len(days)-1])
		}
	}
	slots, err := q.SlotsBetween(ctx, pools, today, last)
	if err != nil {
		return ActivityList{}, err
	}
	waits, err := q.WaitingFrom(ctx, d.StructureID, today)
	if err != nil {
		return ActivityList{}, err
	}
	var list ActivityList
	for _, a := range c.Activities {
		line := ActivityLine{Activity: a, OpenDays: len(openDays(c, a, today, max(a.To, lastOpening(a)), 0)),
			Waiting: waits[a.ID].Waiting, Pending: waits[a.ID].Pending, Prices: pricesOf(a, max(today, a.From))}
		for i, day := range next[a.ID] {
			on := filledOn(a, day, slots)
			if i == 0 {
				line.Next = on
			}
			line.Soon.add(on)
		}
		if Archived(a, today) {
			list.Archived = append(list.Archived, line)
		} else {
			list.Current = append(list.Current, line)
		}
	}
	return list, nil
}

// Archived reports whether an activity is over: its last day is past, and no date opens after it.
func Archived(a *town.Activity, today civil.Date) bool { return a.To < today && lastOpening(a) < today }

// lastOpening returns the last date that opens by itself, 0 for none.
func lastOpening(a *town.Activity) (last civil.Date) {
	for d, open := range a.Openings {
		if open {
			last = max(last, d)
		}
	}
	return last
}

// openDays returns the days on which an activity opens between two dates, the first n of them; 0 = all.
func openDays(c *town.Catalogue, a *town.Activity, from, to civil.Date, n int) (days []civil.Date) {
	for d := from; d <= to && (n == 0 || len(days) < n); d++ {
		if c.IsOpen(a, d) {
			days = append(days, d)
		}
	}
	return days
}

func filledOn(a *town.Activity, d civil.Date, slots map[booking.SlotKey]booking.Slot) Filled {
	all := make([]Filled, 0, len(a.Pools))
	for _, p := range a.Pools {
		all = append(all, Filled{d, slots[booking.SlotKey{PoolID: p.ID, Date: d}].Accepted, p.On(d).Capacity})
	}
	if len(all) == 0 {
		return Filled{Date: d}
	}
	left := func(f Filled) int {
		if f.Capacity == nil {
			return mostPlaces
		}
		return *f.Capacity - f.Accepted
	}
	return slices.MinFunc(all, func(x, y Filled) int { return left(x) - left(y) })
}

// mostPlaces is more than any pool has.
const mostPlaces = 1 << 30

// pricesOf returns the prices of a unit on a date, from the lowest QF to none; nil where no tariff gives one.
func pricesOf(a *town.Activity, d civil.Date) *PriceRange {
	var all []money.Cents
	quotients := []pricing.Quotient{{QF: 0}, {}}
	for _, t := range a.Tariffs {
		if t.QFMin != nil {
			quotients = append(quotients, pricing.Quotient{QF: *t.QFMin})
		}
	}
	for _, resident := range []bool{true, false} {
		for i, q := range quotients {
			var known []pricing.Quotient // the second has none
			if i != 1 {
				known = []pricing.Quotient{q}
			}
			if quote := pricing.For(a.Tariffs, d, resident, known, 1); quote.Known {
				all = append(all, quote.Unit)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	return &PriceRange{slices.Min(all), slices.Max(all)}
}
