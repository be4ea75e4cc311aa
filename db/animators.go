package db

import (
	"context"

	"github.com/uptrace/bun"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/ratio"
)

// Animators is a row of animators.
type Animators struct {
	bun.BaseModel `bun:"animators"`

	PoolID   int64      `bun:",pk"`
	Date     civil.Date `bun:",pk"`
	Number   int
	Director bool
	Under6   *int `bun:"under6"`
}

// ReadAnimators reads the teams of pools between two dates; a date for which nobody said who is there is absent.
func ReadAnimators(pools []int64, from, to civil.Date, into *map[booking.SlotKey]ratio.Team) Read {
	*into = map[booking.SlotKey]ratio.Team{}
	return Read{query: `select pool_id, date, number, director, under6 from animators
		where pool_id in (` + list(pools) + ") and date between $1 and $2", args: []any{from, to},
		scan: func(r row) error {
			var k booking.SlotKey
			var team ratio.Team
			err := r.Scan(&k.PoolID, &k.Date, &team.Animators, &team.Director, &team.Under6)
			(*into)[k] = team
			return err
		}}
}

// SetAnimators stores who is there for a pool on a date; nil removes it.
func (q Q) SetAnimators(ctx context.Context, k booking.SlotKey, team *ratio.Team) error {
	if team == nil {
		_, err := q.exec(ctx, "delete from animators where pool_id = $1 and date = $2", k.PoolID, k.Date)
		return err
	}
	row := Animators{PoolID: k.PoolID, Date: k.Date, Number: team.Animators, Director: team.Director,
		Under6: team.Under6}
	_, err := q.NewInsert().Model(&row).On("conflict (pool_id, date) do update").
		Set("number = excluded.number, director = excluded.director, under6 = excluded.under6").Exec(ctx)
	return err
}

// Presence is how many children have a place in an activity on a date, by age on that day.
type Presence struct {
	ActivityID int64
	Date       civil.Date
	ratio.Children
}

// turnsSix is the day on which a child turns six, as text: dates are compared as text, which both databases can. A
// child born on 29 February turns six on 1 March.
const turnsSix = "cast(cast(substr(cast(c.birth_date as text), 1, 4) as integer) + 6 as text) || " +
	"substr(cast(c.birth_date as text), 5)"

// ReadPresence reads how many children have a place in activities between two dates.
func ReadPresence(activities []int64, from, to civil.Date, into *[]Presence) Read {
	return Read{query: `select r.activity_id, r.date,
			sum(case when ` + turnsSix + ` > cast(r.date as text) then 1 else 0 end), count(*)
		from reservations r join children c on c.id = r.child_id
		where r.activity_id in (` + list(activities) + ") and r.date between $1 and $2 and r.state " + isPlaced +
		" and r.state " + isLive + " group by r.activity_id, r.date", args: []any{from, to}, scan: func(r row) error {
		var one Presence
		err := r.Scan(&one.ActivityID, &one.Date, &one.Under6, &one.Over6)
		one.Over6 -= one.Under6
		*into = append(*into, one)
		return err
	}}
}
