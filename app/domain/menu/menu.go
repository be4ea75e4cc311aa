// Package menu is what a canteen serves on a day, as the kitchen writes it and parents read it: dishes in free text,
// and the allergens that must be declared. It compares nothing with what a child may eat: the child's PAI decides. It
// reads nothing; start with Menu, then ReadSheet for a file.
package menu

import (
	"slices"
	"strings"
	"unicode/utf8"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
)

// Course is a part of a meal: its name in forms and files, and its word.
type Course struct{ Field, Word string }

// Courses are the parts of a meal, in the order in which they are served.
var Courses = [...]Course{{"entree", "Entrée"}, {"plat", "Plat"}, {"garniture", "Garniture"}, {"laitage", "Laitage"},
	{"dessert", "Dessert"}}

// Menu is what is served on a date. One without a dish does not exist.
type Menu struct {
	Date       civil.Date
	Dishes     [len(Courses)]string // by course; empty: none
	Vegetarian bool
	Allergens  Allergens
}

// Dish is a course that is served.
type Dish struct{ Word, Name string }

// longestDish is the maximum length of a dish, in characters.
const longestDish = 120

// Served returns the courses that are served.
func (m Menu) Served() (all []Dish) {
	for i, name := range m.Dishes {
		if name != "" {
			all = append(all, Dish{Courses[i].Word, name})
		}
	}
	return all
}

// Empty reports whether nothing is said of a day.
func (m Menu) Empty() bool { return m == Menu{Date: m.Date} }

// Clean returns a menu with each dish on one line.
func (m Menu) Clean() Menu {
	for i, name := range m.Dishes {
		m.Dishes[i] = plain.OneLine(name)
	}
	return m
}

// Wrong is what is wrong with a menu, at the field of a form or the column of a file.
type Wrong struct{ Field, Message string }

// Check judges a clean menu.
func (m Menu) Check() (wrong []Wrong) {
	for i, name := range m.Dishes {
		if utf8.RuneCountInString(name) > longestDish {
			wrong = append(wrong, Wrong{Courses[i].Field, "Ce plat est trop long\u00a0: 120 caractères au plus."})
		}
	}
	if !m.Empty() && len(m.Served()) == 0 {
		wrong = append(wrong, Wrong{Courses[1].Field, "Indiquez au moins un plat, ou videz le jour."})
	}
	if err := m.Allergens.check(); err != nil {
		wrong = append(wrong, Wrong{AllergensField, fault.Message(err)})
	}
	return wrong
}

// Words returns a menu for a line of the journal; empty for none.
func (m Menu) Words() string {
	if m.Empty() {
		return ""
	}
	var dishes []string
	for _, one := range m.Served() {
		dishes = append(dishes, one.Name)
	}
	text := strings.Join(dishes, " / ")
	if m.Vegetarian {
		text += ", végétarien"
	}
	return text + ", allergènes\u00a0: " + m.Allergens.Words()
}

// On returns the menu of a date among some; one that says nothing if there is none.
func On(all []Menu, d civil.Date) Menu {
	if i := slices.IndexFunc(all, func(m Menu) bool { return m.Date == d }); i >= 0 {
		return all[i]
	}
	return Menu{Date: d}
}

// ahead is how far ahead menus are written, in days.
const ahead = 366

// Fixed says why the menu of a day cannot be written; empty if it can.
func Fixed(d, today civil.Date) string {
	switch {
	case d < today:
		return "Ce jour est passé\u00a0: son menu ne change plus."
	case d > today+ahead:
		return "Ce jour est dans plus d'un an\u00a0: vérifiez la date."
	case d.Weekday() > 5:
		return "Un menu s'écrit du lundi au vendredi."
	}
	return ""
}
