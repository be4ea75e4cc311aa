package db

import (
	"context"
)

// WaitPositions ranks waitlisted reservations, 1 for the first, in the order in which places are given (priority class,
// number of the movement), among all those that wait that day for the places of the same pools. Reservations that are
// not waitlisted are absent.
func (q Q) WaitPositions(ctx context.Context, reservations []int64) (map[int64]int, error) {
	ranks := make(map[int64]int, len(reservations))
	if len(reservations) == 0 {
		return ranks, nil
	}
	err := q.each(ctx, `select mine.id, (select count(*) from reservations r
			where r.date = mine.date and r.state `+isQueued+` and r.state `+isLive+`
				and r.activity_id in (select mine.activity_id union select near.activity_id from activity_pools own
					join activity_pools near on near.pool_id = own.pool_id where own.activity_id = mine.activity_id)
				and (`+inTurn+`) <= (mine.priority, mine.number, mine.requested_at, mine.id))
		from (select r.id, r.date, r.activity_id, r.priority, `+numberOf+` as number, r.requested_at from reservations r
			where r.id in (`+list(reservations)+`) and r.state `+isQueued+`) as mine`, nil, func(r row) error {
		var id int64
		var rank int
		err := r.Scan(&id, &rank)
		ranks[id] = rank
		return err
	})
	return ranks, err
}
