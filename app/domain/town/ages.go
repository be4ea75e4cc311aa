package town

import (
	"fmt"

	"cartable/app/domain/civil"
)

// Ages is the range of ages, in whole years, of the children that an activity admits; nil is no limit. A child who has
// the last age is admitted until the day before the next birthday.
type Ages struct{ From, To *int }

// oldest is the highest age that a form takes: above it, something else was typed.
const oldest = 99

// Admit reports whether the ages admit a child on a date. A birth date that is not known, 0, admits.
func (a Ages) Admit(birth, d civil.Date) bool {
	if birth == 0 {
		return true
	}
	age := AgeOn(birth, d)
	return (a.From == nil || age >= *a.From) && (a.To == nil || age <= *a.To)
}

// AgeOn returns the age in whole years on a date. Who was born on 29 February is older from 1 March on.
func AgeOn(birth, d civil.Date) int {
	year, month, day := birth.YMD()
	thisYear, thisMonth, today := d.YMD()
	age := thisYear - year
	if thisMonth < month || thisMonth == month && today < day {
		age--
	}
	return age
}

// Words returns the ages in French: "de 3 à 5 ans", "à partir de 6 ans", "jusqu'à 11 ans"; "" without a limit.
func (a Ages) Words() string {
	switch {
	case a.From != nil && a.To != nil && *a.From == *a.To:
		return fmt.Sprintf("%s seulement", years(*a.To))
	case a.From != nil && a.To != nil:
		return fmt.Sprintf("de %d à %s", *a.From, years(*a.To))
	case a.From != nil:
		return "à partir de " + years(*a.From)
	case a.To != nil:
		return "jusqu'à " + years(*a.To)
	}
	return ""
}

func years(n int) string {
	if n < 2 {
		return fmt.Sprintf("%d\u00a0an", n)
	}
	return fmt.Sprintf("%d\u00a0ans", n)
}

// ages refuses ages that no child has.
func (found *Findings) ages(n ActivityEntry) {
	for _, one := range []struct {
		field string
		age   *int
	}{{"age_from", n.AgeFrom}, {"age_to", n.AgeTo}} {
		if one.age != nil && *one.age > oldest {
			found.fault(one.field, fmt.Sprintf("« %d » n'est pas un âge", *one.age),
				fmt.Sprintf("des années, de 0 à %d", oldest))
		}
	}
	if n.AgeFrom != nil && n.AgeTo != nil && *n.AgeTo < *n.AgeFrom {
		found.fault("age_to", fmt.Sprintf("l'âge maximum (%d ans) est sous l'âge minimum (%d ans)", *n.AgeTo,
			*n.AgeFrom), "un âge d'au moins "+years(*n.AgeFrom), "age_from")
	}
}
