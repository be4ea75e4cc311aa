package demo

import (
	"cmp"
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
)

// demand is the number of requests for each of the coming Wednesdays.
type demand struct {
	group  string
	little bool
	asks   []int
}

var demands = []demand{
	{"MERC_36", true, []int{28, 23, 30, 24, 17, 19}},
	{"MERC_612", false, []int{41, 39, 34, 43, 25, 20}},
}

// seats gives the children of some families a rank on a coming Wednesday: 0 is the first request.
var seats = []struct {
	home, first string
	wednesday   int
	rank        int
}{
	{"fontaine", "Romane", 0, 36}, // the first of the waiting list
	{"fontaine", "Romane", 2, 5},
	{"martin", "Léa", 1, 10},
	{"martin", "Léa", 3, 38},
	{"martin", "Noé", 1, 8},
	{"martin", "Noé", 2, 25},
	{"garnier", "Maxence", 2, 12},
}

// bookWednesdays fills the Wednesdays: past ones, those that can no longer be changed, and the coming ones with their
// queues.
func (t *generator) bookWednesdays(keep func(record, bool)) {
	coming := t.wednesdays(6)
	first := t.today + 14
	if len(coming) > 0 {
		first = coming[0]
	}
	for _, want := range demands {
		regulars := t.regulars(want.little)
		for d := t.from(); d < first; d++ {
			for _, k := range regulars {
				if d.Weekday() == 3 && k.habit.wednesday != "" {
					keep(t.wednesday(want.group, k, d, booking.Accepted))
				}
			}
		}
		for n, d := range coming {
			t.queue(want, n, d, t.seated(want, n, regulars), keep)
		}
	}
	t.refuse(first, keep)
}

// queue allots the places of a Wednesday in order, then the waiting list.
func (t *generator) queue(want demand, n int, d civil.Date, children []*kid, keep func(record, bool)) {
	left, asked := want.asks[n], 0
	for _, k := range children {
		if left == 0 {
			return
		}
		r, ok := t.wednesday(want.group, k, d, booking.Accepted)
		if ok {
			r.at = min(d-28, t.today-14).At(civil.TimeOfDay(18*60), paris).Add(time.Duration(asked) * 97 * time.Second)
		} else if r, ok = t.wednesday(want.group, k, d, booking.Waitlisted); ok {
			r.at = min(d-16, t.today-6).At(civil.TimeOfDay(19*60), paris).Add(time.Duration(asked) * 131 * time.Second)
		}
		if ok {
			left--
			asked++
		}
		keep(r, ok)
	}
}

// regulars returns the children of an age in random order, those who come every Wednesday first.
func (t *generator) regulars(little bool) []*kid {
	var all []*kid
	for _, h := range t.households {
		for _, k := range h.kids {
			if k.little() == little && h.name == "" && !k.habit.eveil {
				all = append(all, k)
			}
		}
	}
	t.random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	slices.SortStableFunc(all, func(a, b *kid) int {
		return cmp.Compare(min(len(b.habit.wednesday), 1), min(len(a.habit.wednesday), 1))
	})
	return all
}

// seated moves the children of seats to their rank.
func (t *generator) seated(want demand, n int, regulars []*kid) []*kid {
	queue := slices.Clone(regulars)
	for _, seat := range seats {
		k := t.find(seat.home, seat.first)
		if seat.wednesday == n && k.little() == want.little {
			queue = slices.Insert(queue, min(seat.rank, len(queue)), k)
		}
	}
	return queue
}

// find returns a child of a case.
func (t *generator) find(home, first string) *kid {
	for _, h := range t.households {
		for _, k := range h.kids {
			if h.name == home && k.first == first {
				return k
			}
		}
	}
	panic("demo: " + first + " is not a child of " + home)
}

// wednesday books the morning or the day, with its meal.
func (t *generator) wednesday(group string, k *kid, d civil.Date, status booking.Status) (record, bool) {
	code := group + "_JOUR"
	if k.habit.wednesday == "MATIN" {
		code = group + "_MATIN"
	}
	return t.take(t.mairie, k, code, d, status)
}

// refuse finds the last Wednesday that is final: it was full, and a family was refused.
func (t *generator) refuse(before civil.Date, keep func(record, bool)) {
	for d := before - 1; d >= t.from(); d-- {
		if r, ok := t.wednesday("MERC_612", t.find("garnier", "Maxence"), d, booking.Refused); ok {
			r.at = (d - 13).At(21*60+12, paris)
			keep(r, true)
			return
		}
	}
}
