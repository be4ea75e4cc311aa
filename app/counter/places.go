package counter

import (
	"context"
	"fmt"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/app/portal"
	"cartable/db"
)

// slots returns how often each slot is named, and the slots in order.
func slots(keys []booking.SlotKey) (times map[booking.SlotKey]int, sorted []booking.SlotKey) {
	times = map[booking.SlotKey]int{}
	for _, k := range keys {
		times[k]++
	}
	for k := range times {
		sorted = append(sorted, k)
	}
	return times, db.SortSlots(sorted)
}

// raised is why a place was added, to every family. What staff say of the one that asked is not copied: an opération
// outlives its erasure.
const raised = "Place ajoutée pour une demande faite à la mairie."

// raise adds a place to each slot, as often as it is named, by one opération.
func (o *Counter) raise(ctx context.Context, q db.Q, d desk.Actor, keys []booking.SlotKey) error {
	held, err := o.Catalogues.Hold(ctx, q, d.StructureID)
	if err != nil {
		return err
	}
	times, sorted := slots(keys)
	var changes town.Changes
	title := ""
	for _, k := range sorted {
		p := poolOf(held.Town, k.PoolID)
		if p == nil || p.On(k.Date).Capacity == nil {
			continue
		}
		more := *p.On(k.Date).Capacity + times[k]
		own := p.ByDate[k.Date]
		was := town.CapacityEntry{Pool: p.Code, Date: k.Date, Capacity: own.Capacity, Waitlist: own.Waitlist}
		change := town.Change{After: town.CapacityEntry{Pool: p.Code, Date: k.Date, Capacity: &more,
			Waitlist: own.Waitlist}}
		if own.Capacity != nil || own.Waitlist != nil {
			change.Before = was
		}
		changes = append(changes, change)
		title = fmt.Sprintf("Place ajoutée\u00a0: %s, %s", p.Name, k.Date.Long())
	}
	if len(changes) > 1 {
		title = fmt.Sprintf("Places ajoutées, %d jours ou groupes", len(changes))
	}
	_, err = o.Operations.ApplyIn(ctx, q, d, operation.Request{Kind: operation.Capacity, Title: title, Reason: raised,
		Changes: changes})
	return err
}

func poolOf(c *town.Catalogue, id int64) *town.Pool {
	for _, p := range c.Pools {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// Added is a place that a recap would add.
type Added struct {
	Pool    string
	Date    civil.Date
	Was, Is int // places
	Waiting int // requests that wait, and would still
	Need    int // animators that the law asks for then
	Lacks   int // of them, those who are missing; 0 if nobody said who is there
	Unsaid  bool
}

// Added returns the places that a recap would add, with what the law asks for then.
func (o *Counter) Added(ctx context.Context, r portal.Recap) (all []Added, err error) {
	if len(r.Raised) == 0 {
		return nil, nil
	}
	times, sorted := slots(r.Raised)
	var pools []int64
	from, to := sorted[0].Date, sorted[0].Date
	for _, k := range sorted {
		pools = append(pools, k.PoolID)
		from, to = min(from, k.Date), max(to, k.Date)
	}
	var teams desk.Teams
	var counts map[booking.SlotKey]booking.Slot
	reads := append(teams.ReadTeams(r.Town, pools, from, to), db.ReadSlots(pools, from, to, &counts))
	if err := o.DB.Read().Together(ctx, reads...); err != nil {
		return nil, err
	}
	for _, k := range sorted {
		p := poolOf(r.Town, k.PoolID)
		if p == nil || p.On(k.Date).Capacity == nil {
			continue
		}
		was := *p.On(k.Date).Capacity
		one := Added{Pool: p.Name, Date: k.Date, Was: was, Is: was + times[k], Waiting: counts[k].Waiting}
		if staff := teams.On(r.Town, p, k.Date); staff.Law != nil {
			peak := staff.Peak
			peak.Over6 += times[k] // at least
			one.Need = staff.Ratio.Need(peak)
			if one.Unsaid = staff.Team == nil; !one.Unsaid {
				one.Lacks = staff.Ratio.Missing(*staff.Team, peak)
			}
		}
		all = append(all, one)
	}
	return all, nil
}
