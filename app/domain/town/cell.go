package town

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
)

// Weekdays are ISO weekdays, 1 = Monday.
type Weekdays = [8]bool

// Unit is the unit of a price.
type Unit string

// Rate is a taux d'effort in millionths of the QF.
type Rate int64

// Sort is the kind of an activity: the legal ratio of animators and the figures for the CAF depend on it (DOMAIN.md
// 10.37).
type Sort string

// The kinds of activities. The empty Sort is one that nobody has set.
const (
	SortMeal       Sort = "meal"
	SortSchoolDays Sort = "before-after-school"
	SortWednesday  Sort = "wednesday"
	SortHolidays   Sort = "holidays"
	SortOther      Sort = "other"
)

// Billing is the treatment of a past day without a mark, chosen by the structure (DOMAIN.md 7.6).
type Billing string

// The treatments.
const (
	AsBooked Billing = "booked" // debited as booked
	AsMarked Billing = "ticked" // not debited until somebody marks it
)

// choices are the types with a few allowed words, each with its French.
var choices = map[reflect.Type][]choice{
	reflect.TypeFor[civil.Zone](): {{"A", "A"}, {"B", "B"}, {"C", "C"}},
	reflect.TypeFor[Term](): {
		{string(TermSchool), "jours d'école"}, {string(TermHolidays), "vacances scolaires"},
		{string(TermAll), "toute l'année"},
	},
	reflect.TypeFor[Unit](): {{UnitDay, "journée"}, {UnitHalfHour, "demi-heure"}},
	reflect.TypeFor[Allot](): {
		{string(Immediate), "dès la validation"}, {string(Nightly), "la nuit"}, {string(Manual), "par la mairie"},
	},
	reflect.TypeFor[Nature](): {
		{string(Care), "garde"}, {string(Food), "nourriture"}, {string(Other), "ni garde ni nourriture"},
	},
	reflect.TypeFor[Sort](): {
		{string(SortMeal), "restauration"}, {string(SortSchoolDays), "accueil du matin, du midi ou du soir"},
		{string(SortWednesday), "accueil du mercredi"}, {string(SortHolidays), "accueil des vacances"},
		{string(SortOther), "autre"},
	},
	reflect.TypeFor[Billing](): {
		{string(AsBooked), "facturée comme réservée"}, {string(AsMarked), "facturée une fois pointée"},
	},
	reflect.TypeFor[Backdating](): {
		{string(NotBackdated), "le jour de la saisie ou après"},
		{string(FromMonth), "le premier jour du mois ou après"},
		{string(FromYear), "le premier janvier ou après"},
	},
	reflect.TypeFor[Source](): {
		{string(OnPaper), "attestation"}, {string(FromFile), "fichier"}, {string(Waived), "sans justificatif"},
	},
	reflect.TypeFor[bool](): {{"yes", "oui"}, {"no", "non"}},
}

type choice struct{ cell, french string }

// Cell returns the field as a CSV cell, which Read reads back.
func (f Field) Cell(n Noun) string {
	v := reflect.ValueOf(f.value(n))
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch v := v.Interface().(type) {
	case money.Cents:
		return v.Plain()
	case Rate:
		return v.cell()
	case Weekdays:
		return weekdays(v, ";", func(day int) string { return strconv.Itoa(day) })
	case []string:
		return strings.Join(slices.Sorted(slices.Values(v)), ";") // the order has no meaning
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case fmt.Stringer: // dates, times, rules
		return v.String()
	}
	return fmt.Sprint(v.Interface()) // text, words and whole numbers
}

// French returns the field as shown to a person.
func (f Field) French(n Noun) string {
	cell := f.Cell(n)
	if cell == "" {
		return f.empty
	}
	v := reflect.ValueOf(f.value(n))
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	for _, c := range choices[v.Type()] {
		if c.cell == cell {
			return c.french
		}
	}
	switch v := v.Interface().(type) {
	case money.Cents:
		return v.String()
	case Rate:
		return strings.Replace((v*100).cell(), ".", ",", 1) + "\u00a0%"
	case civil.Date:
		return v.Numeric()
	case deadline.Rule:
		return v.Words()
	case Weekdays:
		return weekdays(v, ", ", func(day int) string { return civil.WeekdayNames[day] })
	case Levels:
		return v.Words()
	case []string:
		return strings.Join(v, ", ")
	}
	return cell
}

// cell returns "0.0036" for 3600.
func (r Rate) cell() string {
	if r == 0 {
		return ""
	}
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d.%06d", r/1_000_000, r%1_000_000), "0"), ".")
}

func weekdays(on Weekdays, by string, name func(int) string) string {
	var names []string
	for day := 1; day <= 7; day++ {
		if on[day] {
			names = append(names, name(day))
		}
	}
	return strings.Join(names, by)
}
