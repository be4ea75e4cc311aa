package town

import (
	"fmt"
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
)

// The kinds of settings about schools.
const (
	NounSchool        NounKind = "school"
	NounClass         NounKind = "class"
	NounSchoolClosure NounKind = "school-closure"
)

// SchoolEntry is a school.
type SchoolEntry struct {
	Code     string `field:"code,key" label:"code" need:"un code"`
	Name     string `field:"name" label:"nom" need:"un nom"`
	Archived bool   `field:"archived" label:"archivée" standard:"no"`
}

// ClassEntry is a class of a school.
type ClassEntry struct {
	School   string `field:"school,key" label:"école" need:"le code d'une école"`
	Code     string `field:"code,key" label:"code" need:"un code"`
	Name     string `field:"name" label:"nom" need:"un nom"`
	Level    string `field:"level" label:"niveau" empty:"aucun"`
	Year     *int   `field:"year" label:"année de la rentrée" empty:"toutes"`
	Archived bool   `field:"archived" label:"archivée" standard:"no"`
}

// SchoolClosureEntry closes a date for the children of a school or of a class: see SchoolClosure.
type SchoolClosureEntry struct {
	School   string        `field:"school,key" label:"école" need:"le code d'une école"`
	Class    string        `field:"class,key" label:"classe" empty:"toutes"`
	Activity string        `field:"activity,key" label:"activité" empty:"toutes"`
	Date     civil.Date    `field:"date,key" label:"date" need:""`
	Label    string        `field:"label" label:"motif" empty:"aucun"`
	LeaveBy  deadline.Rule `field:"leave_by" label:"laissée au choix des familles" empty:"non, fermée"`
	Picnic   bool          `field:"picnic" label:"repas à emporter" standard:"no" said:"changed"`
}

func (SchoolEntry) Kind() NounKind        { return NounSchool }
func (ClassEntry) Kind() NounKind         { return NounClass }
func (SchoolClosureEntry) Kind() NounKind { return NounSchoolClosure }

func (n SchoolEntry) Title() string { return titled("École", n.Name, n.Code) }
func (n ClassEntry) Title() string  { return titled("Classe", n.Name, n.School+" "+n.Code) }
func (n SchoolClosureEntry) Title() string {
	if n.Picnic {
		return n.picnicTitle()
	}
	title := "Fermeture pour " + TheSchool(n.School)
	if n.Class != "" {
		title = "Fermeture pour la classe " + n.Class + " de " + TheSchool(n.School)
	}
	if n.Activity != "" {
		title += ", activité " + n.Activity
	}
	return title + ", " + n.Date.Long()
}

func (n SchoolClosureEntry) picnicTitle() string {
	whose := TheSchool(n.School)
	if n.Class != "" {
		whose = "la classe " + n.Class + " de " + whose
	}
	return "Pique-nique de " + whose + ", activité " + n.Activity + ", " + n.Date.Long()
}

// schoolNouns returns the nouns of one of these kinds.
func (c *Catalogue) schoolNouns(kind NounKind) (all []Noun) {
	for _, s := range c.Schools {
		if kind == NounSchool {
			all = append(all, SchoolEntry{s.Code, s.Name, s.Archived})
		}
		for _, k := range s.Classes {
			if kind == NounClass {
				all = append(all, ClassEntry{s.Code, k.Code, k.Name, k.Level, k.Year, k.Archived})
			}
		}
	}
	if kind == NounSchoolClosure {
		for d, list := range c.SchoolClosures {
			for _, x := range list {
				all = append(all, c.schoolClosureEntry(d, x))
			}
		}
	}
	return all
}

func (c *Catalogue) schoolClosureEntry(d civil.Date, x SchoolClosure) SchoolClosureEntry {
	n := SchoolClosureEntry{Date: d, Label: x.Label, LeaveBy: x.LeaveBy, Picnic: x.Picnic}
	if s := c.SchoolByID(x.School); s != nil {
		n.School = s.Code
	}
	if _, k := c.ClassByID(x.Class); k != nil {
		n.Class = k.Code
	}
	if a := c.ActivityByID(x.Activity); a != nil {
		n.Activity = a.Code
	}
	return n
}

// storedSchoolNoun returns the stored noun with the key of like, nil if there is none.
func (c *Catalogue) storedSchoolNoun(like Noun) Noun {
	for _, n := range c.schoolNouns(like.Kind()) {
		if Key(n) == Key(like) {
			return n
		}
	}
	return nil
}

// putSchoolNoun replaces the noun with the same key, or adds it.
func (c *Catalogue) putSchoolNoun(n Noun) error {
	switch n := n.(type) {
	case SchoolEntry:
		s := c.School(n.Code)
		if s == nil {
			s = &School{ID: c.newID(), Code: n.Code}
			c.Schools = append(c.Schools, s)
		}
		s.Name, s.Archived = n.Name, n.Archived
	case ClassEntry:
		s := c.School(n.School)
		if s == nil {
			return gone("L'école", n.School)
		}
		k := s.Class(n.Code)
		if k == nil {
			k = &Class{ID: c.newID(), Code: n.Code}
			s.Classes = append(s.Classes, k)
		}
		k.Name, k.Level, k.Year, k.Archived = n.Name, n.Level, n.Year, n.Archived
	case SchoolClosureEntry:
		x, err := c.schoolClosure(n)
		if err != nil {
			return err
		}
		if i := x.in(c.SchoolClosures[n.Date]); i >= 0 {
			c.SchoolClosures[n.Date][i] = x
			return nil
		}
		put(&c.SchoolClosures, n.Date, append(c.SchoolClosures[n.Date], x))
	}
	return nil
}

