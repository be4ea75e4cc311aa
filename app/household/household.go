// Package household arranges in which of its two homes a child is, and which of them each booked day belongs to. It
// shows what would move before anything does, and moves nothing that is marked, debited or told in another way. It
// never touches the books. Start with Custody (the form), Rehearse (what it would do) and Arrange (doing it);
// Split, RehearseSplit and Separate are the same for a couple. Rule: DOMAIN.md 10.69.
package household

import (
	"context"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/fault"
	"cartable/db"
)

// Households holds the dependencies of the use cases.
type Households struct{ desk.Base }

// The ways in which a child of two homes lives, seen from the first of them.
const (
	EvenFirst = "paires"
	OddFirst  = "impaires"
	Always    = "premier"
	Never     = "second"
	Open      = "libre" // nothing is arranged: either home books any day
)

// Choice is a way, in the words of the form.
type Choice struct{ Code, Words string }

// Home is one of the families of a child.
type Home = db.Home

// Child is a child with its homes, the one that pays first.
type Child struct {
	ID            int64
	Code, Family  string // of the family whose page it is
	FirstName     string
	Name          string
	Homes         []Home
	Custody       custody.Calendar
	Today, RuleOn civil.Date // RuleOn: since when the rule in force is; 0 = none is
	Choices       []Choice
}

// Two reports whether the child has two homes: one has nothing to arrange, and three cannot share weeks.
func (c Child) Two() bool { return len(c.Homes) == 2 }

// Home returns the name of a home.
func (c Child) Home(id int64) string {
	for _, h := range c.Homes {
		if h.ID == id {
			return h.Name
		}
	}
	return "un autre foyer"
}

// Now says what is arranged today.
func (c Child) Now() string {
	r, found := c.Custody.RuleOn(c.Today)
	if !found || r.Even == 0 {
		return "Rien n'est arrêté\u00a0: chaque foyer réserve les jours qu'il veut."
	}
	return c.words(r) + ", depuis le " + r.From.Numeric() + "."
}

// Later says the rules that begin after today.
func (c Child) Later() (all []string) {
	for _, r := range c.Custody.Rules {
		if r.From > c.Today {
			all = append(all, c.words(r)+", à partir du "+r.From.Numeric())
		}
	}
	return all
}

// words says a rule.
func (c Child) words(r custody.Rule) string {
	change := ""
	if r.Even != r.Odd {
		change = ", changement le " + civil.WeekdayNames[max(1, r.Changes)]
	}
	switch {
	case r.Even == 0:
		return "rien d'arrêté"
	case r.Even == r.Odd:
		return "Toujours chez " + c.Home(r.Even)
	}
	return "Semaines paires chez " + c.Home(r.Even) + ", impaires chez " + c.Home(r.Odd) + change
}

// child reads a child of a family of the structure; NotFound for any other.
func (o *Households) child(ctx context.Context, q db.Q, d desk.Actor, code string, childID int64) (c Child, err error) {
	town, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return c, err
	}
	family, err := desk.FamilyOf(ctx, q, d, code)
	if err != nil {
		return c, err
	}
	row, found, err := q.ChildIn(ctx, family.ID, childID)
	if err != nil || !found {
		if err == nil {
			err = desk.NotHere()
		}
		return c, err
	}
	c = Child{ID: row.ID, Code: family.Code, Family: strings.TrimSpace(family.LastName + " " + family.FirstName),
		FirstName: row.FirstName, Name: row.FirstName + " " + row.LastName, Today: town.Today(o.Now())}
	if c.Homes, err = q.HomesOf(ctx, childID); err != nil {
		return c, err
	}
	c.Homes = slices.DeleteFunc(c.Homes, func(h Home) bool { return !h.Lives })
	if c.Custody, err = q.CustodyOf(ctx, childID); err != nil {
		return c, err
	}
	if r, found := c.Custody.RuleOn(c.Today); found && r.Even != 0 {
		c.RuleOn = r.From
	}
	if c.Two() {
		c.Choices = choices(c.Homes[0].Name, c.Homes[1].Name)
	}
	return c, nil
}

func choices(first, second string) []Choice {
	return []Choice{
		{EvenFirst, "Semaines paires chez " + first + ", impaires chez " + second},
		{OddFirst, "Semaines impaires chez " + first + ", paires chez " + second},
		{Always, "Toujours chez " + first},
		{Never, "Toujours chez " + second},
		{Open, "Rien d'arrêté\u00a0: chaque foyer réserve les jours qu'il veut"},
	}
}

// Form is what is to be arranged, as typed.
type Form struct {
	From, Rule, Changes string
	Exceptions          []ExceptionForm
	Seen, Reason        string
}

// ExceptionForm is a line of exceptions, as typed: some days in one home, whatever the week.
type ExceptionForm struct{ From, To, Home string }

// Empty reports whether a line was left empty.
func (e ExceptionForm) Empty() bool { return e.From == "" && e.To == "" && e.Home == "" }

// MostExceptions is how many exceptions a form has.
const MostExceptions = 12

