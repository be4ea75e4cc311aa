package office

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/ratio"
	"cartable/app/domain/town"
	"cartable/db"
)

// warnedAhead is how many days ahead staff are told that animators are missing.
const warnedAhead = 7

// Shortage is a day on which animators are missing.
type Shortage struct {
	Date     civil.Date
	Pool     string // its name
	Code     string
	Children int // at once
	Have     int // animators who count
	Need     int
	Tomorrow bool
}

// shortages returns the days from tomorrow on for which somebody said who is there, and who is too few. A town that
// says so for no day costs one query.
func shortages(ctx context.Context, q db.Q, c *town.Catalogue, today civil.Date) (short []Shortage, err error) {
	from, to := today+1, today+warnedAhead
	all := make([]int64, len(c.Pools))
	for i, p := range c.Pools {
		all[i] = p.ID
	}
	var said map[booking.SlotKey]ratio.Team
	if err := q.Together(ctx, db.ReadAnimators(all, from, to, &said)); err != nil || len(said) == 0 {
		return nil, err
	}
	var pools []int64
	for k := range said {
		pools = append(pools, k.PoolID)
	}
	slices.Sort(pools)
	pools = slices.Compact(pools)
	var teams desk.Teams
	if err := q.Together(ctx, teams.ReadTeams(c, pools, from, to)...); err != nil {
		return nil, err
	}
	for d := from; d <= to; d++ {
		for _, p := range c.Pools {
			if s := teams.On(c, p, d); s.Lacks > 0 {
				short = append(short, Shortage{Date: d, Pool: p.Name, Code: p.Code, Children: s.Peak.Sum(),
					Have: s.Team.Counted(s.Peak.Sum()), Need: s.Need, Tomorrow: d == today+1})
			}
		}
	}
	return short, nil
}
