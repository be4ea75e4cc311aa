package settings

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
)

// mostEnrolled is how many enrolments are made at once, and how many children are looked at.
const mostEnrolled = 400

// EnrolAsk is which children are enrolled in what, or whose enrolments end, as typed.
type EnrolAsk struct {
	Class              string   // the code of a school, or of a school and a class
	BornFrom, BornTo   string   // days
	In, NotIn          string   // codes of activities
	Activities         []string // codes
	From, To, Priority string
	Ends               bool    // their enrolments end, on Last
	Last               string  // a day
	Left               []int64 // children who are left out
	Page               int
}

// EnrolChoices is what the form offers.
type EnrolChoices struct {
	Classes    []Choice // schools, each followed by its classes
	Activities []Choice // those that are not over
	All        []Choice // every activity, for the filter
}

// EnrolRehearsal is what the form would do now.
type EnrolRehearsal struct {
	Periods  []EnrolPeriod
	Rows     []EnrolRow // of the page
	Page     paging.Page
	Counts   []FateCount
	Comes    int      // enrolments that are made, or end
	Children int      // whose they are
	Many     bool     // more children than may be looked at, or more enrolments than may be made: nothing is shown
	Seen     string   // what was shown, for the form
	Changed  []string // since it was shown
	Done     bool     // all that was shown is done since: the form was sent twice
	Ends     bool     // enrolments end
}

// EnrolPeriod is an activity with its days.
type EnrolPeriod struct {
	Code, Name string
	From, To   civil.Date
	activity   *town.Activity
}

// EnrolChoices returns what the form that enrols children offers.
func (o *Settings) EnrolChoices(ctx context.Context, d desk.Actor) (v EnrolChoices, err error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return v, err
	}
	v.All, v.Activities = desk.ActivityChoices(c, 0), desk.ActivityChoices(c, c.Today(o.Now()))
	byName(v.All)
	byName(v.Activities)
	v.Classes = desk.ClassChoices(c)
	return v, nil
}

// RehearseEnrolments returns what the form would do now. The faults are by field.
func (o *Settings) RehearseEnrolments(ctx context.Context, d desk.Actor, f EnrolAsk) (v EnrolRehearsal, err error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return v, err
	}
	plan, err := f.read(c, c.Today(o.Now()))
	if err != nil {
		return v, err
	}
	all, err := q.ChildrenToEnrol(ctx, plan.filter, mostEnrolled+1)
	if err != nil || len(all) > mostEnrolled {
		v.Many = true
		return v, err
	}
	s, err := q.WithChildren(ctx, c, codesOf(all))
	if err != nil {
		return v, err
	}
	v, _ = plan.rehearse(s, all, f)
	return v, nil
}

// EnrolChildren enrols the children whom the form showed, as one opération: it is applied at once when nothing that is
// booked is concerned. If anything differs from what was shown, nothing is done, and the rehearsal says what.
func (o *Settings) EnrolChildren(ctx context.Context, d desk.Actor, f EnrolAsk, seen, reason string) (id int64,
	applied bool, now EnrolRehearsal, err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		held, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		plan, err := f.read(held.Town, held.Town.Today(o.Now()))
		if err != nil {
			return err
		}
		if plan.ends { // those whose enrolment ends meanwhile are still judged
			_, letters := seenChildren(seen)
			plan.filter.Shown = slices.Collect(maps.Keys(letters))
		}
		all, err := q.ChildrenToEnrol(ctx, plan.filter, mostEnrolled+1)
		if err != nil {
			return err
		}
		if len(all) > mostEnrolled {
			return tooMany()
		}
		ids := make([]int64, len(all))
		for i, one := range all {
			ids[i] = one.ID
		}
		slices.Sort(ids)
		if err := q.LockChildren(ctx, ids); err != nil { // whoever edits one of them ends first
			return err
		}
		if all, err = q.ChildrenToEnrol(ctx, plan.filter, mostEnrolled); err != nil {
			return err
		}
		if err := held.KnowChildren(ctx, codesOf(all)); err != nil {
			return err
		}
		var changes town.Changes
		now, changes = plan.rehearse(held.Settings, all, f)
		if now.Many {
			return tooMany()
		}
		if now.Seen != seen {
			if now.Done = doneSince(seen, now.Seen); now.Done {
				return nil
			}
			now.Changed, err = changedSince(ctx, q, plan, seen, now.Seen)
			return err
		}
		if _, err := journal.Reason(reason); err != nil {
			return fault.Invalidf("motif", "%s", fault.Message(err))
		}
		if len(changes) == 0 {
			return fault.Invalidf("activites", "Il n'y a rien à faire pour les enfants de la liste.")
		}
		id, applied, err = o.Operations.PrepareIn(ctx, q, d, operation.Request{Kind: operation.Enrolments,
			Title: now.title(), Reason: reason, Changes: changes})
		return err
	})
	return id, applied, now, err
}

