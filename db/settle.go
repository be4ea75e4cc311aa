package db

import (
	"context"
	"encoding/json"
	"time"

	"cartable/app/domain/booking"
)

// Answer is the outcome that a run gives to a request.
type Answer struct {
	State     booking.Status
	Reason    booking.Reason
	FreeUntil time.Time // for a place that is given: deadline for declining it; zero = as any other
}

// Settled is a request that a run answers.
type Settled struct {
	booking.Reservation // as it was read when its slots were locked
	Answer
}

// Settle gives requests their answers, if they still wait for one, and counts them in their slots, which the caller
// holds. Those that were made before the cut-off are transmitted with it: a row is written once (see Transmit). It
// returns those that got theirs: where no place is limited, nothing is held, and a clerk may have been quicker.
func (q Q) Settle(ctx context.Context, all []Settled, cutoff time.Time) (given map[int64]bool, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	query, args := `with a as (select value ->> 0 as id, value ->> 1 as state, value ->> 2 as reason,
		value ->> 3 as free_until from json_each($2)) `, []any{cutoff, answersJSON(all)}
	if q.postgres {
		query = `with a as (select * from unnest($2::bigint[], $3::text[], $4::text[], $5::timestamptz[])
			as u (id, state, reason, free_until)) `
		args = []any{cutoff, column(all, func(s *Settled) int64 { return s.ID }),
			column(all, func(s *Settled) string { return string(s.State) }),
			column(all, func(s *Settled) string { return string(s.Answer.Reason) }),
			column(all, func(s *Settled) *time.Time { return s.Answer.until() })}
	}
	given = make(map[int64]bool, len(all))
	query += `update reservations set state = a.state, reason = a.reason, free_until = a.free_until,
		transmitted = transmitted or requested_at <= $1
		from a where reservations.id = a.id and reservations.state ` + isWaiting + " returning reservations.id"
	if err := q.each(ctx, query, args, func(r row) error {
		var id int64
		err := r.Scan(&id)
		given[id] = true
		return err
	}); err != nil {
		return nil, err
	}
	moved := moves{}
	for _, s := range all {
		if given[s.ID] {
			moved.note(s.ActivityID, s.Date, s.Status, s.State)
		}
	}
	return given, q.moveSlots(ctx, moved)
}

// until is the deadline for declining a place, nil if there is none.
func (a Answer) until() *time.Time {
	if a.FreeUntil.IsZero() {
		return nil
	}
	at := a.FreeUntil.UTC().Truncate(time.Microsecond)
	return &at
}

// answersJSON returns answers as an argument for SQLite, with instants as they are stored.
func answersJSON(all []Settled) string {
	rows := make([][4]any, len(all))
	for i, s := range all {
		rows[i] = [4]any{s.ID, s.State, s.Answer.Reason}
		if at := s.Answer.until(); at != nil {
			rows[i][3] = at.Format(storedInstant)
		}
	}
	text, _ := json.Marshal(rows) // numbers and texts: it cannot fail
	return string(text)
}
