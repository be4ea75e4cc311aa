// Package effect computes what a change of a town's settings does to existing requests of families: to accepted
// reservations, to requests that wait, to drafts, to money and to mails. A rehearsal shows it and the change applies
// it, with the same function. It depends on booking, allocation and wallet, for the status of a reservation, the
// allocation of places and the price of a day. It is not part of town, because town does not depend on families.
//
// A base rule (weekdays, dates, term, school zone) applies to future days: changing it never affects a day before
// today. A closure applies to one date, past or future. A child who was marked present attended: that day is kept,
// closed or not.
//
// Start with Of; Table lists the consequences of each cause.
package effect

import (
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// Facts is the data that the settings apply to. Reservations must contain every live one of the dates and of the
// activities that the change may affect, and of those that share their pools; among the cancelled ones, those that the
// town itself cancelled.
type Facts struct {
	Now          time.Time
	Reservations []Reservation
	Drafts       []DraftLine
	Families     map[int64]Family
	Rights       []Right
	Pupils       map[int64]town.Pupil // by child
	Used         map[Thing]bool       // whether it ever had a reservation or a ledger line
	Leaving      []int64              // families to be removed
	Issued       []Statement          // tax statements that families may have in hand
	Dearer       money.Cents          // how much a family's price may rise before it is written to
}

// Reservation is a reservation with the amount debited for its day.
type Reservation struct {
	booking.Reservation
	Debited  money.Cents // amount debited in the ledger, positive; for Billed ones
	Attended *int        // half hours that staff counted; nil = as booked
	ByTown   bool        // for a cancelled one: cancelled by the town
	Number   int64       // of the movement that requested it; 0 = imported
}

// DraftLine is a line of a family's draft.
type DraftLine struct {
	booking.Line
	DraftID, FamilyID int64
}

// Family holds the data of a household that decides its prices, before and after, and whether it can be written to.
type Family struct {
	Was, Is   wallet.Payer
	Reachable bool // it has a confirmed address
	Archived  bool // nobody signs in to it, and it is not written to
}

// Right is a change to the activities that a child may book.
type Right struct {
	ChildID, ActivityID int64 // activity 0 = all of the structure
	From                civil.Date
	To                  civil.Date // 0 = no end
	Lost                bool       // false: the child changed class and keeps the right
}

// Thing is an activity, a pool or a family.
type Thing struct {
	Kind town.NounKind // NounActivity, NounPool, or Household
	ID   int64
}

// Household is the kind of a Thing that is a family.
const Household town.NounKind = "family"

// Statement is the tax statement of a family for a year.
type Statement struct {
	FamilyID int64
	Year     int
	Back     money.Cents // of Papers: what the days of that year cost less; negative: more
}

// Effect is the complete result of a change. Each list is sorted; a reservation is in Cancelled or Withdrawn or in
// neither, and only one that is kept may be in Attended, Served, Locked or Repriced.
type Effect struct {
	Causes     []Cause // those that affect somebody or were requested, in the order of the Table
	Refused    []Thing // must be archived instead of removed: the change cannot be applied
	Cancelled  []Loss
	Withdrawn  []Loss
	Attended   []Loss // would be cancelled, but the child attended
	Dropped    []Line
	Judged     []Line
	Over       []Over
	Outside    []int64 // accepted reservations of children whom the activity no longer admits: they are kept
	Served     []Place
	Locked     []Lock
	Overlaps   []Overlap
	Repriced   []Repriced // debited days
	Unpriced   []int64    // reservations that no tariff prices any more: a debit is kept, and none is made
	Papers     []Statement
	Difference map[int64]money.Cents // by family: the price difference of future days
	Along      []booking.Key         // accepted meals that become a picnic
	Had        []int64               // families whose day reopens and who had booked it
	Mails      []Mail                // one per family
	Optional   []Mail                // to families without one above, if the person making the change chooses so
	Archived   []int64               // families that would have one, and are archived: staff see to them
}

// Loss is a reservation that ends, with the amount that it gives back.
type Loss struct {
	ReservationID, FamilyID int64
	booking.Key
	Cause  Cause
	Why    town.Closed // for DayClosed and SeasonNarrowed
	Detail string      // name of the holiday, label of the closure
	Back   money.Cents // amount debited, to be reversed
}

// Line is a draft line with all the causes that affect it.
type Line struct {
	DraftLine
	Causes []Cause // for a dropped line, the cause that dropped it
	Why    town.Closed
	Detail string
}

// Over is a date with more accepted children than places: nobody is cancelled, and nobody is accepted before the number
// is below the limit again. Excess is the "+3" that its day shows.
type Over struct {
	PoolID                     int64
	Date                       civil.Date
	Accepted, Capacity, Excess int
}

// Place is a place that the change frees for a waiting request. Mode is who gives it: the portal at once, the nightly
// run, or staff.
type Place struct {
	ReservationID, FamilyID int64
	booking.Key
	Mode town.Allot
}

// Lock is a reservation whose cancellation limit becomes earlier than its family was told, and falls within seven days.
type Lock struct {
	ReservationID, FamilyID int64
	booking.Key
	Was, Is time.Time // last instant to cancel it
}

// Overlap is two reservations of a child that were compatible and now overlap: staff settle it by hand.
type Overlap struct {
	ChildID       int64
	Date          civil.Date
	First, Second int64 // reservations
}

// Repriced is a debited day whose ledger line is reversed and written again.
type Repriced struct {
	ReservationID, FamilyID int64
	booking.Key
	Was, Becomes money.Cents // positive
}

// Mail is the one message to a family about the whole change.
type Mail struct {
	FamilyID             int64
	Reachable            bool // false: a letter is printed
	Causes               []Cause
	Cancelled, Withdrawn int
	Back                 money.Cents // reversed; negative: more is owed
	Difference           money.Cents // of future days
}

// Counts is the summary of a rehearsal.
type Counts struct {
	Families, Children             int // who lose a day, whose price changes, or who are written to
	Cancelled, Withdrawn           int
	Dropped, Judged                int // draft lines
	Excess, Served                 int
	Back                           money.Cents // reversed, net of new debits
	Difference                     money.Cents // of future days, all families
	Mails, ByPost                  int
	Locked, Overlaps, Papers, Kept int
	Outside, Archived              int
	Picnics, Along                 int // meals that become a picnic, and their children
}

// Owed is what families pay in addition, positive.
func (c Counts) Owed() money.Cents { return max(-c.Back, 0) }

// Counts returns the totals of the lists.
func (e Effect) Counts() Counts {
	c := Counts{
		Cancelled: len(e.Cancelled), Withdrawn: len(e.Withdrawn), Dropped: len(e.Dropped), Judged: len(e.Judged),
		Served: len(e.Served), Locked: len(e.Locked), Overlaps: len(e.Overlaps), Papers: len(e.Papers),
		Kept: len(e.Attended), Outside: len(e.Outside), Archived: len(e.Archived), Picnics: len(e.Along),
	}
	families, children := map[int64]bool{}, map[int64]bool{}
	touch := func(family, child int64) { families[family], children[child] = true, true }
	for _, l := range e.Cancelled {
		touch(l.FamilyID, l.ChildID)
		c.Back += l.Back
	}
	for _, l := range e.Withdrawn {
		touch(l.FamilyID, l.ChildID)
	}
	for _, l := range e.Dropped {
		touch(l.FamilyID, l.ChildID)
	}
	for _, r := range e.Repriced {
		touch(r.FamilyID, r.ChildID)
		c.Back += r.Was - r.Becomes
	}
	for family, d := range e.Difference {
		families[family] = true
		c.Difference += d
	}
	for _, o := range e.Over {
		c.Excess += o.Excess
	}
	for _, m := range e.Mails {
		families[m.FamilyID] = true
		if m.Reachable {
			c.Mails++
		} else {
			c.ByPost++
		}
	}
	along := map[int64]bool{}
	for _, k := range e.Along {
		along[k.ChildID], children[k.ChildID] = true, true
	}
	c.Families, c.Children, c.Along = len(families), len(children), len(along)
	return c
}
