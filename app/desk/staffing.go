package desk

import (
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/ratio"
	"cartable/app/domain/town"
	"cartable/db"
)

// Staffing is a pool on a date, against the law: who is there, how many children are there at once, and how many
// animators they need.
type Staffing struct {
	Team   *ratio.Team    // nil: nobody said who is there
	Peak   ratio.Children // at the moment at which most animators are needed
	Law    *ratio.Row     // of the longest activity; nil: no legal ratio
	Ratio  ratio.Ratio    // the strictest of the pool's activities
	Need   int            // animators
	Legal  int            // places that the law allows with the team
	Lacks  int            // animators
	Placed int            // children with a place, over the whole day
}

// Teams holds what Staffing is computed from, once its reads are made.
type Teams struct {
	Animators map[booking.SlotKey]ratio.Team
	presence  []db.Presence
}

// ReadTeams returns the reads for pools between two dates.
func (t *Teams) ReadTeams(c *town.Catalogue, pools []int64, from, to civil.Date) []db.Read {
	var activities []int64
	for _, a := range c.Activities {
		for _, p := range pools {
			if a.DrawsOn(p) {
				activities = append(activities, a.ID)
				break
			}
		}
	}
	return []db.Read{db.ReadAnimators(pools, from, to, &t.Animators),
		db.ReadPresence(activities, from, to, &t.presence)}
}

// On returns the staffing of a pool on a date.
func (t *Teams) On(c *town.Catalogue, p *town.Pool, d civil.Date) Staffing {
	rows, law := c.RatiosOn(p, d)
	var s Staffing
	if team, said := t.Animators[booking.SlotKey{PoolID: p.ID, Date: d}]; said {
		s.Team = &team
	}
	var spans []ratio.Span
	for _, here := range t.presence {
		a := c.ActivityByID(here.ActivityID)
		if here.Date != d || a == nil || !a.DrawsOn(p.ID) {
			continue
		}
		s.Placed += here.Sum()
		spans = append(spans, ratio.Span{Start: int(a.Start), End: int(a.End), Children: here.Children})
	}
	if len(rows) == 0 {
		return s
	}
	s.Law, s.Ratio = &rows[0], law
	s.Peak = law.Peak(spans)
	s.Need = law.Need(s.Peak)
	if s.Team != nil {
		s.Legal, s.Lacks = law.Places(*s.Team, s.Peak), law.Missing(*s.Team, s.Peak)
	}
	return s
}
