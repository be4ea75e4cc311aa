package deadline

import (
	"fmt"
	"strconv"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
)

// Parts is a rule in the fields of a form, as they were typed: a form of Forms, and the numbers that it needs.
type Parts struct {
	Form  string // of Forms
	Count string // how many days, working days, weeks or months before
	Day   string // of a week: 1 = Monday; of a month: 1 to 31
	Clock string // "12:00"
}

// The forms of a rule, as a form's choices name them.
const (
	SameDay      = "jour"
	DaysBefore   = "jours"
	WorkingDays  = "ouvres"
	WeeksBefore  = "semaines"
	MonthsBefore = "mois"
	NoLimit      = "sans"
)

// Forms are the forms of a rule, each with the sentence that a refusal lists.
var Forms = []struct{ Form, French string }{
	{SameDay, "le jour même avant 9 h"},
	{DaysBefore, "2 jours avant, 12 h"},
	{WorkingDays, "2 jours ouvrés avant, 12 h"},
	{WeeksBefore, "le jeudi 12 h de la semaine précédente"},
	{MonthsBefore, "le 20 du mois précédent, 23 h 59"},
	{NoLimit, "sans limite"},
}

var unitOf = map[string]unit{SameDay: calendarDays, DaysBefore: calendarDays, WorkingDays: workingDays,
	WeeksBefore: weeks, MonthsBefore: months, NoLimit: noLimit}

// counted are the units of a count, for a refusal.
var counted = map[unit]string{calendarDays: "jours", workingDays: "jours ouvrés", weeks: "semaines", months: "mois"}

// Parts returns the rule in the fields of a form; empty for the zero Rule.
func (r Rule) Parts() Parts {
	var p Parts
	for form, u := range unitOf {
		if u == r.unit && (u != calendarDays || (form == SameDay) == (r.count == 0)) {
			p.Form = form
		}
	}
	switch p.Form {
	case "", NoLimit:
		return p
	case SameDay:
	default:
		p.Count = strconv.Itoa(r.count)
	}
	if r.day != 0 {
		p.Day = strconv.Itoa(r.day)
	}
	p.Clock = r.clock.String()
	return p
}

// Rule returns the rule that the parts make. A fault is Invalid: it says which part is wrong and why, and lists the
// forms.
func (p Parts) Rule() (Rule, error) {
	u, known := unitOf[p.Form]
	if !known {
		return Rule{}, refused("choisissez une forme de délai")
	}
	r := Rule{unit: u}
	if u == noLimit {
		return r, nil
	}
	var err error
	if p.Form != SameDay {
		if r.count, err = p.count(u); err != nil {
			return Rule{}, err
		}
	}
	if r.day, err = p.day(u); err != nil {
		return Rule{}, err
	}
	clock := strings.TrimSpace(p.Clock)
	if clock == "" {
		return Rule{}, refused("indiquez l'heure")
	}
	if r.clock, err = civil.ParseTime(clock); err != nil || r.clock >= 24*60 {
		return Rule{}, refused(fmt.Sprintf("«\u00a0%s\u00a0» n'est pas une heure, de 00:00 à 23:59", clock))
	}
	return r, nil
}

func (p Parts) count(u unit) (int, error) {
	least := 1
	if u == workingDays {
		least = 0 // « JO-0 » is the day itself
	}
	text := strings.TrimSpace(p.Count)
	if text == "" {
		return 0, refused("indiquez le nombre de " + counted[u])
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > furthest[u] {
		return 0, refused(fmt.Sprintf("«\u00a0%s\u00a0» %s\u00a0: il faut un nombre de %d à %d", text, counted[u],
			least, furthest[u]))
	}
	return n, nil
}

func (p Parts) day(u unit) (int, error) {
	text := strings.TrimSpace(p.Day)
	n, err := strconv.Atoi(text)
	switch {
	case u == weeks && (err != nil || n < 1 || n > 7):
		return 0, refused("choisissez le jour de la semaine")
	case u == months && text == "":
		return 0, refused("indiquez le jour du mois")
	case u == months && (err != nil || n < 1 || n > 31):
		return 0, refused(fmt.Sprintf("«\u00a0%s\u00a0» n'est pas un jour du mois, de 1 à 31", text))
	case u == weeks || u == months:
		return n, nil
	}
	return 0, nil
}

func refused(why string) error {
	list := make([]string, len(Forms))
	for i, f := range Forms {
		list[i] = f.French
	}
	return fault.Invalidf("", "Ce délai ne peut pas être lu\u00a0: %s. Formes possibles\u00a0: %s.", why,
		strings.Join(list, "\u00a0; "))
}
