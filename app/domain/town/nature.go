package town

import (
	"strings"

	"cartable/app/domain/fold"
)

// Nature says what a category is for the tax credit for the care of young children: care counts, food does not
// (article 200 quater B of the Code général des impôts).
type Nature string

// The natures. What is neither, a workshop or a music lesson, is not certified.
const (
	NatureByName Nature = "" // nothing was said: the name tells
	Care         Nature = "care"
	Food         Nature = "food"
	Other        Nature = "other"
)

var (
	foodWords = []string{"restaur", "cantine", "repas", "dejeuner", "gouter"}
	careWords = []string{"periscol", "extrascol", "garde", "garderie", "accueil", "alsh", "loisirs", "centre", "mercredi", "creche", "vacances"}
)

// NatureOf is what was said of a category, or else what its name tells: a town is certified nothing by mistake, so food has
// the last word, and a name that says nothing is neither.
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

// Known tells a nature that may be said of a category.
func (n Nature) Known() bool { return n == NatureByName || n == Care || n == Food || n == Other }

// NamesMeal tells an activity whose name says that a meal is in its price: staff are asked how much of it.
func (a *Activity) NamesMeal() bool {
	name := fold.Lower(a.Name)
	return (strings.Contains(name, "repas") || strings.Contains(name, "gouter")) && !strings.Contains(name, "sans ")
}
