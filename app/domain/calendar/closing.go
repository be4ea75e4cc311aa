package calendar

import (
	"fmt"
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/town"
)

// Motive is why the town closes a day. It sets what the form proposes.
type Motive struct {
	Code  string // of the form
	Name  string // on the form
	Label string // shown to families on the day; empty: what staff typed
	Cause string // within the text for families: "En raison d'une grève"; empty: what staff typed
	Goes  bool   // the children may go out, and take their meal along
	Hosts bool   // the town may owe a minimum service that day (code de l'éducation, L133-4)
}

// Motives are in the order of the form.
var Motives = []Motive{
	{Code: "greve", Name: "Grève", Label: "Grève", Cause: "En raison d'un mouvement de grève", Hosts: true},
	{Code: "neige", Name: "Neige, intempéries", Label: "Intempéries", Cause: "En raison des intempéries"},
	{Code: "absent", Name: "Enseignant ou animateur absent", Label: "Absence d'un encadrant",
		Cause: "En raison de l'absence d'un encadrant"},
	{Code: "sortie", Name: "Sortie scolaire", Label: "Sortie scolaire", Cause: "En raison d'une sortie scolaire",
		Goes: true},
	{Code: "pont", Name: "Pont", Label: "Jour de pont", Cause: "À l'occasion d'un jour de pont"},
	{Code: "autre", Name: "Autre motif", Goes: true},
}

// MotiveOf returns the motive with a code; ok is false if there is none.
func MotiveOf(code string) (m Motive, ok bool) {
	i := slices.IndexFunc(Motives, func(m Motive) bool { return m.Code == code })
	if i < 0 {
		return m, false
	}
	return Motives[i], true
}

// Closing is a closure as staff ask for it: of some activities, of the whole town but for some, or for the children of
// a school or of a class alone.
type Closing struct {
	From, To   civil.Date
	Town       bool
	School     *town.School     // nil: for all children
	Class      *town.Class      // of School; nil: all of them
	Activities []*town.Activity // those that close; of the town, a school or a class, those that stay open
	Label      string           // what families read on the day
	Service    string           // what they read on an activity that stays open
	LeaveBy    deadline.Rule    // of a school or class: families choose until then; the zero Rule: it closes
	Picnic     bool             // of a school or class: its meals are not closed, and taken along
	Past       bool             // its first day has begun: it may have been debited
}

// Concerns reports whether an activity may be of a child of the school or the class that closes.
func (x Closing) Concerns(c *town.Catalogue, a *town.Activity) bool {
	if x.School == nil {
		return true
	}
	pupil := town.Pupil{School: x.School.ID}
	if x.Class != nil {
		pupil.Class = x.Class.ID
	}
	why, _ := c.Admits(a, pupil, x.From)
	return why == town.Admitted || why == town.ByAge // of a class nobody knows the ages
}

// Closed is what a closure changes.
type Closed struct {
	Changes town.Changes
	Days    []civil.Date     // the days that close
	Already []civil.Date     // the days on which there is nothing to close
	Spared  []*town.Activity // activities that stay open when the town closes, because staff opened them on such a day
	Unfed   []civil.Date     // the days of an outing with a picnic on which no meal of its children takes place
	Closes  []*town.Activity // what closes for a school or class, and for the first time
	Shut    []*town.Activity // what is closed for them already
	Beside  []*town.Activity // of that, what is closed on a day on which something else closes
	Why     string           // the label of that closure; may be empty
	Unpacks bool             // a picnic of theirs does not take place
	Shuts   bool             // something of these children does not take place on an outing with a picnic
}

// Plan returns what a closure changes. A day on which nothing of it is open is already closed, and needs no change: a
// week-end, a public holiday, another closure (DOMAIN.md 10.32).
func (x Closing) Plan(c *town.Catalogue) (plan Closed) {
	for d := x.From; d <= x.To; d++ {
		changes := x.closes(c, d, &plan)
		if len(changes) == 0 {
			plan.Already = append(plan.Already, d)
			continue
		}
		plan.Days = append(plan.Days, d)
		plan.Changes = append(plan.Changes, changes...)
	}
	return plan
}

