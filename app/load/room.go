package load

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// checkRoom refuses the lines that enrol a child where the limit of enrolled is reached (DOMAIN.md 10.67), in the order
// of the file. What was stored before counts first, as far as the file leaves it, and is never refused.
func (im *importing) checkRoom() error {
	for _, s := range im.structures.all {
		var limited []*enrolmentEntry
		for _, e := range s.enrolments.all {
			if e.activity.want.MaxEnrolled != nil {
				limited = append(limited, e)
			}
		}
		if len(limited) == 0 {
			continue
		}
		gone, err := im.q.ErasedChildren(im.ctx, s.id())
		if err != nil {
			return err
		}
		type period struct {
			child *childEntry
			town.Crowd
		}
		held := map[*activityEntry][]period{}
		add := func(e *enrolmentEntry, from, to civil.Date) {
			held[e.activity] = append(held[e.activity], period{e.child, town.Crowd{From: from, To: to, Children: 1}})
		}
		others := func(e *enrolmentEntry) (all []town.Crowd) {
			for _, p := range held[e.activity] {
				if p.child != e.child {
					all = append(all, p.Crowd)
				}
			}
			return all
		}
		for _, e := range limited {
			if e.had != nil && !gone[e.had.ChildID] {
				add(e, e.had.FromDate, min(e.had.ToDate, e.want.ToDate))
			}
		}
		for _, e := range limited {
			from, limit := e.want.FromDate, *e.activity.want.MaxEnrolled
			if e.had != nil {
				from = e.had.ToDate + 1
			}
			if e.line == 0 || from > e.want.ToDate {
				continue
			}
			if full, n := town.FullOn(others(e), from, e.want.ToDate, limit); full != 0 {
				im.report("enrolments.csv", e.line, "activity", town.FullWords(e.activity.want.Name, full, n, limit),
					town.RoomAsked)
				continue
			}
			add(e, from, e.want.ToDate)
		}
	}
	return nil
}
