package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// crowded is a date with more accepted children than places.
type crowded struct {
	structureID    int64
	pool           string
	date           civil.Date
	usual, own     *int // places on all days, and on this one
	given, allowed int  // places that validations and nights gave; how many there are
	last           time.Time
}

// written is how long a change of places may take until it is committed: a place that was given meanwhile was given by
// the old number.
const written = 10 * time.Second

// checkPlaces names the dates on which more places were given than there were. What is over because the places were
// lowered afterwards, which cancels nobody (DOMAIN.md 7.10), is no difference: the journal says that the places were
// enough when the last of them was given or offered. Children whom staff took in (10.3) and imported ones do not count.
func (q Q) checkPlaces(ctx context.Context) (found []string, err error) {
	var all []crowded
	err = q.each(ctx, `select p.structure_id, p.code, r.date, p.capacity, k.capacity, count(*),
			max(coalesce((select w.at from answers w where w.reservation_id = r.id and w.became `+isPlaced+`),
				(select max(o.at) from offers o where o.reservation_id = r.id and o.state in ('open', `+placed+`)),
				(select max(g.at) from queue_acts g where g.reservation_id = r.id and g.what = 'given'),
				(select max(u.started_at) from decisions d join runs u on u.id = d.run_id
				where d.reservation_id = r.id and d.became `+isPlaced+`), m.at)) as last
		from slots s join pools p on p.id = s.pool_id
		left join capacities k on k.pool_id = s.pool_id and k.date = s.date
		join activity_pools ap on ap.pool_id = s.pool_id
		join reservations r on r.activity_id = ap.activity_id and r.date = s.date and r.state `+isSeated+`
		join movements m on m.id = (select max(n.id) from movements n
			where n.reservation_id = r.id and n.kind = 'book') and m.origin = 'portal'
		where s.accepted > coalesce(k.capacity, p.capacity)
		group by p.structure_id, p.code, r.date, p.capacity, k.capacity order by 2, 3`, nil, func(r row) error {
		var one crowded
		err := r.Scan(&one.structureID, &one.pool, &one.date, &one.usual, &one.own, &one.given, stamp{&one.last})
		all = append(all, one)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		if err := q.placesThen(ctx, &one); err != nil {
			return nil, err
		}
		if one.allowed >= 0 && one.given > one.allowed {
			found = append(found, fmt.Sprintf("places %s, %s : %d attribuées, pour %d places", one.pool, one.date,
				one.given, one.allowed))
		}
	}
	return found, nil
}

// placesThen finds how many places there were when the last one was given: it takes back, latest first, the changes
// that the journal has since. Of the numbers that were in force within the time that a change may take to be written,
// the largest counts. A negative number is no limit.
func (q Q) placesThen(ctx context.Context, one *crowded) error {
	type line struct {
		at   time.Time
		text string
	}
	var lines []line
	err := q.each(ctx, "select at, changes from audit where structure_id = $1 and at > $2 and changes is not null "+
		"order by id desc", []any{one.structureID, one.last.Add(-written)}, func(r row) error {
		var l line
		err := r.Scan(stamp{&l.at}, &l.text)
		lines = append(lines, l)
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range lines {
		if !l.at.After(one.last.Add(written)) {
			one.allow()
		}
		if !strings.Contains(l.text, one.pool) {
			continue
		}
		changes, err := JournalEntry{Changes: l.text}.ReadChanges()
		if err != nil {
			return err
		}
		for _, c := range changes.Inverse() {
			if one.moved(c) {
				one.allowed = -1
				return nil
			}
			one.back(c.After)
			if c.After == nil {
				one.gone(c.Before)
			}
		}
	}
	one.allow()
	return nil
}

// allow counts the places that are in force at this point of the way back.
func (c *crowded) allow() {
	limit := c.own
	if limit == nil {
		limit = c.usual
	}
	switch {
	case limit == nil:
		c.allowed = -1
	case c.allowed >= 0:
		c.allowed = max(c.allowed, *limit)
	}
}

// back takes the places of a setting as it was before a change.
func (c *crowded) back(was town.Noun) {
	switch n := was.(type) {
	case town.PoolEntry:
		if n.Code == c.pool {
			c.usual = n.Capacity
		}
	case town.CapacityEntry:
		if n.Pool == c.pool && n.Date == c.date {
			c.own = n.Capacity
		}
	}
}

// moved reports whether a change put an activity, with the children who have a place in it, into the pool or out of it:
// how many places were given before it is not known here.
func (c *crowded) moved(change town.Change) bool {
	draws := func(n town.Noun) bool {
		a, ok := n.(town.ActivityEntry)
		return ok && slices.Contains(a.Pools, c.pool)
	}
	return draws(change.Before) != draws(change.After)
}

// gone takes away the places that a change had added for the date.
func (c *crowded) gone(added town.Noun) {
	if n, ok := added.(town.CapacityEntry); ok && n.Pool == c.pool && n.Date == c.date {
		c.own = nil
	}
}
