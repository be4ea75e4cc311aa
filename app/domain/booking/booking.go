// Package booking decides which days may be booked or cancelled, and the outcome of each request. It takes Facts (the
// state of a family and its structure at an instant) and returns states, reasons and outcomes; it reads nothing itself.
// Start with Facts.Judge (one day), Toggle (the quick toggles) and Facts.Treat (a whole validation). Rules:
// DOMAIN.md 3, 4, 5 and 6.
package booking

import (
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
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

// The priorities that staff, or the undoing of an opération, give to a request that waits: before every class of
// enrolments, or after them.
const (
	First  = -1
	Passed = 1000
)

// Kind is a drafted change. The empty value is "no change".
type Kind string

// The kinds of a drafted change.
const (
	None   Kind = ""
	Add    Kind = "add"
	Cancel Kind = "cancel"
)

// Key identifies a child, an activity and a date.
type Key struct {
	ChildID, ActivityID int64
	Date                civil.Date
}

// Line is one drafted change.
type Line struct {
	Key
	Kind Kind
}

// Reservation is a booking of a child for an activity on a date, with a status.
type Reservation struct {
	ID int64
	Key
	FamilyID    int64
	Status      Status
	Priority    int
	RequestedAt time.Time
	Transmitted bool
	Reason      Reason
	Price       money.Cents // the price shown to the family, for the whole quantity
	Quantity    int
	Attendance  string // empty: not marked
	Billed      bool
	Position    int       // on the waiting list, 1 = the next; 0 = not waitlisted, or not queried
	Foreign     bool      // made by the child's other household
	FreeUntil   time.Time // given by a nightly run: may be declined until then, even past the cancellation limit
	LastMoment  bool      // the family accepts a place however late it comes free
}

// Settled reports whether the day was marked by staff or debited.
func (r *Reservation) Settled() bool { return r.Billed || r.Attendance != "" }

// Absent reports whether the child was marked absent.
func (r *Reservation) Absent() bool {
	return r.Attendance != "" && r.Attendance != string(wallet.Present)
}

// Sick reports whether the day was marked absent because the child was told to be ill, and was not debited yet.
func (r *Reservation) Sick() bool { return r.Reason == Sick && !r.Billed && r.Absent() }

// Enrolment is the right of a child to book an activity between two dates, both included.
type Enrolment struct {
	ChildID, ActivityID int64
	From, To            civil.Date
	Priority            int
}

// Elsewhere is a reservation of the same child in another structure.
type Elsewhere struct {
	Date       civil.Date
	Name       string // empty when the other household booked it
	Start, End civil.TimeOfDay
	Foreign    bool // the other household booked it, and the family may see that
}

// SlotKey names a pool on a date.
type SlotKey struct {
	PoolID int64
	Date   civil.Date
}

// SlotsOf returns the slots on which an activity draws on a date; none of nil, an activity that is no longer offered.
func SlotsOf(a *town.Activity, d civil.Date) (keys []SlotKey) {
	if a == nil {
		return nil
	}
	for _, p := range a.Pools {
		keys = append(keys, SlotKey{p.ID, d})
	}
	return keys
}

// Slot counts the reservations that take a place, had or held, and those that wait for one.
type Slot struct{ Accepted, Waiting int }

type childDate struct {
	child int64
	date  civil.Date
}

type childActivity struct{ child, activity int64 }

// Facts is the state at an instant of one family and of everything that it may book. Fill it with the Add methods; it
// is not safe for concurrent use.
type Facts struct {
	Now       time.Time
	Town      *town.Catalogue
	FamilyID  int64
	Residence pricing.Residence
	Quotients []pricing.Quotient
	Balances  map[int64]money.Cents // by wallet
	Slots     map[SlotKey]Slot
	Pupils    map[int64]town.Pupil // by child

	May   Pass // the refusals that whoever acts for the family may pass; a parent passes none
	Raise bool // a full day gets one more place where May says so: Treat adds it

	// Custody has what was arranged for the children of two homes; none for a child of one.
	Custody map[int64]custody.Calendar

	enrolments map[childActivity][]Enrolment
	live       map[Key]*Reservation
	byDay      map[childDate][]*Reservation
	elsewhere  map[int64][]Elsewhere // by child
	draft      map[Key]Kind
	draftByDay map[childDate][]Line
	freed      map[SlotKey]int // accepted places that the draft gives back
	raised     map[SlotKey]int // places that Treat has added
	quotes     map[quoteKey]pricing.Quote
}

type quoteKey struct {
	activity int64
	date     civil.Date
}

// NewFacts returns an empty set of facts.
func NewFacts(now time.Time, catalogue *town.Catalogue, familyID int64) *Facts {
	return &Facts{
		Now: now, Town: catalogue, FamilyID: familyID,
		Balances: map[int64]money.Cents{}, Slots: map[SlotKey]Slot{}, Pupils: map[int64]town.Pupil{},
		Custody:    map[int64]custody.Calendar{},
		enrolments: map[childActivity][]Enrolment{}, live: map[Key]*Reservation{},
		byDay: map[childDate][]*Reservation{}, elsewhere: map[int64][]Elsewhere{},
		draft: map[Key]Kind{}, draftByDay: map[childDate][]Line{},
		freed: map[SlotKey]int{}, raised: map[SlotKey]int{}, quotes: map[quoteKey]pricing.Quote{},
	}
}

// AddEnrolment records an enrolment.
func (f *Facts) AddEnrolment(e Enrolment) {
	k := childActivity{e.ChildID, e.ActivityID}
	f.enrolments[k] = append(f.enrolments[k], e)
}

// AddReservation records a live reservation; cancelled ones are ignored, and those that were refused to the child's
// other household, which hold no day (Supersedes). For a reservation of that household it keeps only its existence and
// whether it is accepted: its price, its place on a list and its outcome must not be visible to this family.
func (f *Facts) AddReservation(r Reservation) {
	if !r.Status.Live() || Supersedes(f.FamilyID, r) {
		return
	}
	if r.FamilyID != f.FamilyID {
		r = Reservation{ID: r.ID, Key: r.Key, FamilyID: r.FamilyID, Status: r.Status, Foreign: true}
	}
	f.live[r.Key] = &r
	day := childDate{r.ChildID, r.Date}
	f.byDay[day] = append(f.byDay[day], &r)
}

// Supersedes reports whether a booking of a family takes the place of a live reservation of the same child, activity
// and date: one that was refused to the other household. It ends with the booking (db.Book), and stays in the history
// of that household.
func Supersedes(familyID int64, other Reservation) bool {
	return other.FamilyID != familyID && !other.Status.Holds()
}

// Reserved reports whether there is a live reservation that this family may see.
func (f *Facts) Reserved(k Key) bool { return f.live[k] != nil && !f.hidden(f.live[k]) }

// hidden reports whether the structure hides from this family that the child's other household booked (DOMAIN.md 9.9:
// the structure's rule decides what each household sees of the child's presence).
func (f *Facts) hidden(r *Reservation) bool { return r.Foreign && f.Town.Structure.HidesPresence }

// AddElsewhere records a reservation of a child in another structure.
func (f *Facts) AddElsewhere(child int64, e Elsewhere) {
	f.elsewhere[child] = append(f.elsewhere[child], e)
}

// AddDraft records a drafted change. Add the reservations first.
func (f *Facts) AddDraft(l Line) {
	f.draft[l.Key] = l.Kind
	day := childDate{l.ChildID, l.Date}
	f.draftByDay[day] = append(f.draftByDay[day], l)
	f.free(l, +1)
}

// free counts the places that a line gives back to the family: those of a drafted cancellation that is still possible.
func (f *Facts) free(l Line, n int) {
	if l.Kind != Cancel {
		return
	}
	if r := f.live[l.Key]; r != nil && r.Status.Placed() && f.mayGiveUp(r) {
		for _, p := range f.Town.ActivityByID(l.ActivityID).Pools {
			f.freed[SlotKey{p.ID, l.Date}] += n
		}
	}
}

// mayGiveUp reports whether this family can still cancel a reservation: a drafted cancellation whose deadline has since
// passed frees nothing.
func (f *Facts) mayGiveUp(r *Reservation) bool {
	a := f.Town.ActivityByID(r.ActivityID)
	return a != nil && r.FamilyID == f.FamilyID && !r.Settled() &&
		(!f.Now.After(f.giveUpLimit(a, r)) || f.mayPass(PassCancelling, r.Date))
}

// giveUpLimit returns the last instant at which a reservation may be cancelled. A place given by a nightly run may be
// declined for a time, even past the activity's own limit.
func (f *Facts) giveUpLimit(a *town.Activity, r *Reservation) time.Time {
	limit := f.Town.GiveUpLimit(a, r.Date, f.Pupils[r.ChildID])
	if r.Status.Placed() && r.FreeUntil.After(limit) {
		return r.FreeUntil
	}
	return limit
}

// DropDraft removes the draft; only recorded reservations are left.
func (f *Facts) DropDraft() {
	clear(f.draft)
	clear(f.draftByDay)
	clear(f.freed)
}

// Enrolled returns the enrolment that lets a child book an activity on a date: if there are several, the one of the
// best class.
func (f *Facts) Enrolled(child, activity int64, d civil.Date) (best Enrolment, found bool) {
	for _, e := range f.enrolments[childActivity{child, activity}] {
		if e.From <= d && d <= e.To && (!found || e.Priority < best.Priority) {
			best, found = e, true
		}
	}
	return best, found
}

func (f *Facts) right(k Key) Right {
	_, found := f.Enrolled(k.ChildID, k.ActivityID, k.Date)
	return Right{Enrolled: found, Pupil: f.Pupils[k.ChildID],
		OtherHome: f.Custody[k.ChildID].Other(f.FamilyID, k.Date)}
}

// EverEnrolled reports whether a child is enrolled in an activity on any day between two dates.
func (f *Facts) EverEnrolled(child, activity int64, from, to civil.Date) bool {
	for _, e := range f.enrolments[childActivity{child, activity}] {
		if e.From <= to && from <= e.To {
			return true
		}
	}
	return false
}

// Quote returns the price of one day of an activity for this family.
func (f *Facts) Quote(a *town.Activity, d civil.Date) pricing.Quote {
	// Within a month a price seldom changes: the scale is computed once for each stretch between two dates at which a
	// tariff or a quotient starts or ends.
	k := quoteKey{a.ID, f.stretch(a, d)}
	q, ok := f.quotes[k]
	if !ok {
		q = pricing.For(a.Tariffs, d, f.Residence.On(d), f.Quotients, a.Quantity())
		f.quotes[k] = q
	}
	return q
}

// stretch returns the last date up to d at which the price of an activity may have changed.
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
