package db

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
)

// SortSlots sorts slots into the one order in which they are always locked.
func SortSlots(keys []booking.SlotKey) []booking.SlotKey {
	slices.SortFunc(keys, func(a, b booking.SlotKey) int {
		if a.PoolID != b.PoolID {
			return int(a.PoolID - b.PoolID)
		}
		return int(a.Date - b.Date)
	})
	return slices.Compact(keys)
}

// LockSlots locks the slots, in order, and returns their counts. Callers that give or take back a place lock its slots
// until the end of the transaction: this prevents a place from being given twice. Missing rows are created.
func (q Q) LockSlots(ctx context.Context, keys []booking.SlotKey) (map[booking.SlotKey]booking.Slot, error) {
	slots := make(map[booking.SlotKey]booking.Slot, len(keys))
	keys = SortSlots(keys)
	if len(keys) == 0 {
		return slots, nil
	}
	if !q.postgres {
		if _, err := q.exec(ctx, "insert into slots (pool_id, date) values "+slotValues(keys)+
			" on conflict do nothing"); err != nil {
			return nil, err
		}
		err := q.Together(ctx, readSlots(&slots, "("+slotWhere(keys)+") order by pool_id, date"))
		return slots, err
	}
	pools := column(keys, func(k *booking.SlotKey) int64 { return k.PoolID })
	on := dates(keys, func(k *booking.SlotKey) civil.Date { return k.Date })
	_, err := q.exec(ctx, `insert into slots (pool_id, date)
		select pool_id, date::date from unnest($1::bigint[], $2::text[]) with ordinality as k (pool_id, date, n)
		order by n on conflict do nothing`, pools, on)
	if err != nil {
		return nil, err
	}
	err = q.Together(ctx, readSlots(&slots, `(pool_id, date) in (select pool_id, date::date from
		unnest($1::bigint[], $2::text[]) as k (pool_id, date)) order by pool_id, date`+q.lock(ctx), pools, on))
	return slots, err
}

// A town is booked in by many at once, and changed by one alone. The rows of slots do not suffice for that: a date
// that nobody has booked yet has none, an activity without a pool never has any. So there is an advisory lock.
const (
	bookingIn   = "select pg_advisory_xact_lock_shared(7201838, $1::bigint::int)"
	changingAll = "select pg_advisory_xact_lock(7201838, $1::bigint::int)"
)

// BookIn makes whoever changes what is open in a structure wait for this transaction, and waits for one who does. Call
// it after children are locked, before slots are.
func (q Q) BookIn(ctx context.Context, structureID int64) error {
	if !q.postgres {
		return nil // an immediate transaction runs alone
	}
	_, err := q.exec(ctx, bookingIn, structureID)
	return err
}

// HoldBookings waits for whoever is booking in a structure, and makes those wait who come later: they see what the
// caller has changed. Call it as BookIn.
func (q Q) HoldBookings(ctx context.Context, structureID int64) error {
	if !q.postgres {
		return nil
	}
	_, err := q.exec(ctx, changingAll, structureID)
	return err
}

// lock is forUpdate, except in a negative control of the test suite, which omits it.
func (q Q) lock(ctx context.Context) string {
	if ctx.Value(unlockedSlots{}) != nil {
		return ""
	}
	return q.forUpdate()
}

type unlockedSlots struct{}

// WithoutSlotLock is for the negative control of the test suite alone (app/prooftest): under it, slots are read without
// a lock, and the suite must detect places given twice. In a program that is not a test it changes nothing.
func WithoutSlotLock(ctx context.Context) context.Context {
	if !testing.Testing() {
		return ctx
	}
	return context.WithValue(ctx, unlockedSlots{}, true)
}

// SlotsBetween returns the counts of pools between two dates; days without any request are absent.
func (q Q) SlotsBetween(ctx context.Context, pools []int64,
	from, to civil.Date) (slots map[booking.SlotKey]booking.Slot, err error) {
	err = q.Together(ctx, ReadSlots(pools, from, to, &slots))
	return slots, err
}

// ReadSlots is the read of SlotsBetween.
func ReadSlots(pools []int64, from, to civil.Date, into *map[booking.SlotKey]booking.Slot) Read {
	return readSlots(into, "pool_id in ("+list(pools)+") and date between $1 and $2", from, to)
}

