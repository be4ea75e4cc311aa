package operation

import (
	"maps"
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/db"
)

// reach is what changes may touch: of which activities, families and dates, and whether days or places move, for which
// whoever is booking ends first.
type reach struct {
	db.Scope
	moves bool
}

// people finds the families that changes name, and the households of children.
type people interface {
	FamilyID(code string) int64
	Homes(child string) []int64
}

// reachOf finds what may differ for families between two states of a town. It may find too much: what does not differ
// has no effect.
func reachOf(before, after *town.Catalogue, changes town.Changes, today civil.Date, who people) reach {
	w := walk{before: before, after: after, today: today, activities: map[int64]bool{}, dates: map[civil.Date]bool{},
		families: map[int64]bool{}}
	for _, one := range changes {
		w.add(one, who)
	}
	return w.reach()
}

type walk struct {
	before, after *town.Catalogue
	today         civil.Date
	activities    map[int64]bool
	all           bool // every activity
	dates         map[civil.Date]bool
	from          civil.Date // 0: only dates
	families      map[int64]bool
	everyFamily   bool
}

func (w *walk) since(d civil.Date) {
	if w.from == 0 || d < w.from {
		w.from = d
	}
}

// activity adds an activity, and those that share its pools: a place that it frees may be theirs.
func (w *walk) activity(code string) {
	for _, c := range []*town.Catalogue{w.before, w.after} {
		if a := c.Activity(code); a != nil {
			w.activities[a.ID] = true
			for _, p := range a.Pools {
				w.pool(c, p)
			}
		}
	}
	w.everyFamily = true
}

// besides adds the activities that take place at the same time as one whose hours, or whom it goes with, change: a
// child may be in both.
func (w *walk) besides(code string) {
	was, is := w.before.Activity(code), w.after.Activity(code)
	if was == nil || is == nil || was.Start == is.Start && was.End == is.End &&
		maps.Equal(was.Compatible, is.Compatible) {
		return
	}
	for _, a := range w.after.Activities {
		if a.Start < is.End && is.Start < a.End {
			w.activities[a.ID] = true
		}
	}
}

func (w *walk) pool(c *town.Catalogue, p *town.Pool) {
	for _, a := range c.Activities {
		if slices.Contains(a.Pools, p) {
			w.activities[a.ID] = true
		}
	}
	w.everyFamily = true
}

func (w *walk) poolCoded(code string) {
	for _, c := range []*town.Catalogue{w.before, w.after} {
		for _, p := range c.Pools {
			if p.Code == code {
				w.pool(c, p)
			}
		}
	}
}

func (w *walk) add(one town.Change, who people) {
	n := one.After
	if n == nil {
		n = one.Before
	}
	switch n := n.(type) {
	case town.StructureEntry:
		was, edit := one.Before.(town.StructureEntry)
		if is, stays := one.After.(town.StructureEntry); edit && stays &&
			(was.Zone != is.Zone || was.AlsaceMoselle != is.AlsaceMoselle) {
			w.all, w.everyFamily = true, true
			w.since(w.today)
		}
	case town.ClosureEntry:
		w.all, w.everyFamily = true, true
		w.dates[n.Date] = true
	case town.OpeningEntry:
		w.activity(n.Activity)
		w.dates[n.Date] = true
	case town.ClassEntry: // its level, its year and itself decide what admits its children
		for _, a := range w.after.Activities {
			if one.Before != nil && len(a.Levels)+len(a.Classes) > 0 {
				w.activity(a.Code)
				w.since(w.today)
			}
		}
	case town.SchoolClosureEntry:
		if n.Activity == "" {
			w.all, w.everyFamily = true, true
		} else {
			w.activity(n.Activity)
		}
		w.dates[n.Date] = true
	case town.ReleaseEntry: // of drafts alone: see effect
		w.activity(n.Activity)
		w.since(n.From)
	case town.CapacityEntry:
		w.poolCoded(n.Pool)
		w.dates[n.Date] = true
	case town.PoolEntry:
		w.poolCoded(n.Code)
		w.since(w.today)
	case town.ActivityEntry:
		w.activity(n.Code)
		w.besides(n.Code)
		w.since(w.today)
	case town.TariffEntry:
		w.activity(n.Activity)
		w.since(n.From)
	case town.QuotientEntry:
		w.families[who.FamilyID(n.Family)], w.all = true, true
		w.since(n.From)
	case town.EnrolmentEntry:
		if a := w.before.Activity(n.Activity); a != nil {
			w.activities[a.ID] = true
		}
		for _, id := range who.Homes(n.Child) {
			w.families[id] = true
		}
		w.since(max(n.From, w.today))
	}
}

func (w *walk) reach() (r reach) {
	if !w.all && len(w.activities) == 0 {
		r.Nothing = true
		return r
	}
	r.From = max(w.from, 1)
	if w.from == 0 {
		for d := range w.dates {
			r.Dates = append(r.Dates, d)
		}
		slices.Sort(r.Dates)
	} else {
		for d := range w.dates {
			r.From = min(r.From, d)
		}
	}
	if !w.all {
		for id := range w.activities {
			r.Activities = append(r.Activities, id)
		}
		slices.Sort(r.Activities)
	}
	r.moves = w.everyFamily
	if !w.everyFamily {
		for id := range w.families {
			r.Families = append(r.Families, id)
		}
		slices.Sort(r.Families)
	}
	return r
}
