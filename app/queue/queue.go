// Package queue moves the waiting lists by day: places that become free are offered to who waits, families answer, and
// staff give, offer, move and take off. Nights give places too (app/night), by the same rule, domain/allocation: who is
// first here is first there. It has no HTTP code; roles are checked before it is called. Start with Serve.
//
// A place that is offered is held: its request has a status of its own, and counts among those that take a place, until
// its family has answered or the time is over (DOMAIN.md 7.16 to 7.19).
package queue

import (
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/allocation"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/seal"
	"cartable/db"
)

// Queue holds the dependencies.
type Queue struct {
	desk.Base
	Seal       func(string) string          // makes the token of a link; see Token
	Open       func(string) (string, error) // reads it
	SealSecret func(string) string          // seals what only the reader of a mail may see
	Ring       func()                       // wakes the worker of this process: a mail waits
	BaseURL    string
	MailHost   string
}

// linkPurpose separates the key of the links of offers from every other.
const linkPurpose = "offers"

// New returns a Queue whose links are sealed under SECRET_KEY. Without a key, as a command may run, it makes no links.
func New(base desk.Base, key []byte) *Queue {
	s := &Queue{Base: base, Ring: func() {}}
	if box, err := seal.New(key, linkPurpose); err == nil {
		s.Seal, s.Open = box.Text, box.Read
	}
	return s
}

// date is the waiting list of the activities that share places with one, on a date, in a transaction that holds their
// slots.
type date struct {
	q    db.Q
	town *town.Catalogue
	near []*town.Activity
	on   civil.Date
	now  time.Time
}

// Near returns the activities that share places with one, itself among them.
func Near(c *town.Catalogue, a *town.Activity) []*town.Activity {
	for _, group := range c.Components() {
		if slices.Contains(group, a) {
			return group
		}
	}
	return []*town.Activity{a}
}

// hold locks the waiting list of an activity on a date, and returns it as it then is; nil if the activity is no longer
// offered.
func (s *Queue) hold(ctx context.Context, q db.Q, structureID, activityID int64, on civil.Date) (*date, error) {
	c, err := s.Catalogues.Current(ctx, q, structureID)
	if err != nil {
		return nil, err
	}
	c, _, err = s.Catalogues.Locked(ctx, q, c, func(c *town.Catalogue) (keys []booking.SlotKey) {
		a := c.ActivityByID(activityID)
		if a == nil {
			return nil
		}
		for _, b := range Near(c, a) {
			keys = append(keys, booking.SlotsOf(b, on)...)
		}
		return db.SortSlots(keys)
	})
	if err != nil {
		return nil, err
	}
	a := c.ActivityByID(activityID)
	if a == nil {
		return nil, nil
	}
	return &date{q: q, town: c, near: Near(c, a), on: on, now: s.Now().UTC()}, nil
}

// rows reads the requests that wait, and the places as they are now.
func (d *date) rows(ctx context.Context) (rows []db.Asked, places map[int64]allocation.Pool, err error) {
	if rows, err = d.q.QueuedOn(ctx, desk.ActivityIDs(d.near), d.on); err != nil || len(rows) == 0 {
		return nil, nil, err
	}
	var pools []int64
	for _, a := range d.near {
		for _, p := range a.Pools {
			pools = append(pools, p.ID)
		}
	}
	slots, err := d.q.SlotsBetween(ctx, pools, d.on, d.on)
	if err != nil {
		return nil, nil, err
	}
	return rows, Places(d.near, d.on, slots), nil
}

// Places returns the free places of the pools of activities on a date. Unlike for a newcomer, they are free although
// somebody waits.
func Places(near []*town.Activity, on civil.Date, slots map[booking.SlotKey]booking.Slot) map[int64]allocation.Pool {
	places := map[int64]allocation.Pool{}
	for _, a := range near {
		for _, p := range a.Pools {
			var one allocation.Pool
			if capacity := p.On(on).Capacity; capacity != nil {
				one.Free = new(*capacity - slots[booking.SlotKey{PoolID: p.ID, Date: on}].Accepted)
			}
			places[p.ID] = one
		}
	}
	return places
}

// Request returns a request that waits as the rule takes it, at an instant. It is refused nothing here: only nights
// refuse.
func Request(c *town.Catalogue, r db.Asked, now time.Time) allocation.Request {
	one := allocation.Request{ID: r.ID, Standing: r.Status, Priority: r.Priority, Number: r.Number,
		RequestedAt: r.RequestedAt}
	a := c.ActivityByID(r.ActivityID)
	if a == nil {
		one.Gone = true
		return one
	}
	one.Gone = booking.NoPlaceWhy(c, a, r.Date, r.Right, now) != ""
	for _, p := range a.Pools {
		one.Pools = append(one.Pools, p.ID)
	}
	return one
}

// tooSoon reports whether a place would surprise a family: too little time is left, and it did not ask for a place
// until the last moment (DOMAIN.md 7.12).
func tooSoon(c *town.Catalogue, a *town.Activity, r db.Asked, now time.Time) bool {
	return !r.LastMoment && c.Starts(a, r.Date).Sub(now) < a.Notice()
}