func readSlots(into *map[booking.SlotKey]booking.Slot, where string, args ...any) Read {
	*into = map[booking.SlotKey]booking.Slot{}
	return Read{query: "select pool_id, date, accepted, waiting from slots where " + where, args: args,
		scan: func(r row) error {
			var k booking.SlotKey
			var s booking.Slot
			if err := r.Scan(&k.PoolID, &k.Date, &s.Accepted, &s.Waiting); err != nil {
				return err
			}
			(*into)[k] = s
			return nil
		}}
}

// moves sums what a transaction changes in the counts: for each activity and date, how many more are accepted, and how
// many more wait. A date whose counts stay is there too, because its open calendars are told.
type moves map[dayOf]booking.Slot

type dayOf struct {
	activityID int64
	date       civil.Date
}

// note records that a reservation had a status ("" = it is new) and has another.
func (m moves) note(activityID int64, date civil.Date, had, has booking.Status) {
	day := dayOf{activityID, date}
	slot := m[day]
	slot.Add(had, -1)
	slot.Add(has, +1)
	m[day] = slot
}

// moveSlots changes the counts of the slots on which activities draw, by as much as their reservations have changed.
// Whatever changes the state of reservations calls it, while it holds their slots (LockSlots); the import and a change
// of the catalogue, which hold many, count again instead (RecountSlots, RecountStructure). Check compares the counts
// with the reservations. A count that was wrong before does not fall below zero: a family is not refused for it.
func (q Q) moveSlots(ctx context.Context, m moves) error {
	if len(m) == 0 {
		return nil
	}
	days := slices.SortedFunc(maps.Keys(m), func(a, b dayOf) int {
		return cmp.Or(cmp.Compare(a.activityID, b.activityID), cmp.Compare(a.date, b.date))
	})
	const move = ` update slots set changed_at = $1,
			accepted = case when slots.accepted + d.accepted < 0 then 0 else slots.accepted + d.accepted end,
			waiting = case when slots.waiting + d.waiting < 0 then 0 else slots.waiting + d.waiting end
		from (select ap.pool_id, t.date, sum(t.accepted) as accepted, sum(t.waiting) as waiting
			from t join activity_pools ap on ap.activity_id = t.activity_id group by ap.pool_id, t.date) as d
		where slots.pool_id = d.pool_id and slots.date = d.date`
	if !q.postgres {
		var rows strings.Builder
		for i, day := range days {
			if i > 0 {
				rows.WriteString(", ")
			}
			fmt.Fprintf(&rows, "(%d, '%s', %d, %d)", day.activityID, day.date, m[day].Accepted, m[day].Waiting)
		}
		_, err := q.exec(ctx, "with t (activity_id, date, accepted, waiting) as (values "+rows.String()+")"+move,
			time.Now())
		return err
	}
	_, err := q.exec(ctx, `with t as (select activity_id, date::date, accepted, waiting
		from unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[]) as u (activity_id, date, accepted, waiting))`+
		move, time.Now(), column(days, func(d *dayOf) int64 { return d.activityID }),
		dates(days, func(d *dayOf) civil.Date { return d.date }),
		column(days, func(d *dayOf) int64 { return int64(m[*d].Accepted) }),
		column(days, func(d *dayOf) int64 { return int64(m[*d].Waiting) }))
	return err
}

// ChangedSlot is a slot and the instant of its last count, on the clock of the machine that made it.
type ChangedSlot struct {
	booking.SlotKey
	At time.Time
}

// ChangedSlots lists the slots counted after an instant. A transaction may commit some time after its count: ask again
// for a short period before, and ignore the slots already seen.
func (q Q) ChangedSlots(ctx context.Context, after time.Time) ([]ChangedSlot, error) {
	var all []ChangedSlot
	err := q.each(ctx, "select pool_id, date, changed_at from slots where changed_at > $1", []any{after},
		func(r row) error {
			var one ChangedSlot
			err := r.Scan(&one.PoolID, &one.Date, stamp{&one.At})
			all = append(all, one)
			return err
		})
	return all, err
}