func (x Closing) closes(c *town.Catalogue, d civil.Date, plan *Closed) (changes town.Changes) {
	if x.School != nil {
		return x.closesFor(c, d, plan)
	}
	if !x.Town {
		for _, a := range x.Activities {
			if open(c, a, d) {
				changes = append(changes, town.Change{Before: exception(a, d),
					After: town.OpeningEntry{Activity: a.Code, Date: d, Label: x.Label}})
			}
		}
		return changes
	}
	shut := false // whether an activity closes
	for _, a := range c.Activities {
		stays := slices.Contains(x.Activities, a)
		switch opened := a.Openings[d]; {
		case opened && !stays:
			if !slices.Contains(plan.Spared, a) {
				plan.Spared = append(plan.Spared, a)
			}
		case !opened && open(c, a, d) && !stays:
			shut = true
		}
	}
	if _, closed := c.Structure.Closures[d]; closed || !shut {
		return nil
	}
	changes = append(changes, town.Change{After: town.ClosureEntry{Date: d, Label: x.Label}})
	for _, a := range x.Activities {
		if !a.Openings[d] {
			changes = append(changes, town.Change{Before: exception(a, d),
				After: town.OpeningEntry{Activity: a.Code, Date: d, Open: true, Label: x.Service}})
		}
	}
	return changes
}

// closesFor closes a day for the children of a school or of a class, if anything is open for them: all of it at once,
// or each activity but those that stay open.
func (x Closing) closesFor(c *town.Catalogue, d civil.Date, plan *Closed) town.Changes {
	pupil := town.Pupil{School: x.School.ID}
	entry := town.SchoolClosureEntry{School: x.School.Code, Date: d, Label: x.Label, LeaveBy: x.LeaveBy}
	if x.Class != nil {
		pupil.Class, entry.Class = x.Class.ID, x.Class.Code
	}
	var changes town.Changes
	var shut, closes []*town.Activity
	meals, fed := c.Meals(), false
	for _, a := range c.Activities {
		why, label := c.OpenFor(a, d, pupil)
		switch {
		case why == town.ClosedForPupil && x.Concerns(c, a):
			shut, plan.Why = append(shut, a), label
			continue
		case why != town.Open || slices.Contains(x.Activities, a):
			continue
		case x.Picnic && x.packed(c, a, d): // for another outing: what families read of it stays
			plan.Shut, fed = with(plan.Shut, a), true
			continue
		}
		entry.Activity, entry.Picnic = "", x.Picnic && slices.Contains(meals, a)
		if len(x.Activities) > 0 || x.Picnic {
			entry.Activity = a.Code
		}
		if entry.Activity != "" || len(changes) == 0 { // one line closes all
			changes = append(changes, town.Change{Before: (&town.Settings{Town: c}).Stored(entry), After: entry})
		}
		if x.Concerns(c, a) && !entry.Picnic && x.LeaveBy == (deadline.Rule{}) {
			closes, plan.Unpacks = append(closes, a), plan.Unpacks || x.packed(c, a, d)
		}
		if x.Picnic && x.Concerns(c, a) {
			fed, plan.Shuts = fed || entry.Picnic, plan.Shuts || !entry.Picnic
		}
	}
	changes = changes.Compact() // it may have been left to the families already
	for _, a := range shut {
		plan.Shut = with(plan.Shut, a)
		if len(closes) > 0 {
			plan.Beside = with(plan.Beside, a)
		}
	}
	for _, a := range closes {
		plan.Closes = with(plan.Closes, a)
	}
	if x.Picnic && !fed && len(changes) > 0 {
		plan.Unfed = append(plan.Unfed, d)
	}
	return changes
}

// packed reports whether the meal of a day is a picnic, of the class or, where a whole school closes, of one of its.
func (x Closing) packed(c *town.Catalogue, a *town.Activity, d civil.Date) bool {
	return slices.ContainsFunc(c.SchoolClosures[d], func(one town.SchoolClosure) bool {
		return one.Picnic && one.School == x.School.ID && (one.Activity == 0 || one.Activity == a.ID) &&
			(x.Class == nil || one.Class == 0 || one.Class == x.Class.ID)
	})
}

func with(all []*town.Activity, a *town.Activity) []*town.Activity {
	if slices.Contains(all, a) {
		return all
	}
	return append(all, a)
}

// Besides says what a closure of a school or a class changes where part of it is closed already, and that a picnic does
// not take place; empty for any other.
func (x Closed) Besides() string {
	var text string
	before := slices.DeleteFunc(slices.Clone(x.Beside), func(a *town.Activity) bool {
		return slices.Contains(x.Closes, a) // on another day
	})
	if len(before) > 0 {
		text = ". Ferme en plus\u00a0: " + Names(x.Closes) + ". Déjà fermé\u00a0: " + Names(before)
	}
	if x.Unpacks {
		text += ". Le pique-nique prévu n'a plus lieu"
	}
	return text
}

