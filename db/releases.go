package db

import (
	"context"

	"cartable/app/domain/civil"
)

// HeldDays counts the children who may book an activity on one of some days, and what is booked and requested on them.
type HeldDays struct{ Children, Accepted, Waiting int }

// HeldBetween counts them for an activity between two dates, both included.
func (q Q) HeldBetween(ctx context.Context, activityID int64, from, to civil.Date) (h HeldDays, err error) {
	err = q.each(ctx, `select (select count(distinct child_id) from enrolments
			where activity_id = $1 and from_date <= $3 and to_date >= $2),
			count(case when state `+isPlaced+` then 1 end), count(case when state `+isWaiting+` then 1 end)
		from reservations where activity_id = $1 and date between $2 and $3 and state `+isLive,
		[]any{activityID, from, to}, func(r row) error { return r.Scan(&h.Children, &h.Accepted, &h.Waiting) })
	return h, err
}
