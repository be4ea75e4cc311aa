package booking

import (
	"slices"
	"time"
	_ "time/tzdata"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

var paris = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return loc
}()

// The people of the test bench: a household with two children, and the other household of the first child.
const (
	household, otherHousehold int64 = 10, 20
	lea, tom                  int64 = 1, 2
)

// The pools of the bench.
const (
	canteen int64 = iota + 1
	morning
	afternoon
	study
	music
)

func day(s string) civil.Date {
	d, err := civil.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, paris)
	if err != nil {
		panic(err)
	}
	return t
}

func hour(s string) civil.TimeOfDay {
	t, err := civil.ParseTime(s)
	if err != nil {
		panic(err)
	}
	return t
}

func rule(s string) deadline.Rule {
	r, err := deadline.ParseRule(s)
	if err != nil {
		panic(err)
	}
	return r
}

func n(i int) *int { return &i }

func cents(c money.Cents) *money.Cents { return &c }

// newTown returns a small town. Days: the meal is on Monday, Tuesday, Thursday and Friday of the school year, the rest
// on every day of it, HOLIDAY only in the school holidays.
//
//	RESTO   11:30–13:30  canteen: 2 places, 2 wait   J-2 12:00 / J-1 18:00  wallet 1, floor −30 €
//	SOIR    16:30–18:30  no limit of places          J-0 09:00 / none       wallet 2, floor −20 €
//	JOUR    08:00–18:00  morning and afternoon: 3 places each, no limit on waiting; none / none, no floor
//	MATIN   08:00–12:00  morning
//	APREM   13:30–18:00  afternoon
//	ETUDE   17:00–18:00  study: 1 place, 1 waits, nightly
//	MUSIQUE 19:00–20:00  music: 1 place, decided by staff
//	HOLIDAY 08:00–18:00  no limit of places
func newTown() *town.Catalogue {
	meals := &town.Wallet{ID: 1, Code: "R1", Name: "Restauration"}
	care := &town.Wallet{ID: 2, Code: "R2", Name: "Périscolaire"}
	resto := &town.Category{ID: 11, Wallet: meals, Floor: cents(-3000)}
	peri := &town.Category{ID: 12, Wallet: care, Floor: cents(-2000)}
	alsh := &town.Category{ID: 13, Wallet: care}
	pools := []*town.Pool{
		{ID: canteen, Code: "cantine", Places: town.Places{Capacity: n(2), Waitlist: n(2)}},
		{ID: morning, Code: "matin", Places: town.Places{Capacity: n(3)}},
		{ID: afternoon, Code: "aprem", Places: town.Places{Capacity: n(3)}},
		{ID: study, Code: "etude", Places: town.Places{Capacity: n(1), Waitlist: n(1)}},
		{ID: music, Code: "musique", Places: town.Places{Capacity: n(1)}},
	}
	every := [8]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true}
	c := &town.Catalogue{
		Structure:  town.Structure{ID: 1, Zone: civil.ZoneA, NightAt: hour("00:30"), Closures: map[civil.Date]string{}},
		Wallets:    []*town.Wallet{meals, care},
		Categories: []*town.Category{resto, peri, alsh},
		Pools:      pools,
		Loc:        paris,
	}
	add := func(code string, in *town.Category, from, to, book, cancel string, allot town.Allot,
		on ...*town.Pool) *town.Activity {
		a := &town.Activity{ID: int64(len(c.Activities) + 1), Code: code, Name: "L'activité " + code, Category: in,
			Pools: on, Weekdays: every,
			Term: town.TermAll, From: day("2026-09-01"), To: day("2027-07-02"), Start: hour(from), End: hour(to),
			Unit:   town.UnitDay,
			BookBy: rule(book), CancelBy: rule(cancel), Allot: allot,
			Openings: map[civil.Date]bool{}, Compatible: map[int64]bool{}}
		c.Activities = append(c.Activities, a)
		return a
	}
	meal := add("RESTO", resto, "11:30", "13:30", "J-2 12:00", "J-1 18:00", town.Immediate, pools[0])
	meal.Weekdays, meal.Term = [8]bool{1: true, 2: true, 4: true, 5: true}, town.TermSchool
	meal.Tariffs = []pricing.Tariff{{ID: 1, From: day("2026-09-01"), Price: cents(350)}}
	add("SOIR", peri, "16:30", "18:30", "J-0 09:00", "none", town.Immediate)
	add("JOUR", alsh, "08:00", "18:00", "none", "none", town.Immediate, pools[1], pools[2])
	add("MATIN", alsh, "08:00", "12:00", "none", "none", town.Immediate, pools[1])
	add("APREM", alsh, "13:30", "18:00", "none", "none", town.Immediate, pools[2])
	add("ETUDE", alsh, "17:00", "18:00", "none", "none", town.Nightly, pools[3])
	add("MUSIQUE", alsh, "19:00", "20:00", "none", "none", town.Manual, pools[4])
	add("HOLIDAY", alsh, "08:00", "18:00", "none", "none", town.Immediate).Term = town.TermHolidays
	c.Index()
	return c
}

// bench is a household in that town, on Monday 23 November 2026 at ten, with both children enrolled in everything for
// the year.
type bench struct{ *Facts }

func newBench() bench {
	c := newTown()
	b := bench{NewFacts(at("2026-11-23 10:00:00"), c, household)}
	for _, a := range c.Activities {
		for _, child := range []int64{lea, tom} {
			b.AddEnrolment(Enrolment{ChildID: child, ActivityID: a.ID, From: day("2026-09-01"), To: day("2027-07-02")})
		}
	}
	return b
}

func (b bench) activity(code string) *town.Activity {
	a := b.Town.Activity(code)
	if a == nil {
		panic("no activity " + code)
	}
	return a
}

func (b bench) pool(id int64) *town.Pool {
	return b.Town.Pools[slices.IndexFunc(b.Town.Pools, func(p *town.Pool) bool { return p.ID == id })]
}

func (b bench) key(child int64, code, date string) Key {
	return Key{child, b.activity(code).ID, day(date)}
}

// holds records a reservation of the household, and counts it in its pools.
func (b bench) holds(child int64, code, date string, s Status, but ...func(*Reservation)) {
	r := Reservation{ID: int64(len(b.live) + 1), Key: b.key(child, code, date), FamilyID: household, Status: s}
	for _, change := range but {
		change(&r)
	}
	b.AddReservation(r)
	b.move(b.activity(code), r.Key, s, +1)
}

// others adds to a pool requests of families outside the bench.
func (b bench) others(pool int64, date string, accepted, waiting int) {
	k := SlotKey{pool, day(date)}
	s := b.Slots[k]
	b.Slots[k] = Slot{s.Accepted + accepted, s.Waiting + waiting}
}

// opens has bookings of a period open at an instant.
func (b bench) opens(code, from, to, on, clock string) {
	a := b.activity(code)
	a.Releases = append(a.Releases, town.Release{From: day(from), To: day(to), On: day(on), At: hour(clock)})
}

func (b bench) drafts(kind Kind, child int64, code, date string) {
	b.AddDraft(Line{b.key(child, code, date), kind})
}

func (b bench) judge(child int64, code, date string) Day {
	return b.Judge(child, b.activity(code), day(date))
}
