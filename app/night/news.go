package night

import (
	"context"
	"time"

	"cartable/app/domain/town"
	"cartable/db"
)

// news reports whether a run at an instant would change anything: past days to debit that have a price, answers of
// staff to tell, movements to transmit, or requests that the rule would now settle otherwise. It reads without locks:
// the run itself settles.
func (n *Night) news(ctx context.Context, q db.Q, c *town.Catalogue, at time.Time) (bool, error) {
	if some, err := debitable(ctx, q, c, c.Today(at)); err != nil || some {
		return some, err
	}
	if some, err := q.AnswersToTell(ctx, c.Structure.ID, at); err != nil || some {
		return some, err
	}
	if some, err := q.PlacesToReport(ctx, c.Structure.ID, at); err != nil || some {
		return some, err
	}
	todo, err := q.ToSettle(ctx, c.Structure.ID, at)
	if err != nil || len(todo) == 0 {
		return false, err
	}
	w := work{q: q, run: db.Run{AsOf: at, Cutoff: at}, town: c, now: n.Now(), from: todo[0].Date, to: todo[0].Date}
	for _, t := range todo {
		if t.Open > 0 {
			return true, nil
		}
		w.from, w.to = min(w.from, t.Date), max(w.to, t.Date)
	}
	for _, group := range c.Components() {
		w.ids = w.ids[:0]
		var pools []int64
		for _, a := range group {
			w.ids = append(w.ids, a.ID)
			for _, p := range a.Pools {
				pools = append(pools, p.ID)
			}
		}
		requests, err := q.UnsettledOn(ctx, w.ids, w.from, w.to, at)
		if err != nil {
			return false, err
		}
		if w.left, err = q.LeftSince(ctx, w.ids, w.from, w.to, at); err != nil {
			return false, err
		}
		if err := w.reach(ctx, requests); err != nil {
			return false, err
		}
		slots, err := q.SlotsBetween(ctx, pools, w.from, w.to)
		if err != nil {
			return false, err
		}
		if len(w.settle(requests, slots).became) > 0 {
			return true, nil
		}
	}
	return false, nil
}