func tooMany() error {
	return fault.Invalidf("classe", "C'est trop d'enfants à la fois\u00a0: %d au plus. Choisissez une école, une "+
		"classe ou des dates de naissance.", mostEnrolled)
}

// title is a line of the list of opérations, which names no child.
func (v EnrolRehearsal) title() string {
	names := make([]string, len(v.Periods))
	for i, p := range v.Periods {
		names[i] = p.Name
	}
	whom := "d'un enfant"
	if v.Children > 1 {
		whom = fmt.Sprintf("de %d enfants", v.Children)
	}
	what := "Inscription "
	if v.Ends {
		what = "Fin de l'inscription "
	}
	return what + whom + "\u00a0: " + strings.Join(names, ", ")
}

func codesOf(all []db.ChildToEnrol) []string {
	codes := make([]string, len(all))
	for i, one := range all {
		codes[i] = one.Code
	}
	return codes
}

// enrolPlan is the form, read.
type enrolPlan struct {
	filter   db.EnrolFilter
	periods  []EnrolPeriod
	priority int
	ends     bool
}

// read reads the form: an empty first day is that of the activity, or today if it has begun.
func (f EnrolAsk) read(c *town.Catalogue, today civil.Date) (plan enrolPlan, err error) {
	var wrong fault.Many
	plan.filter = db.EnrolFilter{StructureID: c.Structure.ID}
	f.readFilter(c, today, &plan.filter, &wrong)
	if f.Ends {
		plan.readEnds(c, f, today, &wrong)
		return plan, wrong.Err()
	}
	plan.priority = readPriority(&wrong, f.Priority)
	for _, code := range f.Activities {
		a := c.Activity(code)
		if a == nil || slices.ContainsFunc(plan.periods, func(p EnrolPeriod) bool { return p.Code == code }) {
			continue
		}
		p := EnrolPeriod{a.Code, a.Name, max(a.From, today), a.To, a}
		if !readDay(&wrong, "du", f.From, &p.From) || !readDay(&wrong, "au", f.To, &p.To) {
			break
		}
		switch {
		case p.From < a.From || p.From > a.To:
			wrong.Addf("du", "%s dure du %s au %s\u00a0: choisissez un premier jour entre ces deux dates.", a.Name,
				a.From.Numeric(), a.To.Numeric())
		case p.To > a.To:
			wrong.Addf("au", "%s dure jusqu'au %s.", a.Name, a.To.Numeric())
		case p.To < p.From:
			wrong.Addf("au", "Le dernier jour vient avant le premier, le %s.", p.From.Numeric())
		}
		plan.periods = append(plan.periods, p)
	}
	if len(plan.periods) == 0 && len(wrong) == 0 {
		wrong.Addf("activites", "Cochez au moins une activité.")
	}
	return plan, wrong.Err()
}

func (f EnrolAsk) readFilter(c *town.Catalogue, today civil.Date, to *db.EnrolFilter, wrong *fault.Many) {
	if f.Class != "" {
		school, class, one := strings.Cut(f.Class, " ")
		if s := c.School(school); s == nil {
			wrong.Addf("classe", "Cette école n'existe plus\u00a0: choisissez-en une autre.")
		} else if k := s.Class(class); one && k == nil {
			wrong.Addf("classe", "Cette classe n'existe plus\u00a0: choisissez-en une autre.")
		} else if to.School = s.ID; one {
			to.Class = k.ID
		}
	}
	readDay(wrong, "nes_du", f.BornFrom, &to.BornFrom)
	readDay(wrong, "nes_au", f.BornTo, &to.BornTo)
	if to.BornTo != 0 && to.BornTo < to.BornFrom {
		wrong.Addf("nes_au", "Cette date vient avant la première, le %s.", to.BornFrom.Numeric())
	}
	held := func(field, code string, id *int64, since *civil.Date) {
		if code == "" {
			return
		}
		a := c.Activity(code)
		if a == nil {
			wrong.Addf(field, "Cette activité n'existe plus\u00a0: choisissez-en une autre.")
			return
		}
		*id, *since = a.ID, min(today, a.To) // of one that is over: until its end
	}
	held("inscrits", f.In, &to.In, &to.InSince)
	held("sans", f.NotIn, &to.NotIn, &to.NotInFrom)
}