func (c *Catalogue) schoolClosure(n SchoolClosureEntry) (x SchoolClosure, err error) {
	s := c.School(n.School)
	if s == nil {
		return x, gone("L'école", n.School)
	}
	x.School, x.Label, x.LeaveBy, x.Picnic = s.ID, n.Label, n.LeaveBy, n.Picnic
	if n.Class != "" {
		k := s.Class(n.Class)
		if k == nil {
			return x, gone("La classe", n.Class)
		}
		x.Class = k.ID
	}
	if n.Activity != "" {
		a := c.Activity(n.Activity)
		if a == nil {
			return x, gone("L'activité", n.Activity)
		}
		x.Activity = a.ID
	}
	return x, nil
}

// in returns the index of the closure of the same children and activity, -1 if there is none.
func (x SchoolClosure) in(all []SchoolClosure) int {
	return slices.IndexFunc(all, func(y SchoolClosure) bool {
		return y.School == x.School && y.Class == x.Class && y.Activity == x.Activity
	})
}

func (c *Catalogue) removeSchoolNoun(n Noun) {
	switch n := n.(type) {
	case SchoolEntry:
		c.Schools = without(c.Schools, c.School(n.Code))
	case ClassEntry:
		s := c.School(n.School)
		s.Classes = without(s.Classes, s.Class(n.Code))
	case SchoolClosureEntry:
		if x, err := c.schoolClosure(n); err == nil {
			list := c.SchoolClosures[n.Date]
			if list = slices.Delete(list, x.in(list), x.in(list)+1); len(list) == 0 {
				delete(c.SchoolClosures, n.Date)
			} else {
				c.SchoolClosures[n.Date] = list
			}
		}
	}
}

// schoolUsedBy returns what refers to a school, a class or an activity: "" for nothing.
func (c *Catalogue) schoolUsedBy(n Noun) string {
	closes := func(is func(SchoolClosure) bool) string {
		for _, list := range c.SchoolClosures {
			if slices.ContainsFunc(list, is) {
				return "des fermetures"
			}
		}
		return ""
	}
	switch n := n.(type) {
	case SchoolEntry:
		s := c.School(n.Code)
		if len(s.Classes) > 0 {
			return "la classe " + s.Classes[0].Name
		}
		for _, a := range c.Activities {
			if slices.Contains(a.Schools, s) {
				return "l'activité " + a.Name
			}
		}
		return closes(func(x SchoolClosure) bool { return x.School == s.ID })
	case ClassEntry:
		k := c.School(n.School).Class(n.Code)
		for _, a := range c.Activities {
			if slices.Contains(a.Classes, k) {
				return "l'activité " + a.Name
			}
		}
		return closes(func(x SchoolClosure) bool { return x.Class == k.ID })
	case ActivityEntry:
		a := c.Activity(n.Code)
		return closes(func(x SchoolClosure) bool { return x.Activity == a.ID })
	}
	return ""
}

// checkSchoolNoun refuses two schools, or two classes of a school and a year, of one name, and what refers to nothing.
func (s *Settings) checkSchoolNoun(n Noun, found *Findings) {
	c := s.Town
	switch n := n.(type) {
	case SchoolEntry:
		found.code(n.Code)
		for _, other := range c.Schools {
			if other.Code != n.Code && other.Name == n.Name {
				found.fault("name", quoted(n.Name)+" est déjà le nom d'une école", "un autre nom")
			}
		}
	case ClassEntry:
		found.code(n.Code)
		s.refer(found, "school", n.School, "vos écoles", hasSchool)
		if school := c.School(n.School); school != nil {
			for _, other := range school.Classes {
				if other.Code != n.Code && other.Name == n.Name && same(other.Year, n.Year) {
					found.fault("name", quoted(n.Name)+" est déjà une classe de cette école", "un autre nom")
				}
			}
		}
		if n.Year != nil && (*n.Year < 2000 || *n.Year > 2100) {
			found.fault("year", fmt.Sprintf("« %d » n'est pas une année", *n.Year), "l'année de la rentrée, comme 2026")
		}
	case SchoolClosureEntry:
		s.refer(found, "school", n.School, "vos écoles", hasSchool)
		school := c.School(n.School)
		if school != nil && n.Class != "" && school.Class(n.Class) == nil {
			found.fault("class", quoted(n.Class)+" n'est pas une classe de cette école", "une de ses classes")
		}
		if n.Activity != "" {
			s.refer(found, "activity", n.Activity, "activities.csv", hasActivity)
		}
		if n.Picnic && (n.Activity == "" || n.LeaveBy != (deadline.Rule{})) {
			found.fault("picnic", "un pique-nique remplace le repas d'une activité", "une activité, sans choix laissé")
		}
	}
}

func hasSchool(c *Catalogue, code string) bool { return c.School(code) != nil }
