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

// meetSchools gives activities the schools and the classes that their rows name, as children.csv names them. It runs
// once it is known which ones the children name, and keeps those that people gave an activity since the last import.
func (im *importing) meetSchools() error {
	schools, classes := !im.silent("activities.csv", "schools"), !im.silent("activities.csv", "classes")
	if !schools && !classes {
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
			if schools {
				im.meetAdmitted(s, a, schoolList(a, all))
			}
			if classes {
				im.meetAdmitted(s, a, classList(a, all))
			}
		}
	}
	return nil
}

// admitted is a list of an activity's row that names whom it admits.
type admitted struct {
	column         string
	asks           []string // names, as the row has them
	had            []string // codes, as they are stored
	want           *[]string
	name           func(code string) string
	code           func(name string) string // empty: there is none
	wrong, instead string
}

func schoolList(a *activityEntry, c *town.Catalogue) admitted {
	one := admitted{column: "schools", asks: a.asksSchools, want: &a.want.Schools,
		name: func(code string) string { return c.School(code).Name },
		code: func(name string) string {
			if s := named(c.Schools, func(one *town.School) bool { return one.Name == name }); s != nil {
				return s.Code
			}
			return ""
		},
		wrong: "n'est le nom d'aucune école", instead: "une école de children.csv ou déjà enregistrée"}
	if a.had != nil {
		one.had = a.had.Schools
	}
	return one
}

func classList(a *activityEntry, c *town.Catalogue) admitted {
	one := admitted{column: "classes", asks: a.asksClasses, want: &a.want.Classes,
		name: func(ref string) string {
			of, in, _ := strings.Cut(ref, " ")
			s := c.School(of)
			return s.Name + "/" + s.Class(in).Name
		},
		code: func(name string) string {
			of, in, _ := strings.Cut(name, "/") // the name of a class may have another
			s := named(c.Schools, func(one *town.School) bool { return one.Name == of })
			if s == nil {
				return ""
			}
			if k := named(s.Classes, func(one *town.Class) bool { return one.Name == in }); k != nil {
				return town.ClassRef(s.Code, k.Code)
			}
			return ""
		},
		wrong:   "n'est le nom d'aucune classe",
		instead: "École/Classe, une classe de children.csv ou déjà enregistrée"}
	if a.had != nil {
		one.had = a.had.Classes
	}
	return one
}

func (im *importing) meetAdmitted(s *structureEntry, a *activityEntry, list admitted) {
	if a.had != nil {
		var stored []string
		for _, code := range list.had {
			stored = append(stored, list.name(code))
		}
		last := s.lastList(im, rowAt{owner: ofActivity, id: &a.rowID}, list.column, stored)
		slices.Sort(stored)
		slices.Sort(list.asks)
		slices.Sort(last.Said)
		if im.theirs("activities.csv", a.line, list.column, meeting.OfList(last, list.asks, stored),
			strings.Join(list.asks, ";"), strings.Join(stored, ";")) {
			return
		}
	}
	*list.want = nil
	for _, name := range list.asks {
		code := list.code(name)
		if code == "" {
			im.report("activities.csv", a.line, list.column, fmt.Sprintf("« %s » %s", name, list.wrong), list.instead)
			continue
		}
		*list.want = append(*list.want, code)
	}
	slices.Sort(*list.want)
}

func named[T any](all []*T, is func(*T) bool) *T {
	for _, one := range all {
		if is(one) {
			return one
		}
	}
	return nil
}
