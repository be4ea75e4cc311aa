// Package allocation decides which requests get a place in the nightly run: pools, waiting lists, priority. It is a
// pure function of one group of activities that share pools, on one date: the same input gives the same result, in
// whatever order the rows come, and running it on its own result changes nothing. Rule: DOMAIN.md 7.1 and 7.2. Start
// with Settle.
package allocation

import (
	"cmp"
	"slices"
	"time"

	"cartable/app/domain/booking"
)

// Standing is the status of a request.
type Standing = booking.Status

// The two standings that await a decision, and the three that the nightly run can give.
const (
	Waitlisted = booking.Waitlisted
	Pending    = booking.Pending
	Offered    = booking.Offered // a place is held until the family answers
	Accepted   = booking.Accepted
	Refused    = booking.Refused
)

// Request is an unsettled request on the date being settled.
type Request struct {
	ID       int64 // breaks the last ties
	Pools    []int64
	Standing Standing // Waitlisted or Pending
	ByStaff  bool     // staff decide this one: it is never given a place here
	Priority int      // 0 = first
	// of its movement, drawn while its slots were held; 0 = imported, and so before those that have one
	Number      int64
	RequestedAt time.Time // orders imported requests only, because a clock may be set back
	LastChance  bool      // its booking and cancellation deadlines have passed, or it is the day itself
	Late        bool      // too little time is left before the start for a place to be of use
	Offer       bool      // from the waiting list, a place is offered to it instead of given
	Gone        bool      // the day is over, or can no longer be booked: no place can be given
}

// Before compares two requests of the same standing by the order in which they are served: the priority class, then the
// number of the movement.
func (r Request) Before(o Request) int {
	return cmp.Or(cmp.Compare(r.Priority, o.Priority), cmp.Compare(r.Number, o.Number),
		r.RequestedAt.Compare(o.RequestedAt), cmp.Compare(r.ID, o.ID))
}

// Pool is the remaining capacity of a pool on the date. Nil is "no limit". Free may be negative when the capacity was
// lowered below the number of accepted requests: nothing is taken back, and nobody is added.
type Pool struct {
	Free        *int
	WaitingRoom *int // total size of the waiting list
}

// Decision is the new standing of a request; requests whose standing does not change are not returned.
type Decision struct {
	ID  int64
	New Standing
}

// Settle gives the free places of a date to the waitlisted requests, then to the nightly requests, each in order of
// priority class and number of the movement; where an activity offers its places, who waits gets an offer, and the
// place is held. A nightly request without a place joins the waiting list if it has room. A
// request without a place is refused when no cancellation can free one any more.
func Settle(requests []Request, pools map[int64]Pool) []Decision {
	queue := slices.Clone(requests)
	slices.SortFunc(queue, func(a, b Request) int {
		return cmp.Or(cmp.Compare(a.Standing.Turn(), b.Standing.Turn()), a.Before(b))
	})
	free := map[int64]int{}
	waiting := map[int64]int{}
	for id, p := range pools {
		if p.Free != nil {
			free[id] = *p.Free
		}
	}
	for _, r := range queue {
		if r.Standing == Waitlisted {
			for _, p := range r.Pools {
				waiting[p]++
			}
		}
	}
	place := func(r Request) bool {
		for _, p := range r.Pools {
			if pools[p].Free != nil && free[p] <= 0 {
				return false
			}
		}
		return true
	}
	room := func(r Request) bool {
		for _, p := range r.Pools {
			if limit := pools[p].WaitingRoom; limit != nil && waiting[p] >= *limit {
				return false
			}
		}
		return true
	}
	count := func(in map[int64]int, r Request, by int) {
		for _, p := range r.Pools {
			in[p] += by
		}
	}

	var decisions []Decision
	for _, r := range queue {
		now := r.Standing
		switch {
		case !r.Gone && !r.Late && !r.ByStaff && place(r):
			now = Accepted
			count(free, r, -1)
			if r.Standing == Waitlisted {
				count(waiting, r, -1)
				if r.Offer {
					now = Offered
				}
			}
		case r.Gone || r.LastChance:
			now = Refused
			if r.Standing == Waitlisted {
				count(waiting, r, -1)
			}
		case r.Standing == Pending && !r.ByStaff && room(r):
			now = Waitlisted
			count(waiting, r, +1)
		}
		if now != r.Standing {
			decisions = append(decisions, Decision{r.ID, now})
		}
	}
	return decisions
}
