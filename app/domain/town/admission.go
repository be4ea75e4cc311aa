package town

import (
	"slices"
	"strings"

	"cartable/app/domain/civil"
)

// Turned is why an activity does not admit a child on a date.
type Turned string

// The reasons. The empty value is "admitted".
const (
	Admitted Turned = ""
	ByAge    Turned = "age"
	BySchool Turned = "school"
	ByLevel  Turned = "level"
)

// Admits returns why an activity does not admit a child on a date, empty if it does, with whom it admits instead
// (DOMAIN.md 10.38 and 10.55). What is not known of a child is not asked: its birth date, its school, the level of its
// class in the school year of the date.
func (c *Catalogue) Admits(a *Activity, p Pupil, d civil.Date) (why Turned, instead string) {
	if !a.Ages.Admit(p.Birth, d) {
		return ByAge, a.Ages.Words()
	}
	if p.School != 0 && len(a.Schools) > 0 &&
		!slices.ContainsFunc(a.Schools, func(s *School) bool { return s.ID == p.School }) {
		return BySchool, a.schoolWords() + " seulement"
	}
	if levels := c.levelsOn(p, d); len(a.Levels) > 0 && len(levels) > 0 &&
		!slices.ContainsFunc(levels, func(level string) bool { return slices.Contains(a.Levels, level) }) {
		return ByLevel, a.Levels.Words() + " seulement"
	}
	return Admitted, ""
}

// Lacks returns what an activity asks of a child and is not known on a date, in French; "" for nothing. Admits does not
// ask it: staff who enrol many children at once do.
func (c *Catalogue) Lacks(a *Activity, p Pupil, d civil.Date) string {
	switch {
	case (a.Ages.From != nil || a.Ages.To != nil) && p.Birth == 0:
		return "date de naissance"
	case len(a.Schools) > 0 && p.School == 0:
		return "école"
	case len(a.Levels) > 0 && len(c.levelsOn(p, d)) == 0:
		return "niveau de la classe"
	}
	return ""
}

// levelsOn returns the levels of the class of a child on a date; none where they are not known.
func (c *Catalogue) levelsOn(p Pupil, d civil.Date) Levels {
	if !c.classOn(p, d) {
		return nil
	}
	_, class := c.ClassByID(p.Class)
	return class.Levels()
}

// Levels returns the levels of a class, by its level or else by its name. A class of two levels admits its children
// wherever one of them is admitted.
func (k *Class) Levels() Levels {
	if k.Level != "" {
		return LevelsIn(k.Level)
	}
	return LevelsIn(k.Name)
}

// AdmitsWords returns whom an activity admits, in French: "de 3 à 5 ans, maternelle, École Jules-Ferry"; "" for
// everybody.
func (a *Activity) AdmitsWords() string {
	return strings.Join(slices.DeleteFunc([]string{a.Ages.Words(), a.Levels.Words(), a.schoolWords()},
		func(words string) bool { return words == "" }), ", ")
}

func (a *Activity) schoolWords() string {
	names := make([]string, len(a.Schools))
	for i, s := range a.Schools {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}
