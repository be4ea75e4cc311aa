package town

import (
	"strings"

	"cartable/app/domain/fold"
)

// Nature classifies a category for the tax credit for the care of young children: care counts, food does not (article
// 200 quater B of the Code général des impôts).
type Nature string

// The natures. Other, such as a workshop or a music lesson, is not certified.
const (
	NatureByName Nature = "" // not set by staff: derived from the name
	Care         Nature = "care"
	Food         Nature = "food"
	Other        Nature = "other"
)

var (
	foodWords = []string{"restaur", "cantine", "repas", "dejeuner", "gouter"}
	careWords = []string{"periscol", "extrascol", "garde", "garderie", "accueil", "alsh", "loisirs", "centre",
		"mercredi", "creche", "vacances"}
)

// NatureOf returns the nature set for a category, or else the one that its name suggests. Nothing may be certified by
// mistake: food takes precedence over care in a name, and a name that suggests neither gives Other.
func NatureOf(said Nature, name string) Nature {
	if said != NatureByName {
		return said
	}
	name = fold.Lower(name)
	holds := func(words []string) bool {
		for _, w := range words {
			if strings.Contains(name, w) {
				return true
			}
		}
		return false
	}
	switch {
	case holds(foodWords):
		return Food
	case holds(careWords):
		return Care
	}
	return Other
}

// Known reports whether a nature may be set for a category.
func (n Nature) Known() bool { return n == NatureByName || n == Care || n == Food || n == Other }

// NamesMeal reports whether the name of an activity suggests that its price includes a meal: staff are then asked for
// the share of the meal.
func (a *Activity) NamesMeal() bool {
	name := fold.Lower(a.Name)
	return (strings.Contains(name, "repas") || strings.Contains(name, "gouter")) && !strings.Contains(name, "sans ")
}