// Custody returns a child of a family with what is arranged, and the form that says it.
func (o *Households) Custody(ctx context.Context, d desk.Actor, code string, childID int64) (c Child, f Form,
	err error) {
	if c, err = o.child(ctx, o.DB.Read(), d, code, childID); err != nil {
		return c, f, err
	}
	return c, c.form(), nil
}

// form fills the form with what is arranged from tomorrow on.
func (c Child) form() Form {
	from := c.Today + 1
	f := Form{From: from.String(), Rule: EvenFirst, Changes: "1"}
	if !c.Two() {
		return f
	}
	if r, found := c.Custody.RuleOn(from); found {
		f.Rule, f.Changes = c.rule(r), string(rune('0'+max(1, r.Changes)))
	}
	for _, e := range c.Custody.Exceptions {
		if e.To >= c.Today {
			f.Exceptions = append(f.Exceptions, ExceptionForm{e.From.String(), e.To.String(), c.codeOf(e.Home)})
		}
	}
	return f
}

func (c Child) rule(r custody.Rule) string {
	first := c.Homes[0].ID
	switch {
	case r.Even == 0:
		return Open
	case r.Even == first && r.Odd == first:
		return Always
	case r.Even == r.Odd:
		return Never
	case r.Even == first:
		return EvenFirst
	}
	return OddFirst
}

func (c Child) codeOf(home int64) string {
	for _, h := range c.Homes {
		if h.ID == home {
			return h.Code
		}
	}
	return ""
}

// read reads the form into what would be arranged. The faults are by field.
func (f Form) read(c Child) (is custody.Calendar, err error) {
	var wrong fault.Many
	if !c.Two() {
		return is, fault.Invalidf("", "Cet enfant n'a pas deux foyers dans cette structure.")
	}
	rule := custody.Rule{}
	first, second := c.Homes[0].ID, c.Homes[1].ID
	switch f.Rule {
	case EvenFirst:
		rule.Even, rule.Odd = first, second
	case OddFirst:
		rule.Even, rule.Odd = second, first
	case Always:
		rule.Even, rule.Odd = first, first
	case Never:
		rule.Even, rule.Odd = second, second
	case Open:
	default:
		wrong.Addf("garde", "Choisissez chez qui vit l'enfant.")
	}
	rule.From = readFrom(&wrong, f.From, c.Today)
	if len(f.Changes) == 1 && "1" <= f.Changes && f.Changes <= "7" {
		rule.Changes = int(f.Changes[0] - '0')
	} else {
		wrong.Addf("change", "Choisissez le jour du changement.")
	}
	exceptions := f.readExceptions(c, &wrong)
	return c.Custody.With(rule, exceptions, c.Today), wrong.Err()
}

// farAhead is how many days before its first one something may be arranged: a school year.
const farAhead = 400

func readFrom(wrong *fault.Many, typed string, today civil.Date) civil.Date {
	from, err := civil.Typed(typed)
	switch {
	case err != nil:
		wrong.Addf("depuis", "Indiquez à partir de quel jour.")
	case from < today:
		wrong.Addf("depuis", "Ce jour est déjà passé\u00a0: les jours passés restent au foyer qui les a réservés. "+
			"Indiquez aujourd'hui ou un jour à venir.")
	case from > today+farAhead:
		wrong.Addf("depuis", "Cette date est trop loin d'aujourd'hui\u00a0: vérifiez-la.")
	}
	return from
}

// ExceptionField returns the name of a field of a line of exceptions.
func ExceptionField(line int, field string) string {
	return "exception-" + string(rune('a'+line)) + "-" + field
}

func (f Form) readExceptions(c Child, wrong *fault.Many) (all []custody.Exception) {
	var lines []int
	for i, typed := range f.Exceptions {
		if typed.Empty() {
			continue
		}
		one := custody.Exception{}
		var err error
		if one.From, err = civil.Typed(typed.From); err != nil {
			wrong.Addf(ExceptionField(i, "du"), "Indiquez le premier jour.")
		}
		if one.To, err = civil.Typed(typed.To); err != nil {
			wrong.Addf(ExceptionField(i, "au"), "Indiquez le dernier jour.")
		}
		for _, h := range c.Homes {
			if h.Code == typed.Home {
				one.Home = h.ID
			}
		}
		switch {
		case one.Home == 0:
			wrong.Addf(ExceptionField(i, "chez"), "Choisissez chez qui.")
		case one.From == 0 || one.To == 0:
		case one.To < one.From:
			wrong.Addf(ExceptionField(i, "au"), "Le dernier jour est avant le premier.")
		case one.To < c.Today:
			wrong.Addf(ExceptionField(i, "au"), "Cette exception est déjà passée\u00a0: indiquez des jours à venir.")
		case one.To > c.Today+2*farAhead:
			wrong.Addf(ExceptionField(i, "au"), "Cette date est trop loin d'aujourd'hui\u00a0: vérifiez-la.")
		default:
			all, lines = append(all, one), append(lines, i)
		}
	}
	if i, j, found := custody.Overlap(all); found {
		both := max(all[i].From, all[j].From)
		wrong.Addf(ExceptionField(lines[j], "du"), "Le %s est déjà dans une autre exception, du %s au %s.",
			both.Numeric(), all[i].From.Numeric(), all[i].To.Numeric())
	}
	return all
}
