package load

import (
	"fmt"

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
	c := s.held.Clone().Town
	all := &town.Settings{Town: c}
	var classes []town.Noun
	for _, child := range s.children.all {
		if child.want.School == "" {
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

func named[T any](all []*T, is func(*T) bool) *T {
	for _, one := range all {
		if is(one) {
			return one
		}
	}
	return nil
}
