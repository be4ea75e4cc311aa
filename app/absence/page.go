package absence

import (
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Child is the child who is ill.
type Child struct {
	ID                  int64
	FirstName, LastName string
	School, Class       string
}

// Page is what may be told of a child, and what would become of it.
type Page struct {
	Child    Child
	Children []Child // for a parent: those of the family
	Dates    []Date
	Rule     sickness.Rule
	PaperBy  civil.Date // if it is told now; 0 = none is asked for
	Sums     sickness.Sums
	LateWhy  string // for a parent: why today can no longer be told
	Call     string // whom to call
	Told     []Told // told before, with a day from today on
}

// Offered reports whether parents may tell an illness at all.
func (p Page) Offered() bool { return p.Rule.Until != nil }

// Open reports whether there is a day to tell.
func (p Page) Open() bool { return slices.ContainsFunc(p.Dates, Date.Open) }

// Told is an absence that was told.
type Told struct {
	ID                 int64
	ChildID            int64
	Child, LastName    string
	Family, FamilyCode string
	At                 time.Time
	How                string // "par téléphone le mardi 24 novembre à 8 h 05"
	Login              string // who entered it
	Mailed             bool   // the family was written to
	Days               []ToldDay
	Sums               sickness.Sums
	PaperBy            civil.Date // 0 = none is asked for
	Undoable           bool       // today, and nothing of it was debited
}

// ToldDay is a day of an absence that was told.
type ToldDay struct {
	Date     civil.Date
	Activity string
	Fate     sickness.Fate
	Came     bool   // the child was marked present after all
	Meal     string // what it changed for the kitchen; empty: there was no meal
}

// mealWords says what an absence changed for the kitchen, of a meal that it had counted already or not.
func mealWords(counted bool) string {
	if counted {
		return "Le repas était déjà compté et commandé\u00a0: il est retiré du compte de la cuisine."
	}
	return "La cuisine n'avait pas encore compté les repas de ce jour\u00a0: celui-ci ne sera pas commandé."
}

// Word returns the French word of what became of the day.
func (d ToldDay) Word() string {
	if d.Came {
		return "venu finalement"
	}
	return d.Fate.Word()
}

// Sick returns what a teller may tell of a child. Without ticked dates, those of today and tomorrow are.
func (o *Absences) Sick(ctx context.Context, who Teller, childID int64, ticked []civil.Date) (Page, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, who.Actor)
	if err != nil {
		return Page{}, err
	}
	today := c.Today(now)
	if ticked == nil {
		ticked = []civil.Date{today, today + 1}
	}
	page := Page{Rule: sickness.RuleOf(&c.Structure), Call: callWords(&c.Structure)}
	page.PaperBy = page.Rule.PaperBy(today)
	if err := page.name(ctx, q, who, childID); err != nil {
		return Page{}, err
	}
	childID = page.Child.ID
	var days []db.SickDay
	var told []sickness.Before
	var absences []db.ToldAbsence
	if err := q.Together(ctx,
		db.ReadSickDays(who.StructureID, childID, today, today+sickness.Ahead-1, &days),
		db.ReadSickDates(who.FamilyID, childID, today-sickness.Lookback, today+sickness.Ahead, &told),
		db.ReadAbsencesOf(who.StructureID, childID, today, &absences)); err != nil {
		return Page{}, err
	}
	late := func(d civil.Date) bool { return !who.staff() && !page.Rule.InTime(d, now, c.Loc) }
	ticked = slices.DeleteFunc(slices.Clone(ticked), late)
	rows := judged(c, who, days, told, ticked, now)
	page.Dates, page.Sums = dates(rows, ticked, late), sums(rows)
	if !who.staff() && page.Offered() && late(today) {
		page.LateWhy = lateWords(c, *page.Rule.Until)
	}
	for _, one := range absences {
		if who.staff() || one.FamilyID == who.FamilyID {
			page.Told = append(page.Told, toldOf(c, one, today))
		}
	}
	return page, nil
}

// name sets the child. For a parent, 0 is the first of the family; a child of another one is not found.
func (p *Page) name(ctx context.Context, q db.Q, who Teller, childID int64) error {
	if who.staff() {
		child, found, err := q.ChildNamed(ctx, who.StructureID, childID)
		if err == nil && !found {
			err = notHere(who)
		}
		p.Child = Child{ID: child.ID, FirstName: child.FirstName, LastName: child.LastName, School: child.School,
			Class: child.Class}
		return err
	}
	all, err := q.ChildrenOf(ctx, who.FamilyID, civil.Date(0))
	if err != nil {
		return err
	}
	for _, one := range all {
		child := Child{ID: one.ID, FirstName: one.Called, LastName: one.LastName}
		p.Children = append(p.Children, child)
		if one.ID == childID || childID == 0 && p.Child.ID == 0 {
			p.Child = child
		}
	}
	if p.Child.ID == 0 && (childID != 0 || len(all) > 0) {
		return notHere(who)
	}
	return nil
}

// SickCall is Sick for staff or, as long as no child is chosen, what was told today.
func (o *Absences) SickCall(ctx context.Context, d desk.Actor, childID int64, ticked []civil.Date) (page *Page,
	today []Told, err error) {
	if childID == 0 {
		today, err = o.toldToday(ctx, d)
		return nil, today, err
	}
	one, err := o.Sick(ctx, Teller{Actor: d}, childID, ticked)
	return &one, nil, err
}

// toldToday returns the absences that were told today, the last first.
func (o *Absences) toldToday(ctx context.Context, d desk.Actor) ([]Told, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return nil, err
	}
	today := c.Today(now)
	var all []db.ToldAbsence
	if err := q.Together(ctx, db.ReadAbsencesSince(d.StructureID, today.At(0, c.Loc), &all)); err != nil {
		return nil, err
	}
	told := make([]Told, len(all))
	for i, one := range all {
		told[i] = toldOf(c, one, today)
	}
	return told, nil
}

func toldOf(c *town.Catalogue, a db.ToldAbsence, today civil.Date) Told {
	told := Told{ID: a.ID, ChildID: a.ChildID, Child: a.Child, LastName: a.LastName, Family: a.Family,
		FamilyCode: a.FamilyCode,
		At:         a.At, How: sickness.Words(sickness.Channel(a.Channel), a.At, c.Loc), Login: a.Login,
		Mailed:   a.HasMail,
		Undoable: civil.Of(a.At.In(c.Loc)) == today}
	if a.PaperBy != nil {
		told.PaperBy = *a.PaperBy
	}
	for _, d := range a.Days {
		day := ToldDay{Date: d.Date, Fate: sickness.Fate(d.Fate),
			Came: wallet.Attendance(d.Attendance) == wallet.Present}
		if activity := c.ActivityByID(d.ActivityID); activity != nil {
			day.Activity = activity.Name
			if slices.Contains(c.Meals(), activity) && !day.Came {
				day.Meal = mealWords(a.At.After(c.LastCall(activity, d.Date)))
			}
		}
		told.Days = append(told.Days, day)
		if !day.Came {
			told.Sums.Add(day.Fate, d.Price)
		}
		told.Undoable = told.Undoable && !d.Billed &&
			(day.Fate == sickness.Freed || wallet.Attendance(d.Attendance) == day.Fate.Attendance())
	}
	return told
}
