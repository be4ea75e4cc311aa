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

// Day is one child, one activity and one date, judged at an instant.
type Day struct {
	Key
	Activity    *town.Activity
	State       State
	Draft       Kind
	Reason      Reason       // why a click does nothing; empty when it does something
	Detail      string       // what the reason's sentence needs: an hour, a name
	Void        Reason       // of a day that is reserved: why it will not take place, closed since or not enrolled any more
	VoidDetail  string       // what that reason's sentence needs
	Decline     string       // until when a place that a night gave may be declined free of charge: "mardi 1 décembre à 12 h"
	Amount      money.Cents  // for DebtBlocks: the smallest payment that opens bookings again
	Reservation *Reservation // the live one, nil when there is none
	Free        int          // places left, NoLimit when there is no capacity
	Waiting     int          // how many wait for the fullest of its pools
	Until       time.Time    // the limit that comes next: to book a free day, to cancel a booked one
}

// Tickable tells whether a click does something.
func (d Day) Tickable() bool {
	switch d.State {
	case Available, Waitlist, Booked, Requested:
		return true
	}
	return d.Draft != None // a change that became impossible may still be taken back
}

// Ticked tells what the box shows: "I want this day".
func (d Day) Ticked() bool {
	if d.Draft != None {
		return d.Draft == Add
	}
	return d.Reservation != nil
}

// DraftFor is the draft line that a box set to wanted leaves: None when it is as the server has it.
func (d Day) DraftFor(wanted bool) Kind {
	switch d.State {
	case Booked, Requested:
		if !wanted {
			return Cancel
		}
	case Available, Waitlist:
		if wanted {
			return Add
		}
	default: // nothing new may start here; what was drafted may stay or go
		if wanted && d.Draft == Add || !wanted && d.Draft == Cancel {
			return d.Draft
		}
	}
	return None
}

// Judge gives the state of a day for a child and an activity (DOMAIN.md 3.1 and 3.2). The order of the refusals
// is fixed: open day, right, deadline, debt, overlap, capacity.
func (f *Facts) Judge(child int64, a *town.Activity, date civil.Date) Day {
	key := Key{child, a.ID, date}
	day := Day{Key: key, Activity: a, Draft: f.draft[key], Reservation: f.live[key], Free: NoLimit}
	f.count(&day)
	switch {
	case day.Reservation == nil:
		f.judgeFree(&day)
	case f.hidden(day.Reservation):
		f.judgeHidden(&day)
	default:
		f.judgeReserved(&day)
	}
	return day
}

// judgeHidden says of a day that the other household holds what would be said of a free one, but that it cannot be booked:
// a deadline, a debt or a full house explain it first.
func (f *Facts) judgeHidden(day *Day) {
	day.Reservation = nil
	f.judgeFree(day)
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
		_, enrolled := f.Enrolled(day.ChildID, day.ActivityID, day.Date)
		day.Void, day.VoidDetail = Bookable(f.Town, day.Activity, day.Date, enrolled)
	}
	switch {
	case r.Foreign:
		day.Reason, day.Until = OtherFamily, time.Time{}
	case r.Settled():
		day.Reason = AlreadySettled
	case f.Now.After(day.Until):
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
	_, enrolled := f.Enrolled(day.ChildID, a.ID, day.Date)
	if why, detail := Bookable(f.Town, a, day.Date, enrolled); why != "" {
		day.Reason, day.Detail = why, detail
		return
	}
	day.Until = f.Town.BookingLimit(a, day.Date)
	if f.Now.After(day.Until) {
		day.Reason, day.Detail = TooLateToBook, civil.Instant(day.Until, f.Town.Loc)
		return
	}
	if floor := a.Category.Floor; floor != nil {
		if due, blocked := wallet.Blocks(f.Balances[a.Category.Wallet.ID], *floor); blocked {
			day.Reason, day.Amount, day.Detail = DebtBlocks, due, due.String()
			return
		}
	}
	if day.Reason, day.Detail = f.clash(day); day.Reason != "" {
		return
	}
	day.State, day.Reason = f.placeFor(day)
}

// placeFor tells what a newcomer would get. While somebody waits, a free place is not free for others.
// A request that the night or staff decide waits for a place only where there is none.
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

// count fills Free and Waiting: a day has as many places as the pool that has the fewest. Places that the
// draft gives back are free for the family that gives them.
func (f *Facts) count(day *Day) {
	for _, p := range day.Activity.Pools {
		k := SlotKey{p.ID, day.Date}
		slot := f.Slots[k]
		day.Waiting = max(day.Waiting, slot.Waiting)
		capacity := p.On(day.Date).Capacity
		if capacity == nil {
			continue
		}
		free := max(0, *capacity-slot.Accepted+f.freed[k])
		if day.Free == NoLimit || free < day.Free {
			day.Free = free
		}
	}
}

// clash names an activity whose hours cross those of the day, reserved or drafted, in any structure. What the draft gives
// up does not count. What the other household booked has no name here: a family sees of it that the child is taken, or
// not even that (DOMAIN.md 9.9). It comes first: nothing that the family gives up would help.
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
