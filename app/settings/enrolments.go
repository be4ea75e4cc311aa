package settings

import (
	"context"
	"strconv"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
)

// Enrolments is what a child is enrolled in, and what it may be enrolled in.
type Enrolments struct {
	ID                  int64
	Code, Family, Child string // Code is the family's
	Rows                []Enrolment
	Activities          []Choice // those that are not over
	Today               civil.Date
}

// Enrolment is one line.
type Enrolment struct {
	Key, Activity string
	From, To      civil.Date
	Priority      int
}

// Enrolments returns the enrolments of a child of a family; NotFound for any other.
func (o *Settings) Enrolments(ctx context.Context, d desk.Actor, code string, childID int64) (Enrolments, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Enrolments{}, err
	}
	family, child, err := childOf(ctx, q, d, code, childID)
	if err != nil {
		return Enrolments{}, err
	}
	page := Enrolments{ID: childID, Code: family.Code, Family: family.LastName + " " + family.FirstName,
		Child: child.FirstName + " " + child.LastName, Today: c.Today(o.Now())}
	all, err := q.ChildrenOf(ctx, family.ID, civil.Date(1))
	for _, one := range all {
		for _, e := range one.Enrolments {
			if a := c.ActivityByID(e.ActivityID); a != nil && one.ID == childID {
				page.Rows = append(page.Rows, Enrolment{enrolmentKey(a.Code, e.From), a.Name, e.From, e.To, e.Priority})
			}
		}
	}
	page.Activities = desk.ActivityChoices(c, page.Today)
	byName(page.Activities)
	return page, err
}

func childOf(ctx context.Context, q db.Q, d desk.Actor, code string, childID int64) (family db.Family, child db.Child,
	err error) {
	if family, err = desk.LiveFamilyOf(ctx, q, d, code); err != nil {
		return family, child, err
	}
	child, found, err := q.ChildIn(ctx, family.ID, childID)
	if err == nil && !found {
		err = desk.NotHere()
	}
	return family, child, err
}

func enrolmentKey(activity string, from civil.Date) string { return activity + " " + from.String() }

// EnrolForm enrols a child in activities, or ends an enrolment, as typed.
type EnrolForm struct {
	Activities         []string // codes
	From, To, Priority string
	Ends               string // the key of the enrolment that ends; empty: the child is enrolled
	Shown              string // its last day as the form showed it
	Last               string // its new last day
	Reason             string
}

// enrolFields are the fields of the form, by that of the noun.
var enrolFields = map[string]string{"activity": "activites", "child": "activites", "from": "du", "to": "au",
	"priority": "priorite"}

// Enrol prepares the enrolments of a child, or the end of one, as an opération: it is applied at once when nothing that
// is booked ends. The faults are by field.
func (o *Settings) Enrol(ctx context.Context, d desk.Actor, code string, childID int64, f EnrolForm) (id int64,
	applied bool, err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		held, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		_, child, err := childOf(ctx, q, d, code, childID)
		if err != nil {
			return err
		}
		if err := held.KnowChildren(ctx, []string{child.Code}); err != nil {
			return err
		}
		var wrong fault.Many
		if _, err := journal.Reason(f.Reason); err != nil {
			wrong.Addf("motif", "%s", fault.Message(err))
		}
		request := operation.Request{Kind: operation.Enrolments, Reason: f.Reason}
		if f.Ends == "" {
			request.Title, request.Changes = f.enrols(held.Settings, child.Code, &wrong)
		} else {
			request.Title, request.Changes = f.ends(held.Settings, child.Code, held.Town.Today(o.Now()), &wrong)
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		id, applied, err = o.Operations.PrepareIn(ctx, q, d, request)
		return err
	})
	return id, applied, err
}

// readPriority reads the priority of an enrolment; nothing typed is 0.
func readPriority(wrong *fault.Many, typed string) int {
	typed = strings.TrimSpace(typed)
	n, err := strconv.Atoi(typed)
	if err != nil && typed != "" || n < 0 || n > 99 {
		wrong.Addf("priorite", "Écrivez un nombre de 0 à 99\u00a0: 0 est servi en premier.")
	}
	return n
}

