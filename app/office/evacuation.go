package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Evacuation is who has to be counted if the sites are left now: the children who have a place and are not marked
// absent, and those who came without one. Each is in one list.
type Evacuation struct {
	At         time.Time
	Activities []desk.Choice // of the day, to choose one
	Activity   string        // code; empty: those that are under way
	Sites      []Site
	Next       string // the next activity of the day, if none is under way: "Accueil du soir à 16 h 30"
}

// Site is the children of a school at an activity. Children of several schools at one activity are counted by school.
type Site struct {
	Activity, School string
	Start, End       civil.TimeOfDay
	Children         []Present
	Marked           int // present
}

// Present is a child who is to be counted.
type Present struct {
	LastName, FirstName, Class string
	Marked                     bool // as present; nobody has marked the others yet
}

// PresentClass is the children of a class who are to be counted: a page of the list on paper.
type PresentClass struct {
	Name     string
	Children []Present
}

// Classes returns the children of a site by class, the youngest first.
func (s Site) Classes() (all []PresentClass) {
	for _, one := range s.Children {
		i := slices.IndexFunc(all, func(c PresentClass) bool { return c.Name == one.Class })
		if i < 0 {
			i, all = len(all), append(all, PresentClass{Name: one.Class})
		}
		all[i].Children = append(all[i].Children, one)
	}
	slices.SortFunc(all, func(x, y PresentClass) int {
		return cmp.Or(cmp.Compare(town.RankOf(x.Name), town.RankOf(y.Name)), cmp.Compare(x.Name, y.Name))
	})
	return all
}

// early and late are the minutes around the hours of an activity in which its children are on the site.
const early, late = 15, 30

// Evacuation returns the children to be counted now; at one activity, by its code, at any hour of the day.
func (o *Office) Evacuation(ctx context.Context, d desk.Actor, code string) (Evacuation, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Evacuation{}, err
	}
	today, at := c.Today(now), civil.TimeOf(now.In(c.Loc))
	page := Evacuation{At: now, Activity: code}
	var shown, open []*town.Activity
	for _, a := range c.Activities {
		if why, _ := c.OpenOn(a, today); why == town.Open {
			open = append(open, a)
		}
	}
	slices.SortStableFunc(open, func(x, y *town.Activity) int { return cmp.Compare(x.Start, y.Start) })
	for _, a := range open {
		page.Activities = append(page.Activities, desk.Choice{Code: a.Code, Name: a.Name})
		switch {
		case code == a.Code, code == "" && a.Start-early <= at && at <= a.End+late:
			shown = append(shown, a)
		case page.Next == "" && a.Start > at:
			page.Next = a.Name + " à " + a.Start.Human()
		}
	}
	if code != "" && len(shown) == 0 {
		return Evacuation{}, desk.NotHere()
	}
	if len(shown) == 0 {
		return page, nil
	}
	var children []db.ExpectedChild
	if err := q.Together(ctx, db.ReadExpectedChildren(desk.ActivityIDs(shown), today, &children)); err != nil {
		return Evacuation{}, err
	}
	children = eachOnce(shown, children, at)
	for _, a := range shown {
		page.Sites = append(page.Sites, sitesOf(a, children)...)
	}
	return page, nil
}

// eachOnce keeps those who are to be counted, each at one of the activities, which are in the order of their hours: the
// one under way, otherwise the next, otherwise the last that ended.
func eachOnce(activities []*town.Activity, all []db.ExpectedChild, at civil.TimeOfDay) (kept []db.ExpectedChild) {
	const ended, next, now = 1, 2, 3
	best, where := map[int64]int{}, map[int64]int64{} // by child
	for _, a := range activities {
		rank := now
		if a.End < at {
			rank = ended
		} else if a.Start > at {
			rank = next
		}
		for _, one := range all {
			before := best[one.ChildID]
			if one.ActivityID == a.ID && notAway(one) && (rank > before || rank == before && rank != next) {
				best[one.ChildID], where[one.ChildID] = rank, a.ID
			}
		}
	}
	for _, one := range all {
		if notAway(one) && where[one.ChildID] == one.ActivityID {
			kept = append(kept, one)
		}
	}
	return kept
}

// notAway reports whether a child is not marked absent.
func notAway(one db.ExpectedChild) bool {
	return one.Attendance == wallet.NotMarked || one.Attendance == wallet.Present
}

// sitesOf returns the children of an activity who are to be counted, by school.
func sitesOf(a *town.Activity, all []db.ExpectedChild) (sites []Site) {
	for _, one := range all {
		if one.ActivityID != a.ID {
			continue
		}
		i := slices.IndexFunc(sites, func(s Site) bool { return s.School == one.School })
		if i < 0 {
			i, sites = len(sites), append(sites, Site{Activity: a.Name, School: one.School, Start: a.Start, End: a.End})
		}
		child := Present{one.LastName, one.FirstName, one.Class, one.Attendance == wallet.Present}
		sites[i].Children = append(sites[i].Children, child)
		if child.Marked {
			sites[i].Marked++
		}
	}
	slices.SortStableFunc(sites, func(x, y Site) int { return cmp.Compare(x.School, y.School) })
	return sites
}
