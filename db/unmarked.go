package db

import (
	"context"

	"cartable/app/domain/civil"
)

// UnmarkedCount is how many children have a place at an activity on a date, of those of a school, and how many of them
// nobody has marked.
type UnmarkedCount struct {
	Date       civil.Date
	ActivityID int64
	School     string
	Expected   int
	Unmarked   int
}

// Unmarked counts the children of activities between two dates by day, activity and school, where somebody is not
// marked: the oldest day first.
func (q Q) Unmarked(ctx context.Context, activities []int64, from, to civil.Date) (all []UnmarkedCount, err error) {
	err = q.each(ctx, `select r.date, r.activity_id, c.school, count(*),
			sum(case when r.attendance is null then 1 else 0 end)
		from reservations r join children c on c.id = r.child_id
		where r.activity_id in (`+list(activities)+`) and r.date between $1 and $2 and r.state `+isPlaced+`
			and r.state `+isLive+` group by r.date, r.activity_id, c.school
		having sum(case when r.attendance is null then 1 else 0 end) > 0
		order by r.date, r.activity_id, c.school`, []any{from, to}, func(r row) error {
		var one UnmarkedCount
		err := r.Scan(&one.Date, &one.ActivityID, &one.School, &one.Expected, &one.Unmarked)
		all = append(all, one)
		return err
	})
	return all, err
}
