package load

import (
	"fmt"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// checkRoom refuses the lines that enrol a child where the limit of enrolled is reached (DOMAIN.md 10.67), in the order
// of the file. What was stored before counts first, and is never refused.
func (im *importing) checkRoom() error {
	for _, s := range im.structures.all {
		on := map[*activityEntry]map[civil.Date]int{}
		add := func(e *enrolmentEntry, from, to civil.Date) {
			if on[e.activity] == nil {
				on[e.activity] = map[civil.Date]int{}
			}
			for d := from; d <= to; d++ {
				on[e.activity][d]++
			}
		}
		limited := func(e *enrolmentEntry) bool { return e.activity.want.MaxEnrolled != nil }
		for _, e := range s.enrolments.all {
			if e.had != nil && limited(e) {
				add(e, e.had.FromDate, e.had.ToDate)
			}
		}
		for _, e := range s.enrolments.all {
			if e.line == 0 || !limited(e) {
				continue
			}
			from, most := e.want.FromDate, *e.activity.want.MaxEnrolled
			if e.had != nil {
				from = e.had.ToDate + 1
			}
			full := civil.Date(0)
			for d := from; d <= e.want.ToDate && full == 0; d++ {
				if on[e.activity][d] >= most {
					full = d
				}
			}
			if full != 0 {
				im.report("enrolments.csv", e.line, "activity", fmt.Sprintf("%s est complète le %s : limite de %d "+
					"inscrits", e.activity.want.Name, full.Numeric(), most), town.RoomAsked)
				continue
			}
			add(e, from, e.want.ToDate)
		}
	}
	return nil
}
