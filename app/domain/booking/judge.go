package booking

import (
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// NoLimit is the value of Day.Free when a pool has no capacity.
const NoLimit = -1

// Day is the state of one child, one activity and one date at an instant.
type Day struct {
	Key
	Activity    *town.Activity
	State       State
	Draft       Kind
	Reason      Reason       // why a click does nothing; empty when it does something
	Detail      string       // the variable part of the reason's sentence: an hour, a name
	Void        Reason       // for a reserved day: why it will not take place, closed since or no longer enrolled
	VoidDetail  string       // the variable part of that reason's sentence
	Decline     string       // last instant to decline free of charge a place given at night: "mardi 1 décembre à 12 h"
	Amount      money.Cents  // for DebtBlocks: the smallest payment that reopens bookings
	Reservation *Reservation // the live one, nil when there is none
	Free        int          // places left, NoLimit when there is no capacity
	Waiting     int          // how many requests wait for the fullest of its pools
	Until       time.Time    // the next limit: to book a free day, to cancel a booked one
	Opens       time.Time    // for NotYetOpen: the instant from which it may be booked
	Needs       Pass         // the refusals that a change of the day passes; none for a parent
	OneMore     bool         // it has no place left for the family, and one may be added
	OtherHome   bool         // the child is in its other home that day
	Along       bool         // its meal is a picnic, for the outing of its school or class
	Outing      string       // the label of that outing; may be empty
}

// Tickable reports whether a click does something.
func (d Day) Tickable() bool {
	switch d.State {
	case Available, Waitlist, Booked, Requested:
		return true
	case Full:
		return d.OneMore || d.Draft != None
	}
	return d.Draft != None // a change that became impossible may still be undone
}

// Ticked reports the state of the box: "I want this day".
func (d Day) Ticked() bool {
	if d.Draft != None {
		return d.Draft == Add
	}
	return d.Reservation != nil
}

// DraftFor returns the draft line for a box set to wanted: None when it matches the server's state.
func (d Day) DraftFor(wanted bool) Kind {
	switch {
	case d.State == Booked || d.State == Requested:
		if !wanted {
			return Cancel
		}
	case d.State == Available || d.State == Waitlist || d.State == Full && d.OneMore:
		if wanted {
			return Add
		}
	default: // no new change may start here; a drafted one may stay or be undone
		if wanted && d.Draft == Add || !wanted && d.Draft == Cancel {
			return d.Draft
		}
	}
	return None
}

// Judge returns the state of a day for a child and an activity (DOMAIN.md 3.1 and 3.2). The order of the refusals is
// fixed: open day, right, deadline, opening of bookings, debt, overlap, capacity.
func (f *Facts) Judge(child int64, a *town.Activity, date civil.Date) Day {
	key := Key{child, a.ID, date}
	day := Day{Key: key, Activity: a, Draft: f.draft[key], Reservation: f.live[key], Free: NoLimit}
	day.OtherHome = f.Custody[child].Other(f.FamilyID, date)
	f.count(&day)
	switch {
	case day.Reservation == nil:
		f.judgeFree(&day)
	case f.hidden(day.Reservation):
		f.judgeHidden(&day)
	default:
		f.judgeReserved(&day)
	}
	if day.Void == "" {
		day.Outing, day.Along = f.Town.TakesAlong(a, date, f.Pupils[child])
	}
	return day
}

// judgeHidden gives a day that the other household has booked the state of a free day, except that it cannot be booked:
// a deadline, a debt or a lack of places explains it first.
func (f *Facts) judgeHidden(day *Day) {
	day.Reservation = nil
	f.judgeFree(day)
	day.OneMore, day.Needs = false, 0
	if day.State == Available || day.State == Waitlist {
		day.State, day.Reason, day.Until = Closed, Unavailable, time.Time{}
	}
}

func (f *Facts) judgeReserved(day *Day) {
	r := day.Reservation
	free, locked := Requested, RequestedLocked
	if r.Status.Placed() {
		free, locked = Booked, BookedLocked
	}
	day.Until = f.giveUpLimit(day.Activity, r)
	day.State = locked
	if !r.Foreign {
		right := f.right(day.Key)
		right.Accepted = r.Status.Placed()
		day.Void, day.VoidDetail = Bookable(f.Town, day.Activity, day.Date, right)
	}
	switch {
	case r.Foreign:
		day.Reason, day.Until = OtherFamily, time.Time{}
	case r.Sick():
		day.Reason = Sick
	case r.Settled():
		day.Reason = AlreadySettled
	case r.Status == Offered: // the answer to the offer says what becomes of it
		day.Until, day.Reason, day.Detail = r.FreeUntil, PlaceOffered, civil.Instant(r.FreeUntil, f.Town.Loc)
	case f.Now.After(day.Until) && !f.passes(day, PassCancelling):
		day.Reason, day.Detail = TooLateToCancel, civil.Instant(day.Until, f.Town.Loc)
	default:
		day.State = free
		if r.Status.Placed() && r.FreeUntil.Equal(day.Until) {
			day.Decline = civil.Instant(r.FreeUntil, f.Town.Loc)
		}
	}
}

func (f *Facts) judgeFree(day *Day) {
	a := day.Activity
	day.State = Closed
	if why, detail := Bookable(f.Town, a, day.Date, f.right(day.Key)); why != "" {
		day.Reason, day.Detail = why, detail
		return
	}
	day.Until = f.Town.BookingLimit(a, day.Date)
	if f.Now.After(day.Until) && !f.passes(day, PassBooking) {
		day.Reason, day.Detail = TooLateToBook, civil.Instant(day.Until, f.Town.Loc)
		return
	}
	if opens := f.Town.ReleasedAt(a, day.Date); f.Now.Before(opens) {
		day.Reason, day.Detail, day.Opens = NotYetOpen, civil.Instant(opens, f.Town.Loc), opens
		return
	}
	if floor := a.Category.Floor; floor != nil {
		due, blocked := wallet.Blocks(f.Balances[a.Category.Wallet.ID], *floor)
		if blocked && !f.passes(day, PassDebt) {
			day.Reason, day.Amount, day.Detail = DebtBlocks, due, due.String()
			return
		}
	}
	if day.Reason, day.Detail = f.clash(day); day.Reason != "" {
		return
	}
	day.State, day.Reason = f.placeFor(day)
	if day.State == Available {
		return
	}
	if day.OneMore = f.mayRaise(day); day.OneMore && day.State == Full {
		day.Needs |= PassFull
	}
}

// placeFor returns what a new request would get. While somebody waits, a free place is not free for others. A request
// that the nightly run or staff decide waits for a place only when there is none.
func (f *Facts) placeFor(day *Day) (State, Reason) {
	if day.Free != 0 && day.Waiting == 0 {
		return Available, ""
	}
	for _, p := range day.Activity.Pools {
		limit := p.On(day.Date).Waitlist
		if limit == nil {
			continue
		}
		if *limit == 0 {
			return Full, NoPlace
		}
		if f.Slots[SlotKey{p.ID, day.Date}].Waiting >= *limit {
			return Full, WaitlistFull
		}
	}
	return Waitlist, ""
}

// count fills Free and Waiting: a day has as many places as the pool that has the fewest. Places that the draft gives
// back are free for the family that gives them back.
func (f *Facts) count(day *Day) {
	for _, p := range day.Activity.Pools {
		k := SlotKey{p.ID, day.Date}
		slot := f.Slots[k]
		day.Waiting = max(day.Waiting, slot.Waiting)
		capacity := p.On(day.Date).Capacity
		if capacity == nil {
			continue
		}
		free := max(0, *capacity+f.raised[k]-slot.Accepted+f.freed[k])
		if day.Free == NoLimit || free < day.Free {
			day.Free = free
		}
	}
}

// clash returns an activity whose hours overlap those of the day, reserved or drafted, in any structure. Drafted
// cancellations do not count. A booking of the other household has no name here: the family sees only that the child is
// taken, or not even that (DOMAIN.md 9.9). It is checked first, because cancelling other days would not help.
func (f *Facts) clash(day *Day) (why Reason, name string) {
	at := childDate{day.ChildID, day.Date}
	own := func(activity string) {
		if why == "" {
			why, name = Overlap, activity
		}
	}
	for _, r := range f.byDay[at] {
		if !r.Status.Holds() || f.draft[r.Key] == Cancel && f.mayGiveUp(r) {
			continue
		}
		other := f.Town.ActivityByID(r.ActivityID)
		switch {
		case other == nil || !other.Overlaps(day.Activity):
		case f.hidden(r):
			return Unavailable, ""
		case r.Foreign:
			return OverlapThere, ""
		default:
			own(other.Name)
		}
	}
	for _, l := range f.draftByDay[at] {
		if l.Kind != Add {
			continue
		}
		if other := f.Town.ActivityByID(l.ActivityID); other != nil && other.Overlaps(day.Activity) {
			own(other.Name)
		}
	}
	for _, e := range f.elsewhere[day.ChildID] {
		if e.Date == day.Date && e.Start < day.Activity.End && day.Activity.Start < e.End {
			switch {
			case e.Foreign:
				return OverlapThere, ""
			case e.Name == "":
				return Unavailable, ""
			}
			own(e.Name)
		}
	}
	return why, name
}
