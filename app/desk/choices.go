package desk

import (
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Choice is a line of a menu.
type Choice struct{ Code, Name string }

// ChoiceName returns the name of a choice, empty if there is none.
func ChoiceName(all []Choice, code string) string {
	for _, one := range all {
		if one.Code == code {
			return one.Name
		}
	}
	return ""
}

// ClassChoices returns the schools, each followed by its classes, without archived ones.
func ClassChoices(c *town.Catalogue) (all []Choice) {
	for _, s := range c.Schools {
		if s.Archived {
			continue
		}
		all = append(all, Choice{Code: s.Code, Name: s.Name})
		for _, k := range s.Classes {
			if !k.Archived {
				all = append(all, Choice{Code: s.Code + " " + k.Code, Name: s.Name + ", " + k.Name})
			}
		}
	}
	return all
}

// PlaceOf returns the names of the school and of the class that a choice names; none for an empty one. found is false
// if they are not there, or not any more.
func PlaceOf(c *town.Catalogue, chosen string) (school, class string, found bool) {
	if chosen == "" {
		return "", "", true
	}
	if ChoiceName(ClassChoices(c), chosen) == "" {
		return "", "", false
	}
	of, in, _ := strings.Cut(chosen, " ")
	s := c.School(of)
	if k := s.Class(in); k != nil {
		class = k.Name
	}
	return s.Name, class, true
}

// ActivityChoices returns the activities that are not over on a date.
func ActivityChoices(c *town.Catalogue, on civil.Date) (all []Choice) {
	for _, a := range c.Activities {
		if a.To >= on {
			all = append(all, Choice{Code: a.Code, Name: a.Name})
		}
	}
	return all
}