// enrols reads the form into new enrolments.
func (f EnrolForm) enrols(s *town.Settings, child string, wrong *fault.Many) (title string, changes town.Changes) {
	var names []string
	rank := readPriority(wrong, f.Priority)
	for _, code := range f.Activities {
		a := s.Town.Activity(code)
		if a == nil {
			continue
		}
		n := town.EnrolmentEntry{Child: child, Activity: code, From: a.From, To: a.To}
		if rank > 0 {
			n.Priority = &rank
		}
		if !readDay(wrong, "du", f.From, &n.From) || !readDay(wrong, "au", f.To, &n.To) {
			return "", nil
		}
		one := town.Change{After: n}
		for _, found := range one.Check(s) {
			if !found.Warning {
				wrong.Addf(enrolFields[found.Field], "%s", found.Sentence())
			}
		}
		changes, names = append(changes, one), append(names, a.Name)
	}
	if len(changes) == 0 {
		wrong.Addf("activites", "Cochez au moins une activité.")
	}
	return "Inscription d'un enfant\u00a0: " + strings.Join(names, ", "), changes
}

// readDay reads a date over a standard one, which an empty field keeps.
func readDay(wrong *fault.Many, field, typed string, day *civil.Date) bool {
	if strings.TrimSpace(typed) == "" {
		return true
	}
	read, err := civil.Typed(typed)
	if err != nil {
		wrong.Addf(field, "Indiquez une date, de la forme 12/03/2027, ou laissez vide.")
		return false
	}
	*day = read
	return true
}

// ends reads the form into the end of an enrolment: on the eve of its first day or before, it is removed. It ends
// yesterday at the earliest: what was debited of days that are past would change, and no rehearsal shows them.
func (f EnrolForm) ends(s *town.Settings, child string, today civil.Date, wrong *fault.Many) (title string,
	changes town.Changes) {
	code, from, _ := strings.Cut(f.Ends, " ")
	start, _ := civil.Parse(from)
	was, _ := s.Stored(town.EnrolmentEntry{Child: child, Activity: code, From: start}).(town.EnrolmentEntry)
	a := s.Town.Activity(code)
	if a == nil || was.Child == "" || was.To.String() != f.Shown {
		wrong.Addf("fin", "Cette inscription a changé pendant que vous écriviez\u00a0: relisez-la, puis recommencez.")
		return "", nil
	}
	last, err := civil.Typed(f.Last)
	switch {
	case err != nil:
		wrong.Addf("fin", "Indiquez le dernier jour, de la forme 12/03/2027.")
		return "", nil
	case last == was.To:
		wrong.Addf("fin", "L'inscription se termine déjà ce jour-là.")
	case last > a.To:
		wrong.Addf("fin", "%s dure jusqu'au %s.", a.Name, a.To.Numeric())
	case last < was.From && was.From < today:
		wrong.Addf("fin", "Cette inscription a commencé le %s\u00a0: elle ne peut plus être retirée. Donnez-lui un "+
			"dernier jour, au plus tôt le %s.", was.From.Numeric(), (today - 1).Numeric())
	case last < today-1 && was.From < today:
		wrong.Addf("fin", "Ce jour est déjà passé\u00a0: le dernier jour peut être au plus tôt hier, le %s.",
			(today - 1).Numeric())
	}
	if last < was.From {
		return "Inscription d'un enfant retirée\u00a0: " + a.Name, town.Changes{{Before: was}}
	}
	is := was
	is.To = last
	one := town.Change{Before: was, After: is}
	for _, found := range one.Check(s) {
		if !found.Warning && len(*wrong) == 0 { // its last day is judged above
			wrong.Addf("fin", "%s", found.Sentence())
		}
	}
	return "Fin de l'inscription d'un enfant\u00a0: " + a.Name, town.Changes{one}
}
