package db

import (
	"context"

	"cartable/app/domain/civil"
)

// ToDo is what staff find to do on their first page, beside StaffNumbers.
type ToDo struct {
	Unmarked []UnmarkedDay
	Waiting  []WaitingSlot
	Asked    []AskedDay
	Ended    int        // families whose quotient has ended, up to the most that a first page shows
	Ending   int        // families whose quotient ends soon
	EndsOn   civil.Date // the earliest of those; 0 = none
}

// UnmarkedDay is a past day of an activity with places that nobody has marked.
type UnmarkedDay struct {
	ActivityID int64
	Date       civil.Date
	Children   int
}

// WaitingSlot is a date on which somebody waits for a place of a pool.
type WaitingSlot struct {
	PoolID            int64
	Date              civil.Date
	Accepted, Waiting int
}

// AskedDay is a date on which somebody waits for an activity, and so for each of its pools.
type AskedDay struct {
	ActivityID int64
	Date       civil.Date
}

// ToDoFilter says what counts: past days from Since on, waiting lists from Today to Until, quotients that end from
// EndedSince to EndingBy and are followed by none.
type ToDoFilter struct {
	StructureID          int64
	Activities, Pools    []int64
	Since, Today, Until  civil.Date
	EndedSince, EndingBy civil.Date
}

// ToDo reads it in one statement. It reads days and dates around the present, however old the town is.
func (q Q) ToDo(ctx context.Context, f ToDoFilter) (t ToDo, err error) {
	err = q.each(ctx, `select 'unmarked', r.activity_id, r.date, count(*), 0 from reservations r
			where r.activity_id in (`+list(f.Activities)+`) and r.date >= $2 and r.date < $3 and r.state `+isPlaced+`
				and r.state `+isLive+` and r.attendance is null group by r.activity_id, r.date
		union all select 'waiting', s.pool_id, s.date, s.accepted, s.waiting from slots s
			where s.pool_id in (`+list(f.Pools)+`) and s.date between $3 and $4 and s.waiting > 0
		union all select distinct 'asked', ap.activity_id, s.date, 0, 0 from slots s
			join activity_pools ap on ap.pool_id = s.pool_id
			where s.pool_id in (`+list(f.Pools)+`) and s.date between $3 and $4 and s.waiting > 0
				and exists (select 1 from reservations r where r.activity_id = ap.activity_id and r.date = s.date
					and r.state `+isWaiting+` and r.state `+isQueued+`)
		union all select 'quotients', 0, min(e.ends), coalesce(sum(case when e.ends < $3 then 1 else 0 end), 0),
				coalesce(sum(case when e.ends >= $3 then 1 else 0 end), 0)
			from (select t.to_date as ends from quotients t cross join families f
				where t.to_date between $5 and $6 and f.id = t.family_id and f.structure_id + 0 = $1
					and exists (select 1 from family_children k where k.family_id = t.family_id)
					and not exists (select 1 from quotients n where n.family_id = t.family_id
						and n.from_date > t.from_date)
				order by t.to_date limit `+mostShown+`) as e
		order by 3, 2`, []any{f.StructureID, f.Since, f.Today, f.Until, f.EndedSince, f.EndingBy}, func(r row) error {
		var kind string
		var of int64
		var d civil.Date
		var n, m int
		err := r.Scan(&kind, &of, &d, &n, &m)
		switch kind {
		case "unmarked":
			t.Unmarked = append(t.Unmarked, UnmarkedDay{of, d, n})
		case "waiting":
			t.Waiting = append(t.Waiting, WaitingSlot{of, d, n, m})
		case "asked":
			t.Asked = append(t.Asked, AskedDay{of, d})
		default:
			t.Ended, t.Ending, t.EndsOn = n, m, d
		}
		return err
	})
	return t, err
}

// mostShown is one more than a first page counts.
const mostShown = "501"
