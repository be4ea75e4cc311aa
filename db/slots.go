package db

import (
	"context"
	"fmt"
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
	values := slotValues(keys, ", 0, 0")
	if _, err := q.exec(ctx, "insert into slots (pool_id, date, accepted, waiting) values "+values+
		" on conflict do nothing"); err != nil {
		return nil, err
	}
	err := q.Together(ctx, readSlots(&slots, "("+slotWhere(keys)+") order by pool_id, date"+q.lock(ctx)))
	return slots, err
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

// RecountSlots counts slots again from the reservations. Call it after the last change, while the slots are locked.
func (q Q) RecountSlots(ctx context.Context, keys []booking.SlotKey) error {
	if len(keys) == 0 {
		return nil
	}
	_, err := q.exec(ctx, recount+", changed_at = $1 where "+slotWhere(keys), time.Now())
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

// RecountStructure counts all slots of a structure again, and makes those that are missing. It holds them first, and
// counts in another statement: what somebody was booking meanwhile is seen, and not written over. Call it in a
// transaction.
func (q Q) RecountStructure(ctx context.Context, structureID int64) error {
	if _, err := q.exec(ctx, `insert into slots (pool_id, date)
		select distinct ap.pool_id, r.date from reservations r join activity_pools ap on ap.activity_id = r.activity_id
		where r.structure_id = $1 and r.state `+isCounted+`
		order by ap.pool_id, r.date on conflict do nothing`, structureID); err != nil {
		return err
	}
	if q.postgres {
		if _, err := q.exec(ctx, `select from slots where pool_id in (select id from pools where structure_id = $1)
			order by pool_id, date for update`, structureID); err != nil {
			return err
		}
	}
	_, err := q.exec(ctx, `with counted as (
			select ap.pool_id, r.date,
				sum(case when r.state `+isPlaced+` then 1 else 0 end) as accepted,
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

// The second condition on the state is redundant: it lets SQLite see that the partial index applies.
const recount = `update slots set
	accepted = (select count(*) from activity_pools ap join reservations r on r.activity_id = ap.activity_id
		where ap.pool_id = slots.pool_id and r.date = slots.date and r.state ` + isPlaced + ` and r.state ` + isLive +
	`),
	waiting = (select count(*) from activity_pools ap join reservations r on r.activity_id = ap.activity_id
		where ap.pool_id = slots.pool_id and r.date = slots.date and r.state ` + isQueued + ` and r.state ` + isLive +
	`)`

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

func slotValues(keys []booking.SlotKey, rest string) string {
	var b strings.Builder
	for i, k := range keys {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "(%d, '%s'%s)", k.PoolID, k.Date, rest)
	}
	return b.String()
}
