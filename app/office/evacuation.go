package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/stay"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Evacuation is who has to be counted if the sites are left now: the children who have a place, those who came without
// one, and those who were not seen leaving; not those who are marked absent, or were. Each is in one list.
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

// Evacuation returns the children to be counted now; at one activity, by its code, at any hour of the day.
func (o *Office) Evacuation(ctx context.Context, d desk.Actor, code string) (Evacuation, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Evacuation{}, err
	}
	today, at := c.Today(now), civil.TimeOf(now.In(c.Loc))
	page := Evacuation{At: now, Activity: code}
	open := openOn(c, today)
	for _, a := range open {
		page.Activities = append(page.Activities, desk.Choice{Code: a.Code, Name: a.Name})
		if page.Next == "" && a.Start-stay.Early > at {
			page.Next = a.Name + " à " + a.Start.Human()
		}
	}
	chosen := slices.IndexFunc(open, func(a *town.Activity) bool { return a.Code == code })
	switch {
	case code != "" && chosen < 0:
		return Evacuation{}, desk.NotHere()
	case code != "":
		open = open[chosen : chosen+1]
	case len(open) == 0:
		return page, nil
	}
	var children []db.ExpectedChild
	if err := q.Together(ctx, db.ReadExpectedChildren(desk.ActivityIDs(open), today, &children)); err != nil {
		return Evacuation{}, err
	}
	children = eachOnce(open, children, at, code != "")
	for _, a := range open {
		page.Sites = append(page.Sites, sitesOf(a, children)...)
	}
	return page, nil
}

// openOn returns the activities that are open on a date, in the order of their hours.
func openOn(c *town.Catalogue, d civil.Date) (open []*town.Activity) {
	for _, a := range c.Activities {
		if c.IsOpen(a, d) {
			open = append(open, a)
		}
	}
	slices.SortStableFunc(open, func(x, y *town.Activity) int { return cmp.Compare(x.Start, y.Start) })
	return open
}

// placeOf is a child at an activity, of all those that are held on its site today.
func placeOf(a *town.Activity, marked wallet.Attendance, s stay.Stay, departures bool, site []stay.Held) stay.Place {
	return stay.Place{Start: a.Start, End: a.End, Present: marked == wallet.Present, Absent: marked.Absent(), Stay: s,
		Until: stay.Until(heldAs(a, departures), site)}
}

func heldAs(a *town.Activity, departures bool) stay.Held {
	return stay.Held{Start: a.Start, End: a.End, Stamped: stampsHours(a), Departures: departures}
}

// heldToday is the activities that are held at each school today, and whether a departure was stamped there.
type heldToday map[string]map[*town.Activity]bool

// note adds a child of an activity.
func (h heldToday) note(school string, a *town.Activity, departed bool) {
	if h[school] == nil {
		h[school] = map[*town.Activity]bool{}
	}
	h[school][a] = h[school][a] || departed
}

func (h heldToday) site(school string) (all []stay.Held) {
	for a, departures := range h[school] {
		all = append(all, heldAs(a, departures))
	}
	return all
}

// eachOnce keeps those who are to be counted, each at the activity that stay.Nearest says: the activities are in the
// order of their hours. At a chosen activity they are counted at any hour.
func eachOnce(activities []*town.Activity, all []db.ExpectedChild, at civil.TimeOfDay,
	chosen bool) (kept []db.ExpectedChild) {
	byID := map[int64]*town.Activity{}
	for _, a := range activities {
		byID[a.ID] = a
	}
	held := heldToday{}
	for _, one := range all {
		held.note(one.School, byID[one.ActivityID], one.Departed != nil)
	}
	places, index := map[int64][]stay.Place{}, map[int64][]int{} // by child
	for i, one := range all {
		a := byID[one.ActivityID]
		p := placeOf(a, one.Attendance, one.Stay, held[one.School][a], held.site(one.School))
		if chosen {
			p.Start, p.End = at, at
		}
		places[one.ChildID], index[one.ChildID] = append(places[one.ChildID], p), append(index[one.ChildID], i)
	}
	for i, one := range all {
		if n := stay.Nearest(places[one.ChildID], at); n >= 0 && index[one.ChildID][n] == i {
			kept = append(kept, one)
		}
	}
	return kept
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