// Reopen returns the changes that open days of the whole town again. Days that the town did not close need none.
func Reopen(c *town.Catalogue, days []civil.Date) (changes town.Changes) {
	for _, d := range days {
		if label, closed := c.Structure.Closures[d]; closed {
			changes = append(changes, town.Change{Before: town.ClosureEntry{Date: d, Label: label}})
		}
	}
	return changes
}

// When returns the days of a closure in words: those that follow each other, or have only closed days between them,
// together.
func (x Closed) When() string {
	if len(x.Days) == 0 {
		return ""
	}
	var parts []string
	from := x.Days[0]
	for i, d := range x.Days {
		if i+1 < len(x.Days) && (x.Days[i+1] == d+1 || d.Weekday() == 5 && x.Days[i+1] == d+3) {
			continue
		}
		parts = append(parts, Span(from, d))
		if i+1 < len(x.Days) {
			from = x.Days[i+1]
		}
	}
	return And(parts)
}

// Names returns the names of activities: "A, B et C".
func Names(all []*town.Activity) string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = a.Name
	}
	return And(names)
}

// Dates returns dates in words: "le samedi 14 et le dimanche 15 mars".
func Dates(all []civil.Date) string {
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = "le " + d.WeekdayName() + " " + d.DayMonth()
	}
	return And(names)
}

// Act returns what is done, as a title begins: "Fermer toute la commune".
func (x Closing) Act() string {
	if x.LeaveBy != (deadline.Rule{}) {
		return "Laisser le choix aux familles de " + x.What()
	}
	if x.Picnic {
		return "Sortie avec pique-nique, " + x.What()
	}
	return "Fermer " + x.What()
}

// What returns what closes: "toute la commune", "Restauration et Centre", "5 activités".
func (x Closing) What() string {
	switch {
	case x.Class != nil:
		return "la classe " + x.Class.Name + " (" + x.School.Name + ")"
	case x.School != nil:
		return town.TheSchool(x.School.Name)
	case x.Town:
		return "toute la commune"
	case len(x.Activities) > 3:
		return fmt.Sprint(len(x.Activities)) + "\u00a0activités"
	}
	return Names(x.Activities)
}

// Letter returns the text that is proposed for the families.
func (x Closing) Letter(plan Closed, cause string) string {
	var text strings.Builder
	text.WriteString(cause + ", ")
	switch {
	case x.LeaveBy != (deadline.Rule{}):
		return cause + ", il n'y a pas cours pour " + x.What() + " " + plan.When() + ". La restauration et les " +
			"accueils restent ouverts à ses élèves\u00a0: vous pouvez garder les réservations de votre enfant, ou " +
			"les annuler sans frais " + x.LeaveBy.Words() + "."
	case x.Picnic:
		text.WriteString("le repas de midi de " + x.What() + " est un pique-nique préparé par la cuisine " +
			plan.When() + "\u00a0: vous n'avez rien à prévoir.")
		if len(x.Activities) > 0 {
			text.WriteString(" " + x.Service + "\u00a0: " + Names(x.Activities) + ".")
		}
		if plan.Shuts {
			text.WriteString(" Les autres accueils n'ont pas lieu pour ses élèves.")
		}
		return text.String()
	case x.School != nil && len(x.Activities) > 0:
		text.WriteString("une partie des activités n'a pas lieu pour " + x.What() + " ")
	case x.School != nil:
		text.WriteString("il n'y a ni restauration ni accueil pour " + x.What() + " ")
	case x.Town:
		text.WriteString("les services de la commune sont fermés ")
	case len(x.Activities) == 1:
		text.WriteString("«\u00a0" + x.Activities[0].Name + "\u00a0» n'a pas lieu ")
	default:
		text.WriteString("les activités suivantes sont fermées (" + Names(x.Activities) + ") ")
	}
	text.WriteString(plan.When() + ".")
	if (x.Town || x.School != nil) && len(x.Activities) > 0 {
		text.WriteString(" " + x.Service + "\u00a0: " + Names(x.Activities) + ".")
	}
	if x.Past {
		return text.String() + " Ce qui vous a été facturé vous est rendu."
	}
	if x.School != nil && len(x.Activities) > 0 {
		return text.String() + " Ce qui n'a pas lieu ne vous sera pas facturé."
	}
	return text.String() + word(len(plan.Days), " Cette journée ne vous sera pas facturée.",
		" Ces journées ne vous seront pas facturées.")
}

func word(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