// RecountSlots counts slots again, in one pass over the reservations of their pools and dates. The caller holds the
// slots, in order (LockSlots).
func (q Q) RecountSlots(ctx context.Context, keys []booking.SlotKey) error {
	if len(keys) == 0 {
		return nil
	}
	var pools []int64
	from, to := keys[0].Date, keys[0].Date
	for i, k := range keys {
		if i == 0 || keys[i-1].PoolID != k.PoolID {
			pools = append(pools, k.PoolID)
		}
		from, to = min(from, k.Date), max(to, k.Date)
	}
	counted := map[booking.SlotKey]booking.Slot{}
	// isLive is redundant, but makes SQLite see that the partial index contains these rows.
	err := q.each(ctx, `select ap.pool_id, r.date, r.state, count(*) from activity_pools ap join reservations r on
		r.activity_id = ap.activity_id
		where ap.pool_id in (`+list(pools)+`) and r.date between $1 and $2 and r.state `+isLive+` and r.state `+
		isCounted+`
		group by ap.pool_id, r.date, r.state`, []any{from, to}, func(r row) error {
		var k booking.SlotKey
		var state booking.Status
		var n int
		if err := r.Scan(&k.PoolID, &k.Date, &state, &n); err != nil {
			return err
		}
		slot := counted[k]
		slot.Add(state, n)
		counted[k] = slot
		return nil
	})
	if err != nil {
		return err
	}
	rows := make([]Slot, len(keys))
	for i, k := range keys {
		rows[i] = Slot{PoolID: k.PoolID, Date: k.Date, Accepted: counted[k].Accepted, Waiting: counted[k].Waiting}
	}
	for len(rows) > 0 {
		n := min(len(rows), importChunk)
		chunk := rows[:n]
		if _, err := q.NewInsert().Model(&chunk).On("conflict (pool_id, date) do update").
			Set("accepted = excluded.accepted, waiting = excluded.waiting").Returning("NULL").Exec(ctx); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// RecountStructure counts all slots of a structure again, and makes those that are missing. It holds the pools and the
// slots first: the pools, so that it waits for a slot that somebody has just made, which it cannot see; the slots, so
// that it waits for whoever is booking. Only then are their reservations seen, to make the slots that these lack in
// another pool, and to count. Call it in a transaction.
func (q Q) RecountStructure(ctx context.Context, structureID int64) error {
	if q.postgres {
		if _, err := q.exec(ctx, "select from pools where structure_id = $1 order by id for update",
			structureID); err != nil {
			return err
		}
		if _, err := q.exec(ctx, `select from slots where pool_id in (select id from pools where structure_id = $1)
			order by pool_id, date for update`, structureID); err != nil {
			return err
		}
	}
	if _, err := q.exec(ctx, `insert into slots (pool_id, date)
		select distinct ap.pool_id, r.date from reservations r join activity_pools ap on ap.activity_id = r.activity_id
		where r.structure_id = $1 and r.state `+isCounted+`
		order by ap.pool_id, r.date on conflict do nothing`, structureID); err != nil {
		return err
	}
	_, err := q.exec(ctx, `with counted as (
			select ap.pool_id, r.date,
				sum(case when r.state `+isSeated+` then 1 else 0 end) as accepted,
				sum(case when r.state `+isQueued+` then 1 else 0 end) as waiting
			from reservations r join activity_pools ap on ap.activity_id = r.activity_id
			where r.structure_id = $1 and r.state `+isCounted+`
			group by ap.pool_id, r.date)
		update slots set
			accepted = coalesce((select c.accepted from counted c where c.pool_id = slots.pool_id and c.date =
				slots.date), 0),
			waiting = coalesce((select c.waiting from counted c where c.pool_id = slots.pool_id and c.date =
				slots.date), 0)
		where pool_id in (select id from pools where structure_id = $1)`, structureID)
	return err
}

// slotWhere returns a condition on slots, grouped by pool so that the text stays short.
func slotWhere(keys []booking.SlotKey) string {
	var b strings.Builder
	for i, k := range keys {
		switch {
		case i == 0:
			fmt.Fprintf(&b, "(pool_id = %d and date in ('%s'", k.PoolID, k.Date)
		case keys[i-1].PoolID != k.PoolID:
			fmt.Fprintf(&b, ")) or (pool_id = %d and date in ('%s'", k.PoolID, k.Date)
		default:
			fmt.Fprintf(&b, ", '%s'", k.Date)
		}
	}
	b.WriteString("))")
	return b.String()
}

func slotValues(keys []booking.SlotKey) string {
	var b strings.Builder
	for i, k := range keys {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "(%d, '%s')", k.PoolID, k.Date)
	}
	return b.String()
}
