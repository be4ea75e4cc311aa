// Package pickup says how children leave: with whom, with whom never, or alone (DOMAIN.md 13.29). Start with On.
package pickup

import (
	"slices"
	"strings"
	"unicode/utf8"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/fold"
	"cartable/app/domain/phone"
	"cartable/app/domain/plain"
)

// Kind is what a rule says.
type Kind string

// The kinds.
const (
	Person Kind = "person" // may collect the child
	Barred Kind = "barred" // may not: staff note it
	Alone  Kind = "alone"  // the child goes home alone
)

// State is what became of a rule.
type State string

// The states. Only an allowed rule holds.
const (
	Asked   State = "asked"
	Allowed State = "allowed"
	Refused State = "refused"
	Ended   State = "ended"
)

// Rule is a line about how a child leaves.
type Rule struct {
	Kind  Kind
	Name  string // of the person
	Link  string // with the child; of one who is barred, the judgment
	Phone string
	Hour  civil.TimeOfDay // of Alone
	From  civil.Date
	To    civil.Date // 0 = no end
}

// On reports whether a rule that was allowed holds on a date.
func (r Rule) On(d civil.Date) bool { return r.From <= d && (r.To == 0 || d <= r.To) }

// Overlaps reports whether there is a date on which both rules hold.
func (r Rule) Overlaps(other Rule) bool {
	return (r.To == 0 || other.From <= r.To) && (other.To == 0 || r.From <= other.To)
}

// Same reports whether two rules name the same person, in whatever order, however accented, and with or without a
// civility.
func (r Rule) Same(other Rule) bool { return slices.Equal(bareName(r.Name), bareName(other.Name)) }

// Near reports whether the names of two rules have a word in common: they may be the same person, or of one family.
func (r Rule) Near(other Rule) bool {
	return slices.ContainsFunc(bareName(r.Name), func(word string) bool {
		return slices.Contains(bareName(other.Name), word)
	})
}

// civilities are no part of a name.
var civilities = []string{"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle"}

func bareName(name string) []string {
	words := slices.DeleteFunc(strings.FieldsFunc(fold.Words(name), func(r rune) bool {
		return r == ' ' || r == ',' || r == '.'
	}), func(word string) bool { return slices.Contains(civilities, word) })
	slices.Sort(words)
	return words
}

// Door is how a child leaves on a date.
type Door struct {
	Persons []Rule
	Barred  []Rule
	Alone   *civil.TimeOfDay // nil: never alone
}

// Empty reports whether nothing is noted.
func (d Door) Empty() bool { return len(d.Persons)+len(d.Barred) == 0 && d.Alone == nil }

// On returns how a child leaves on a date, by its allowed rules. A person who is barred by one and allowed by another
// is barred. Of two hours from which it goes alone, the later counts: two homes may have given one each.
func On(d civil.Date, rules []Rule) (door Door) {
	for _, r := range rules {
		switch {
		case !r.On(d):
		case r.Kind == Barred:
			door.Barred = append(door.Barred, r)
		case r.Kind == Alone && (door.Alone == nil || r.Hour > *door.Alone):
			door.Alone = &r.Hour
		}
	}
	for _, r := range rules {
		if r.Kind == Person && r.On(d) && !slices.ContainsFunc(door.Barred, r.Same) {
			door.Persons = append(door.Persons, r)
		}
	}
	return door
}

// earliest is the first hour at which a child may go alone; ahead is how far ahead a rule may begin, in days.
const (
	earliest = civil.TimeOfDay(7 * 60)
	ahead    = 2 * 366
)

// Longest are the maximum lengths of what is typed, in characters.
const (
	LongestName = 80
	LongestLink = 120
)

// Typed is a rule as somebody typed it.
type Typed struct {
	Kind                              Kind
	Name, Link, Phone, Hour, From, To string
}

// Read returns the rule; the faults are a fault.Many, by the fields of the form. Nothing holds before today.
func (t Typed) Read(today civil.Date) (Rule, error) {
	var wrong fault.Many
	r := Rule{Kind: t.Kind}
	if t.Kind == Alone {
		r.Hour = t.readHour(&wrong)
	} else {
		t.readPerson(&r, &wrong)
	}
	r.From = today
	if from, err := civil.Parse(t.From); err == nil {
		r.From = max(from, today)
	} else if t.From != "" {
		wrong.Addf("du", "Cette date n'existe pas.")
	}
	if r.From > today+ahead {
		wrong.Addf("du", "Cette date est trop lointaine\u00a0: deux ans au plus.")
	}
	if t.To != "" {
		to, err := civil.Parse(t.To)
		switch {
		case err != nil:
			wrong.Addf("au", "Cette date n'existe pas.")
		case to < r.From:
			wrong.Addf("au", "Le dernier jour doit suivre le premier.")
		}
		r.To = to
	}
	return r, wrong.Err()
}

func (t Typed) readHour(wrong *fault.Many) civil.TimeOfDay {
	hour, err := civil.ParseTime(t.Hour)
	if err != nil || hour < earliest {
		wrong.Addf("heure", "Indiquez une heure de la journée, par exemple 17:00.")
	}
	return hour
}

func (t Typed) readPerson(r *Rule, wrong *fault.Many) {
	r.Name, r.Link = plain.OneLine(t.Name), plain.OneLine(t.Link)
	switch n := utf8.RuneCountInString(r.Name); {
	case n < 2:
		wrong.Addf("personne", "Indiquez le nom et le prénom de la personne.")
	case n > LongestName:
		wrong.Addf("personne", "Ce nom est trop long\u00a0: 80 caractères au plus.")
	}
	switch n := utf8.RuneCountInString(r.Link); {
	case n > LongestLink:
		wrong.Addf("lien", "Ce texte est trop long\u00a0: 120 caractères au plus.")
	case n == 0 && t.Kind == Barred:
		wrong.Addf("lien", "Indiquez la décision de justice\u00a0: la date et le tribunal.")
	case n == 0:
		wrong.Addf("lien", "Indiquez le lien avec l'enfant, par exemple «\u00a0grand-mère\u00a0».")
	}
	number, err := phone.Read(t.Phone)
	if err != nil {
		wrong.Addf("telephone", "%s", fault.Message(err))
	}
	r.Phone = number
}
