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
	ByClass  Turned = "class"
)

// Admits returns why an activity does not admit a child on a date, empty if it does, with whom it admits instead
// (DOMAIN.md 10.38 and 10.55). What is not known of a child is not asked: its birth date, its school, its class in the
// school year of the date, the level of that.
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
	if len(a.Classes) > 0 && c.classOn(p, d) &&
		!slices.ContainsFunc(a.Classes, func(k *Class) bool { return k.ID == p.Class }) {
		return ByClass, c.classesWords(a) + " seulement"
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
	case len(a.Classes) > 0 && !c.classOn(p, d):
		return "classe"
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
	classes := make([]string, len(a.Classes))
	for i, k := range a.Classes {
		classes[i] = k.Name
	}
	return strings.Join(slices.DeleteFunc([]string{a.Ages.Words(), a.Levels.Words(), a.schoolWords(),
		strings.Join(classes, ", ")},
		func(words string) bool { return words == "" }), ", ")
}

func (a *Activity) schoolWords() string {
	names := make([]string, len(a.Schools))
	for i, s := range a.Schools {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

// ClassRef is how a list names a class: the code of its school, a space, its own.
func ClassRef(school, class string) string { return school + " " + class }

// classOf returns the class that a list names, nil when there is none.
func (c *Catalogue) classOf(ref string) *Class {
	school, class, _ := strings.Cut(ref, " ")
	if s := c.School(school); s != nil {
		return s.Class(class)
	}
	return nil
}

func hasClass(c *Catalogue, ref string) bool { return c.classOf(ref) != nil }

func (c *Catalogue) classRef(k *Class) string {
	s, _ := c.ClassByID(k.ID)
	return ClassRef(s.Code, k.Code)
}

// classWords names a class: "CE2 B (Jules-Ferry)".
func (c *Catalogue) classWords(k *Class) string {
	s, _ := c.ClassByID(k.ID)
	return k.Name + " (" + s.Name + ")"
}

func (c *Catalogue) classesWords(a *Activity) string {
	names := make([]string, len(a.Classes))
	for i, k := range a.Classes {
		names[i] = c.classWords(k)
	}
	return strings.Join(names, ", ")
}

// classNames names the classes of a list; what the catalogue does not have stays.
func (c *Catalogue) classNames(refs []string) (names []string) {
	for _, ref := range refs {
		if k := c.classOf(ref); k != nil {
			ref = c.classWords(k)
		}
		names = append(names, ref)
	}
	return names
}
