// Package effect tells what a change of a town's settings does to what families have already asked: to accepted
// reservations, to requests that wait, to drafts, to money and to mails. It is what a rehearsal shows and what the
// change then does: the same function answers both. It stands above booking, allocation and wallet, and not in town,
// because it asks them for the status of a reservation, for who gets a place and for what a day costs; town knows
// nothing of families.
//
// A base rule (weekdays, dates, term, school zone) speaks of the days to come: changing it never reaches a day before
// today. A closure is of one date, and reaches it whenever it was. A child who was marked present came: that day stays,
// closed or not.
//
// Start with Of; Table says what becomes of what.
package effect

import (
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// Facts is what the settings meet. Reservations must hold every live one of the dates and of the activities that the
// change may touch, and of those that share their pools; of the cancelled, those that the town itself cancelled.
type Facts struct {
	Now          time.Time
	Reservations []Reservation
	Drafts       []DraftLine
	Families     map[int64]Family
	Rights       []Right
	Used         map[Thing]bool // what ever had a reservation or a line of the ledger
	Leaving      []int64        // families to be removed
	Issued       []Statement    // tax statements that families have
	Dearer       money.Cents    // how much more a family may be asked before it is written to
}

// Reservation is one with what its day cost.
type Reservation struct {
	booking.Reservation
	Debited  money.Cents // what the ledger took for it, positive; of Billed ones
	Attended *int        // half hours that staff counted; nil = as booked
	ByTown   bool        // of a cancelled one: the town did it
	Number   int64       // of the movement that asked for it; 0 = imported
}

// DraftLine is a line of somebody's draft.
type DraftLine struct {
	booking.Line
	DraftID, FamilyID int64
}

// Family is what of a household decides its prices, before and after, and whether it can be written to.
type Family struct {
	Was, Is   wallet.Payer
	Reachable bool // it has a confirmed address
}

// Right is a change of what a child may book.
type Right struct {
	ChildID, ActivityID int64 // activity 0 = all of the structure
	From                civil.Date
	Lost                bool // false: the child changed class and keeps the right
}

// Thing is an activity, a pool or a family.
type Thing struct {
	Kind town.NounKind // NounActivity, NounPool, or Household
	ID   int64
}

// Household is the kind of a Thing that is a family.
const Household town.NounKind = "family"

// Statement is a paper that a family has for a year.
type Statement struct {
	FamilyID int64
	Year     int
}

// Effect is everything that a change does. Each list is sorted; a reservation is in Cancelled or Withdrawn or in
// neither, and only one that stays may be in Attended, Served, Locked or Repriced.
type Effect struct {
	Causes     []Cause // that touch somebody or were asked for, in the order of the Table
	Refused    []Thing // to be archived and not removed: the change cannot be applied as it is
	Cancelled  []Loss
	Withdrawn  []Loss
	Attended   []Loss // would be cancelled, but the child was there
	Dropped    []Line
	Judged     []Line
	Over       []Over
	Served     []Place
	Locked     []Lock
	Overlaps   []Overlap
	Repriced   []Repriced // debited days
	Unpriced   []int64    // reservations that no tariff prices any more: a debit stays, and none is made
	Papers     []Statement
	Difference map[int64]money.Cents // by family: what the days to come cost more or less than before
	Had        []int64               // families whose day reopens, and who had it
	Mails      []Mail                // one a family
	Optional   []Mail                // to families without one above, if whoever makes the change wishes
}

// Loss is a reservation that ends, with what it gives back.
type Loss struct {
	ReservationID, FamilyID int64
	booking.Key
	Cause  Cause
	Why    town.Closed // of DayClosed and SeasonNarrowed
	Detail string      // name of the holiday, label of the closure
	Back   money.Cents // what was debited and is reversed
}

// Line is a draft's line with all that touched it.
type Line struct {
	DraftLine
	Causes []Cause // of a dropped line, the one that dropped it
	Why    town.Closed
	Detail string
}

// Over is a date with more accepted children than places: nobody is sent away, and nobody is accepted before it is
// under again. Excess is the "+3" that its day shows.
type Over struct {
	PoolID                     int64
	Date                       civil.Date
	Accepted, Capacity, Excess int
}

// Place is one that the change frees for who waits. Mode says who gives it: at once, the night, or staff.
type Place struct {
	ReservationID, FamilyID int64
	booking.Key
	Mode town.Allot
}

// Lock is a reservation that may be given up for a shorter time than its family was told, within the next seven days.
type Lock struct {
	ReservationID, FamilyID int64
	booking.Key
	Was, Is time.Time // last instant to give it up
}

// Overlap is two reservations of a child that could be kept together and now cross: somebody settles it by hand.
type Overlap struct {
	ChildID       int64
	Date          civil.Date
	First, Second int64 // reservations
}

// Repriced is a debited day whose line is reversed and written again.
type Repriced struct {
	ReservationID, FamilyID int64
	booking.Key
	Was, Becomes money.Cents // positive
}

// Mail is what one family is told, all at once.
type Mail struct {
	FamilyID             int64
	Reachable            bool // false: a letter is printed
	Causes               []Cause
	Cancelled, Withdrawn int
	Back                 money.Cents // reversed; negative: more is owed
	Difference           money.Cents // of the days to come
}

// Counts is the rehearsal in one line.
type Counts struct {
	Families, Children             int // who lose, or pay something else for, what they asked
	Cancelled, Withdrawn           int
	Dropped, Judged                int // lines of drafts
	Excess, Served                 int
	Back                           money.Cents // reversed, net of what is debited anew
	Difference                     money.Cents // of the days to come, all families
	Mails, ByPost                  int
	Locked, Overlaps, Papers, Kept int
}

// Counts adds the lists up.
func (e Effect) Counts() Counts {
	c := Counts{
		Cancelled: len(e.Cancelled), Withdrawn: len(e.Withdrawn), Dropped: len(e.Dropped), Judged: len(e.Judged),
		Served: len(e.Served), Locked: len(e.Locked), Overlaps: len(e.Overlaps), Papers: len(e.Papers),
		Kept: len(e.Attended),
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
		if m.Reachable {
			c.Mails++
		} else {
			c.ByPost++
		}
	}
	c.Families, c.Children = len(families), len(children)
	return c
}
