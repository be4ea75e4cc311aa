// Package leaving keeps how children leave: who may collect a child, who may not, and from what hour it goes home
// alone. A family asks, staff answer; staff also note rules, and they alone note who is barred. Start with Ask and
// Answer; the sheets read what holds by db.ReadPickupsOn. Rules: DOMAIN.md 13.29 to 13.31.
package leaving

import (
	"context"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/pickup"
	"cartable/db"
)

// Leavings holds the dependencies of the use cases.
type Leavings struct{ desk.Base }

const (
	shown = 30 // rules to answer on a page
	kept  = 13 // months after their end
)

// Child is a child with the rules about it.
type Child struct {
	ID                  int64
	FirstName, LastName string
	Rules               []Rule
}

// Rule is a rule with what became of it.
type Rule struct {
	pickup.Rule
	ID     int64
	State  pickup.State
	Answer string // why it was refused
	At     time.Time
	Family int64 // for which household it is
	Over   bool  // its last day is past
}

// Is reports whether a rule is in a state.
func (r Rule) Is(state string) bool { return string(r.State) == state }

// Barred reports whether the rule forbids.
func (r Rule) Barred() bool { return r.Kind == pickup.Barred }

// Alone reports whether by the rule the child goes alone.
func (r Rule) Alone() bool { return r.Kind == pickup.Alone }

// Leaving returns the children of a family with what it asked, and what staff noted for it. Who is barred, no family
// reads here: a court tells it.
func (o *Leavings) Leaving(ctx context.Context, d desk.Actor, familyID int64) (all []Child, err error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return nil, err
	}
	files, err := q.ChildFilesOf(ctx, familyID)
	if err != nil {
		return nil, err
	}
	rows, err := q.PickupsOfFamily(ctx, familyID)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		one := Child{ID: f.ID, FirstName: f.FirstName, LastName: f.LastName}
		for _, p := range rows {
			if p.ChildID == f.ID && p.Kind != pickup.Barred {
				one.Rules = append(one.Rules, ruleOf(p, c.Today(o.Now())))
			}
		}
		all = append(all, one)
	}
	return all, nil
}

func ruleOf(p db.Pickup, today civil.Date) Rule {
	return Rule{Rule: p.Rule(), ID: p.ID, State: p.State, Answer: p.Answer, At: p.At, Family: p.FamilyID,
		Over: p.ToDate != 0 && p.ToDate < today}
}

// Page is what families ask, to be answered.
type Page struct {
	Rows []Row
	More int // behind them
}

// Row is a rule that a family asks.
type Row struct {
	Rule
	ChildID                    int64
	First, Last, School, Class string
	Code, Home                 string   // who asked
	Barred                     []string // who must not come for the child
	Near                       bool     // the name resembles one of them
}

// Leavings returns what waits for an answer, the oldest first.
func (o *Leavings) Leavings(ctx context.Context, d desk.Actor) (page Page, err error) {
	q := o.DB.Read()
	all, n, err := q.AskedPickups(ctx, d.StructureID, shown)
	if err != nil {
		return page, err
	}
	children := make([]int64, len(all))
	for i, l := range all {
		children[i] = l.ChildID
	}
	bans, err := q.BarredFrom(ctx, children)
	page.More = n - len(all)
	for _, l := range all {
		l.State = pickup.Asked
		row := Row{Rule: ruleOf(l.Pickup, 0), ChildID: l.ChildID, First: l.FirstName,
			Last: l.LastName, School: l.School, Class: l.Class, Code: l.Code, Home: l.Family}
		for _, ban := range bans {
			if ban.ChildID == l.ChildID && ban.Overlaps(row.Rule.Rule) {
				row.Barred = append(row.Barred, ban.Name)
				row.Near = row.Near || l.Kind == pickup.Person && ban.Near(row.Rule.Rule)
			}
		}
		page.Rows = append(page.Rows, row)
	}
	return page, err
}

// File is a child's page of how it leaves, for staff.
type File struct {
	Child
	Code, Home string           // the family whose page it is
	Homes      map[int64]string // of each household that has a rule; empty if the child has one
	Archived   time.Time        // since when the family is: nothing is noted there; zero: it is not
}

// ChildLeaving returns the rules about a child of a family of the structure, of all its households; NotFound for any
// other.
func (o *Leavings) ChildLeaving(ctx context.Context, d desk.Actor, code string, childID int64) (file File, err error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return file, err
	}
	family, err := desk.FamilyOf(ctx, q, d, code)
	if err != nil {
		return file, err
	}
	child, found, err := q.ChildIn(ctx, family.ID, childID)
	if err == nil && !found {
		err = desk.NotHere()
	}
	if err != nil {
		return file, err
	}
	rows, err := q.PickupsOfChild(ctx, childID)
	if err != nil {
		return file, err
	}
	file = File{Child: Child{ID: child.ID, FirstName: child.FirstName, LastName: child.LastName}, Code: family.Code,
		Home: family.LastName + " " + family.FirstName}
	if family.ArchivedAt != nil {
		file.Archived = *family.ArchivedAt
	}
	for _, p := range rows {
		file.Rules = append(file.Rules, ruleOf(p, c.Today(o.Now())))
	}
	homes, err := q.HomesOf(ctx, childID)
	if len(homes) > 1 {
		file.Homes = map[int64]string{}
		for _, h := range homes {
			file.Homes[h.ID] = h.Name
		}
	}
	return file, err
}

// Forget deletes rules that ended long ago.
func (o *Leavings) Forget(ctx context.Context) error {
	return o.DB.Write().ForgetPickups(ctx, o.Now().UTC().AddDate(0, -kept, 0))
}
