package effect

import (
	"cartable/app/domain/allocation"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
)

// placesMoved reports whether an activity has fewer or more places on a date, in any of the pools that it draws on.
func (w *walk) placesMoved(b, a *town.Activity, d civil.Date) (fewer, more bool) {
	compare := func(was, is *int) {
		switch {
		case was == nil && is == nil:
		case is == nil || was != nil && *is > *was:
			more = true
		case was == nil || *is < *was:
			fewer = true
		}
	}
	for _, p := range b.Pools {
		if !draws(a, p.ID) {
			more = true // it no longer blocks
		}
	}
	for _, p := range a.Pools {
		was := town.Places{}
		for _, q := range b.Pools {
			if q.ID == p.ID {
				was = q.On(d)
			}
		}
		is := p.On(d)
		compare(was.Capacity, is.Capacity)
		compare(was.Waitlist, is.Waitlist)
	}
	return fewer, more
}

// places finds the dates that exceed their places, and the requests that the freed places serve.
func (w *walk) places() {
	stay := byDate(w.stay)
	for d, all := range byDate(w.Reservations) {
		if d < w.today {
			continue
		}
		was, is := stock(w.before, all, d, w.Pupils), stock(w.after, stay[d], d, w.Pupils)
		for id, p := range is.pools {
			if p.Free == nil || *p.Free >= 0 {
				continue
			}
			if old, there := was.pools[id]; there && old.Free != nil && *old.Free <= *p.Free {
				continue // it already was before
			}
			w.causes[FewerPlaces] = true
			capacity := *p.Free + is.accepted[id]
			w.Over = append(w.Over, Over{id, d, is.accepted[id], capacity, -*p.Free})
		}
		earlier := was.winners()
		for id, r := range is.winners() {
			if _, anyway := earlier[id]; !anyway {
				w.causes[MorePlaces] = true
				mode := w.before.ActivityByID(r.ActivityID).Allot // the mode of their request
				w.Served = append(w.Served, Place{id, r.FamilyID, r.Key, mode})
			}
		}
	}
}

func byDate(all []Reservation) map[civil.Date][]Reservation {
	dates := map[civil.Date][]Reservation{}
	for _, r := range all {
		if r.Status.Holds() {
			dates[r.Date] = append(dates[r.Date], r)
		}
	}
	return dates
}

// date holds the places taken and the requests on a date.
type date struct {
	pools    map[int64]allocation.Pool
	accepted map[int64]int // by pool, with those who are offered a place
	requests []allocation.Request
	by       map[int64]Reservation
}

// stock counts the live reservations of a date.
func stock(c *town.Catalogue, all []Reservation, d civil.Date, pupils map[int64]town.Pupil) date {
	on := date{map[int64]allocation.Pool{}, map[int64]int{}, nil, map[int64]Reservation{}}
	for _, r := range all {
		a := c.ActivityByID(r.ActivityID)
		if a == nil {
			continue
		}
		for _, p := range a.Pools {
			if r.Status.Seated() {
				on.accepted[p.ID]++
			}
		}
		if !r.Status.Seated() {
			request := allocation.Request{ID: r.ID, Standing: allocation.Standing(r.Status), Priority: r.Priority,
				Number: r.Number, RequestedAt: r.RequestedAt}
			for _, p := range a.Pools {
				request.Pools = append(request.Pools, p.ID)
			}
			why, _ := c.OpenFor(a, d, pupils[r.ChildID])
			turned, _ := c.Admits(a, pupils[r.ChildID], d)
			request.Gone = why != town.Open || turned != town.Admitted
			on.requests, on.by[r.ID] = append(on.requests, request), r
		}
	}
	for _, p := range c.Pools {
		places := p.On(d)
		pool := allocation.Pool{WaitingRoom: places.Waitlist}
		if places.Capacity != nil {
			pool.Free = new(*places.Capacity - on.accepted[p.ID])
		}
		on.pools[p.ID] = pool
	}
	return on
}

// winners returns the requests for which there is a place, in the order in which places are given: priority class, then
// instant. Requests that staff decide are included: a place is there for them to give.
func (on date) winners() map[int64]Reservation {
	won := map[int64]Reservation{}
	for _, d := range allocation.Settle(on.requests, on.pools) {
		if d.New == allocation.Accepted {
			won[d.ID] = on.by[d.ID]
		}
	}
	return won
}

// overlaps finds the pairs of a child's day that were compatible before and no longer are.
func (w *walk) overlaps() {
	type childDate struct {
		child int64
		date  civil.Date
	}
	day := map[childDate][]Reservation{}
	for _, r := range w.stay {
		if r.Date < w.today {
			continue
		}
		k := childDate{r.ChildID, r.Date}
		b, a, _ := w.both(r.ActivityID)
		for _, other := range day[k] {
			b2, a2, _ := w.both(other.ActivityID)
			if a.Overlaps(a2) && !b.Overlaps(b2) {
				w.causes[HoursMoved] = true
				w.Overlaps = append(w.Overlaps, Overlap{r.ChildID, r.Date, min(r.ID, other.ID), max(r.ID, other.ID)})
				w.mail(HoursMoved, r.FamilyID)
				w.mail(HoursMoved, other.FamilyID)
			}
		}
		day[k] = append(day[k], r)
	}
}

// papers lists the statements that contain amounts debited again or given back.
func (w *walk) papers() {
	changed := map[Statement]money.Cents{}
	of := func(familyID int64, d civil.Date) Statement {
		y, _, _ := d.YMD()
		return Statement{FamilyID: familyID, Year: y}
	}
	for _, r := range w.Repriced {
		changed[of(r.FamilyID, r.Date)] += r.Was - r.Becomes
	}
	for _, l := range w.Cancelled {
		if l.Back != 0 {
			changed[of(l.FamilyID, l.Date)] += l.Back
		}
	}
	for _, s := range w.Issued {
		if back, found := changed[s]; found {
			delete(changed, s) // once, if it is named twice
			s.Back = back
			w.Papers = append(w.Papers, s)
		}
	}
}
