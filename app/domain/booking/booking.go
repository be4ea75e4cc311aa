// Package booking decides what may be booked or given up, and what becomes of a request. It takes Facts
// (what is true of a family and its structure at an instant) and answers with states, reasons and
// outcomes; it reads nothing itself. Start with Facts.Judge (one day), Toggle (the quick toggles) and
// Facts.Treat (a whole validation). Rules: DOMAIN.md 3, 4, 5 and 6.
package booking

import (
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// State is one of the eight states of a day (DOMAIN.md 3.1).
type State string

// The eight states.
const (
	Closed          State = "closed"
	Full            State = "full"
	Available       State = "available"
	Waitlist        State = "waitlist"
	Booked          State = "booked"
	Requested       State = "requested"
	BookedLocked    State = "booked-locked"
	RequestedLocked State = "requested-locked"
)

// Kind is a drafted change. The empty value is "no change".
type Kind string

// What a draft may ask.
const (
	None   Kind = ""
	Add    Kind = "add"
	Cancel Kind = "cancel"
)

// Key names a child, an activity and a date.
type Key struct {
	ChildID, ActivityID int64
	Date                civil.Date
}

// Line is one drafted change.
type Line struct {
	Key
	Kind Kind
}

// Reservation is a child, an activity and a date, with a status.
type Reservation struct {
	ID int64
	Key
	FamilyID    int64
	Status      Status
	Priority    int
	RequestedAt time.Time
	Transmitted bool
	Reason      Reason
	Price       money.Cents // what the family was told, for the whole quantity
	Quantity    int
	Attendance  string // empty: not ticked
	Billed      bool
	Position    int       // on the waiting list, 1 = the next; 0 = not waitlisted, or not asked
	Foreign     bool      // of the child's other household
	FreeUntil   time.Time // given by a night: may be declined until then, past the limit for giving up too
	LastMoment  bool      // wanted however late a place is free
}

// Settled tells whether the day is done with: ticked by staff or debited.
func (r *Reservation) Settled() bool { return r.Billed || r.Attendance != "" }

// Enrolment is the right of a child to book an activity between two dates, both included.
type Enrolment struct {
	ChildID, ActivityID int64
	From, To            civil.Date
	Priority            int
}

// Elsewhere is an engagement of the same child in another structure.
type Elsewhere struct {
	Date       civil.Date
	Name       string // empty when the other household booked it
	Start, End civil.TimeOfDay
	Foreign    bool // the other household booked it, and the family may know that much
}

// SlotKey names a pool on a date.
type SlotKey struct {
	PoolID int64
	Date   civil.Date
}

// Slot counts who has a place and who waits for one.
type Slot struct{ Accepted, Waiting int }

type childDate struct {
	child int64
	date  civil.Date
}

type childActivity struct{ child, activity int64 }

// Facts is what is true at an instant of one family and what it may touch. Fill it with the Add methods;
// it belongs to one goroutine.
type Facts struct {
	Now       time.Time
	Town      *town.Catalogue
	FamilyID  int64
	Residence pricing.Residence
	Quotients []pricing.Quotient
	Balances  map[int64]money.Cents // by wallet
	Slots     map[SlotKey]Slot

	enrolments map[childActivity][]Enrolment
	live       map[Key]*Reservation
	byDay      map[childDate][]*Reservation
	elsewhere  map[int64][]Elsewhere // by child
	draft      map[Key]Kind
	draftByDay map[childDate][]Line
	freed      map[SlotKey]int // accepted places that the draft gives back
	quotes     map[quoteKey]pricing.Quote
}

type quoteKey struct {
	activity int64
	date     civil.Date
}

// NewFacts starts an empty set of facts.
func NewFacts(now time.Time, catalogue *town.Catalogue, familyID int64) *Facts {
	return &Facts{
		Now: now, Town: catalogue, FamilyID: familyID,
		Balances: map[int64]money.Cents{}, Slots: map[SlotKey]Slot{},
		enrolments: map[childActivity][]Enrolment{},
		live:       map[Key]*Reservation{}, byDay: map[childDate][]*Reservation{},
		elsewhere: map[int64][]Elsewhere{},
		draft:     map[Key]Kind{}, draftByDay: map[childDate][]Line{},
		freed: map[SlotKey]int{}, quotes: map[quoteKey]pricing.Quote{},
	}
}

// AddEnrolment records a right to book.
func (f *Facts) AddEnrolment(e Enrolment) {
	k := childActivity{e.ChildID, e.ActivityID}
	f.enrolments[k] = append(f.enrolments[k], e)
}

// AddReservation records a live reservation; cancelled ones are passed over. Of one that the child's other household
// made, nothing is kept but that it is there, and whether it is accepted: neither price nor place on a list nor what became
// of the day is this family's to know.
func (f *Facts) AddReservation(r Reservation) {
	if !r.Status.Live() {
		return
	}
	if r.FamilyID != f.FamilyID {
		r = Reservation{ID: r.ID, Key: r.Key, FamilyID: r.FamilyID, Status: r.Status, Foreign: true}
	}
	f.live[r.Key] = &r
	day := childDate{r.ChildID, r.Date}
	f.byDay[day] = append(f.byDay[day], &r)
}

// Reserved tells whether a live reservation stands there that this family may know of.
func (f *Facts) Reserved(k Key) bool { return f.live[k] != nil && !f.hidden(f.live[k]) }

// hidden tells whether the structure keeps from this family that the child's other household booked (DOMAIN.md 9.9:
// each sees the presence of the child as the structure's rule says).
func (f *Facts) hidden(r *Reservation) bool { return r.Foreign && f.Town.Structure.HidesPresence }

// AddElsewhere records an engagement of a child in another structure.
func (f *Facts) AddElsewhere(child int64, e Elsewhere) {
	f.elsewhere[child] = append(f.elsewhere[child], e)
}

// AddDraft records a drafted change. Reservations must be there before.
func (f *Facts) AddDraft(l Line) {
	f.draft[l.Key] = l.Kind
	day := childDate{l.ChildID, l.Date}
	f.draftByDay[day] = append(f.draftByDay[day], l)
	if l.Kind != Cancel {
		return
	}
	if r := f.live[l.Key]; r != nil && r.Status.Placed() && f.mayGiveUp(r) {
		for _, p := range f.Town.ActivityByID(l.ActivityID).Pools {
			f.freed[SlotKey{p.ID, l.Date}]++
		}
	}
}

// mayGiveUp tells whether a reservation can still be cancelled by this family: a drafted cancellation whose
// deadline has passed meanwhile frees nothing.
func (f *Facts) mayGiveUp(r *Reservation) bool {
	a := f.Town.ActivityByID(r.ActivityID)
	return a != nil && r.FamilyID == f.FamilyID && !r.Settled() && !f.Now.After(f.giveUpLimit(a, r))
}

// giveUpLimit is the last instant at which a reservation may be given up: a place that a night gave may be declined for a time, past the
// activity's own limit too.
func (f *Facts) giveUpLimit(a *town.Activity, r *Reservation) time.Time {
	limit := f.Town.CancelLimit(a, r.Date)
	if r.Status.Placed() && r.FreeUntil.After(limit) {
		return r.FreeUntil
	}
	return limit
}

// DropDraft forgets the draft: what is left is what is recorded.
func (f *Facts) DropDraft() {
	clear(f.draft)
	clear(f.draftByDay)
	clear(f.freed)
}

// Enrolled finds the enrolment that lets a child book an activity on a date: of several, the one of the best
// class.
func (f *Facts) Enrolled(child, activity int64, d civil.Date) (best Enrolment, found bool) {
	for _, e := range f.enrolments[childActivity{child, activity}] {
		if e.From <= d && d <= e.To && (!found || e.Priority < best.Priority) {
			best, found = e, true
		}
	}
	return best, found
}

// EverEnrolled tells whether a child is enrolled in an activity on any day between two dates.
func (f *Facts) EverEnrolled(child, activity int64, from, to civil.Date) bool {
	for _, e := range f.enrolments[childActivity{child, activity}] {
		if e.From <= to && from <= e.To {
			return true
		}
	}
	return false
}

// Quote is what one day of an activity costs this family.
func (f *Facts) Quote(a *town.Activity, d civil.Date) pricing.Quote {
	// Within a month a price seldom changes: the scale is asked once for each stretch between two dates
	// at which a tariff or a quotient starts or ends.
	k := quoteKey{a.ID, f.stretch(a, d)}
	q, ok := f.quotes[k]
	if !ok {
		q = pricing.For(a.Tariffs, d, f.Residence.On(d), f.Quotients, a.Quantity())
		f.quotes[k] = q
	}
	return q
}

// stretch is the last date up to d at which the price of an activity may have changed.
func (f *Facts) stretch(a *town.Activity, d civil.Date) civil.Date {
	var last civil.Date
	for _, t := range a.Tariffs {
		if t.From <= d && t.From > last {
			last = t.From
		}
	}
	for _, r := range f.Residence.Former {
		if r.Before <= d && r.Before > last {
			last = r.Before
		}
	}
	for _, q := range f.Quotients {
		if q.From <= d && q.From > last {
			last = q.From
		}
		if end := q.To + 1; q.To != 0 && end <= d && end > last {
			last = end
		}
	}
	return last
}
