package load

import (
	"fmt"
	"slices"
	"strings"

	"cartable/app/domain/meeting"
	"cartable/app/domain/town"
)

// saveSchools links children to their schools and classes, which were made with the catalogue.
func (im *importing) saveSchools() error {
	if im.files["children.csv"] == nil {
		return nil
	}
	for _, s := range im.structures.all {
		if !s.loaded {
			continue
		}
		if err := im.q.LinkChildren(im.ctx, s.id()); err != nil {
			return fmt.Errorf("children.csv : %w", err)
		}
	}
	return nil
}

// missingSchools returns the schools and the classes that children name and that the town does not have, in the order
// of the file.
func (s *structureEntry) missingSchools() (schools []town.Noun) {
	all := town.Empty(s.want.Code)
	if s.held != nil {
		all = s.held.Clone()
	}
	c := all.Town
	var classes []town.Noun
	for _, child := range s.children.all {
		if child.line == 0 || child.want.School == "" {
			continue
		}
		school := named(c.Schools, func(one *town.School) bool { return one.Name == child.want.School })
		if school == nil {
			n := town.SchoolEntry{Name: child.want.School,
				Code: town.FreeCode("E", func(code string) bool { return c.School(code) != nil })}
			schools = append(schools, n)
			_ = all.Put(n) // it refers to nothing
			school = c.School(n.Code)
		}
		class := func(one *town.Class) bool { return one.Name == child.want.Class }
		if child.want.Class == "" || named(school.Classes, class) != nil {
			continue
		}
		n := town.ClassEntry{School: school.Code, Name: child.want.Class,
			Code: town.FreeCode("C", func(code string) bool { return school.Class(code) != nil })}
		classes = append(classes, n)
		_ = all.Put(n) // its school is there
	}
	return append(schools, classes...)
}

// meetSchools gives activities the schools that their rows name, as children.csv names them. It runs once it is known
// which schools the children name, and keeps the schools that people gave an activity since the last import.
func (im *importing) meetSchools() error {
	if im.silent("activities.csv", "schools") {
		return nil
	}
	for _, s := range im.structures.all {
		var all *town.Catalogue
		for _, a := range s.activities.all {
			if a.line == 0 {
				continue
			}
			if all == nil {
				all = s.settings().Town
			}
			im.meetSchoolsOf(s, a, all)
		}
	}
	return nil
}

func (im *importing) meetSchoolsOf(s *structureEntry, a *activityEntry, c *town.Catalogue) {
	if a.had != nil {
		var stored []string
		for _, code := range a.had.Schools {
			stored = append(stored, c.School(code).Name)
		}
		last := s.lastList(im, rowAt{owner: ofActivity, id: &a.rowID}, "schools", stored)
		slices.Sort(stored)
		slices.Sort(a.asksSchools)
		slices.Sort(last.Said)
		if im.theirs("activities.csv", a.line, "schools", meeting.OfList(last, a.asksSchools, stored),
			strings.Join(a.asksSchools, ";"), strings.Join(stored, ";")) {
			return
		}
	}
	a.want.Schools = nil
	for _, name := range a.asksSchools {
		school := named(c.Schools, func(one *town.School) bool { return one.Name == name })
		if school == nil {
			im.report("activities.csv", a.line, "schools", fmt.Sprintf("« %s » n'est le nom d'aucune école", name),
				"une école de children.csv ou déjà enregistrée")
			continue
		}
		a.want.Schools = append(a.want.Schools, school.Code)
	}
	slices.Sort(a.want.Schools)
}

func named[T any](all []*T, is func(*T) bool) *T {
	for _, one := range all {
		if is(one) {
			return one
		}
	}
	return nil
}
