package demo

import (
	"slices"
	"strings"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

const (
	weeksBack  = 8
	weeksAhead = 6
)

// record is a reservation to write.
type record struct {
	structure   *structure
	kid         *kid
	activity    *town.Activity
	date        civil.Date
	status      booking.Status
	at          time.Time
	transmitted bool
}

type place struct {
	pool *town.Pool
	date civil.Date
}

type kidDay struct {
	kid  *kid
	date civil.Date
}

type engagement struct {
	structure *structure
	activity  *town.Activity
	status    booking.Status
}

// book writes the bookings of families: past weeks, days to come, full Wednesdays with their queues, and this morning's
// requests, which the next night settles.
func (t *generator) book() {
	t.taken, t.busy = map[place]int{}, map[kidDay][]engagement{}
	var all []record
	keep := func(r record, ok bool) {
		if ok {
			all = append(all, r)
		}
	}
	t.reserveThisMorning(keep)
	t.bookWednesdays(keep)
	for d := t.from(); d <= t.today+7*weeksAhead; d++ {
		for _, h := range t.households {
			for _, k := range h.kids {
				t.bookDay(k, d, keep)
			}
		}
	}
	t.bookHolidays(keep)
	slices.SortStableFunc(all, func(a, b record) int { return a.at.Compare(b.at) })
	for _, r := range all {
		t.add("reservations", r.structure.Structure.Code, r.kid.code(r.structure), r.activity.Code, r.date.String(),
			string(r.status),
			r.at.Format(time.RFC3339), yesNo(r.transmitted))
		t.debit(r)
	}
}

// from returns the first day of the past that is written.
func (t *generator) from() civil.Date {
	return max(civil.New(t.year, 9, 1), t.today.Week().Monday()-7*weeksBack)
}

// take books a day if it is open and does not overlap the child's other hours. It returns false if no place is free.
func (t *generator) take(s *structure, k *kid, code string, d civil.Date, status booking.Status) (record, bool) {
	a := s.Activity(code)
	if !s.IsOpen(a, d) {
		return record{}, false
	}
	for _, other := range t.busy[kidDay{k, d}] {
		if other.activity.Start < a.End && a.Start < other.activity.End &&
			(other.structure != s || a.ID == other.activity.ID || a.Overlaps(other.activity)) {
			return record{}, false
		}
	}
	if status == booking.Accepted {
		for _, p := range a.Pools {
			if c := p.On(d).Capacity; c != nil && t.taken[place{p, d}] >= *c {
				return record{}, false
			}
		}
		for _, p := range a.Pools {
			t.taken[place{p, d}]++
		}
	}
	if status != booking.Refused {
		t.busy[kidDay{k, d}] = append(t.busy[kidDay{k, d}], engagement{s, a, status})
	}
	return record{s, k, a, d, status, t.asked(d), true}, true
}

// asked returns a request time: an evening two to five weeks before a day, and before today.
func (t *generator) asked(d civil.Date) time.Time {
	at := min(d-12-civil.Date(t.random.IntN(25)), t.today-1-civil.Date(t.random.IntN(12)))
	return at.At(civil.TimeOfDay(17*60+t.random.IntN(360)), paris).Add(time.Duration(t.random.IntN(60)) * time.Second)
}

func on(days string, d civil.Date) bool { return strings.ContainsRune(days, rune('0'+d.Weekday())) }

// bookDay books the activities of a child on an ordinary day.
func (t *generator) bookDay(k *kid, d civil.Date, keep func(record, bool)) {
	h := k.habit
	if d > t.today+civil.Date(h.ahead) {
		return
	}
	status := booking.Accepted
	if d < t.today && t.chance(4) {
		status = booking.Cancelled
	}
	meal := "RESTO_ELEM"
	if k.little() {
		meal = "RESTO_MAT"
	}
	for _, usual := range []struct{ days, code string }{{h.meals, meal}, {h.morning, "MATIN"}, {h.evening, "SOIR"},
		{h.study, "ETUDE"}} {
		if on(usual.days, d) {
			keep(t.take(t.mairie, k, usual.code, d, status))
		}
	}
	for _, other := range t.busy[kidDay{k, d}] {
		if strings.HasSuffix(other.activity.Code, "_JOUR") && other.status == booking.Accepted && k.number%5 > 0 {
			keep(t.take(t.mairie, k, "RESTO_MERC", d, booking.Accepted)) // during the day of care
			break
		}
	}
	if h.eveil && d.Weekday() == 3 {
		keep(t.take(t.alsh, k, "EVEIL", d, status))
	}
	if h.solfege && d.Weekday() == 6 {
		keep(t.take(t.alsh, k, "SOLFEGE", d, status))
	}
	if k.home.alsh && k.home.name == "" && !k.little() && d.Weekday() == 3 {
		switch {
		case k.number%3 == 0 && d < t.today+15:
			keep(t.take(t.alsh, k, "PATINOIRE", d, status))
		case d >= t.today+15 && d < t.today+36: // the next trip: more ask than the minibus seats, nobody answered yet
			keep(t.take(t.alsh, k, "PATINOIRE", d, booking.Pending))
		}
	}
}

// bookHolidays books the school holidays that touch the weeks written, and the next ones.
func (t *generator) bookHolidays(keep func(record, bool)) {
	for _, h := range t.households {
		for _, k := range h.kids {
			if !h.alsh || !k.habit.holidays || h.name != "" {
				continue
			}
			code := "VAC_612"
			if k.little() {
				code = "VAC_36"
			}
			for d := t.from(); d <= t.today+45; d++ {
				if d < t.today+16 || k.number%2 == 0 {
					keep(t.take(t.alsh, k, code, d, booking.Accepted))
				}
			}
		}
	}
}

// reserveThisMorning writes the requests made today and not transmitted yet: one of each kind.
func (t *generator) reserveThisMorning(keep func(record, bool)) {
	minute := 0
	start := t.firstToday()
	ask := func(s *structure, home, first, code string, n int, status booking.Status, skip int) {
		k := t.find(home, first)
		a := s.Activity(code)
		if a.Allot != town.Immediate && status == booking.Accepted {
			status = booking.Pending
		}
		for d := t.today + 1; n > 0 && d < t.today+150; d++ {
			if !s.IsOpen(a, d) || !t.changeable(s, a, d) {
				continue
			}
			if skip > 0 {
				skip--
				continue
			}
			r, ok := t.take(s, k, code, d, status)
			if !ok {
				continue
			}
			n--
			minute++
			r.at = start.Add(time.Duration(minute) * time.Minute)
			r.transmitted = false
			keep(r, true)
		}
	}
	ask(t.mairie, "martin", "Léa", "RESTO_ELEM", 3, booking.Accepted, 6)
	ask(t.mairie, "martin", "Noé", "RESTO_MAT", 2, booking.Accepted, 6)
	ask(t.mairie, "dubois", "Ilyes", "ETUDE", 4, booking.Pending, 2)
	ask(t.mairie, "roux", "Gabin", "SOIR", 2, booking.Accepted, 4)
	ask(t.mairie, "traore", "Moussa", "MATIN", 3, booking.Accepted, 6)
	ask(t.mairie, "lefevre", "Jade", "RESTO_ELEM", 1, booking.Cancelled, 6)
	ask(t.mairie, "leroy", "Augustin", "RESTO_ELEM", 4, booking.Accepted, 24)
	ask(t.mairie, "moreau", "Elsa", "MERC_612_MATIN", 1, booking.Waitlisted, 0)
	ask(t.mairie, "dubois", "Ilyes", "MERC_612_JOUR", 1, booking.Waitlisted, 0)
	ask(t.alsh, "benali", "Sofia", "VAC_612", 3, booking.Pending, 0)
	ask(t.alsh, "benali", "Adam", "VAC_36", 3, booking.Pending, 0)
	ask(t.alsh, "benali", "Sofia", "PATINOIRE", 1, booking.Pending, 0)
	ask(t.mairie, "benali", "Sofia", "RESTO_ELEM", 2, booking.Accepted, 14)
}

// firstToday returns when the requests start that the next night settles: at six, or early enough for all of them to be
// made by now.
func (t *generator) firstToday() time.Time {
	six, early := t.today.At(6*60, paris), t.now.Add(-requestsToday*time.Minute)
	if early.Before(six) {
		return early
	}
	return six
}

// requestsToday is more than reserveThisMorning writes, one a minute.
const requestsToday = 40

// changeable reports whether a day can still be booked and cancelled tomorrow at noon.
func (t *generator) changeable(s *structure, a *town.Activity, d civil.Date) bool {
	noon := (t.today + 1).At(12*60, paris)
	return noon.Before(s.BookingLimit(a, d)) && noon.Before(s.CancelLimit(a, d))
}

// debit records what a past day will cost.
func (t *generator) debit(r record) {
	if r.status != booking.Accepted || r.date >= t.today {
		return
	}
	quote := pricing.For(r.activity.Tariffs, r.date, r.kid.home.resident, r.kid.home.quotients, r.activity.Quantity())
	t.ledger(r.kid.home, r.structure, r.activity.Category.Wallet).cost += quote.Total
}
