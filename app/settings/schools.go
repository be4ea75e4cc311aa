package settings

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/app/operation"
)

// Schools are the schools of the town and their classes, with the number of children of each.
type Schools struct {
	Rows    []School
	Without int // children without a school
}

// School is a school.
type School struct {
	town.SchoolEntry
	Children int
	Classes  []Class
}

// Class is a class of a school.
type Class struct {
	town.ClassEntry
	Children int
}

// Schools returns the schools, by name.
func (o *Settings) Schools(ctx context.Context, d desk.Actor) (all Schools, err error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return all, err
	}
	schools, classes, err := o.DB.Read().PupilCounts(ctx, d.StructureID)
	for _, s := range c.Schools {
		one := School{SchoolEntry: town.SchoolEntry{Code: s.Code, Name: s.Name, Archived: s.Archived},
			Children: schools[s.ID]}
		for _, k := range s.Classes {
			one.Classes = append(one.Classes, Class{town.ClassEntry{School: s.Code, Code: k.Code, Name: k.Name,
				Level: k.Level, Year: k.Year, Archived: k.Archived}, classes[k.ID]})
		}
		all.Rows = append(all.Rows, one)
	}
	all.Without = schools[0]
	return all, err
}

// SchoolForm is a school or a class as staff type it: the cells of its noun, without the code of a new one.
type SchoolForm struct {
	Kind   town.NounKind // NounSchool or NounClass
	Before town.Noun     // as the form was shown; nil: a new one
	Cells  map[string]string
	Reason string
}

// SetSchool adds or changes a school or a class. It returns the opération that was prepared, and whether it was applied
// at once. The fault is a fault.Many, by the fields of the noun, or a Conflict when somebody else has changed it.
func (o *Settings) SetSchool(ctx context.Context, d desk.Actor, f SchoolForm) (id int64, applied bool, err error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return 0, false, err
	}
	if f.Before == nil {
		school := c.School(f.Cells["school"])
		letter, taken := "E", func(code string) bool { return c.School(code) != nil }
		if f.Kind == town.NounClass {
			letter, taken = "C", func(code string) bool { return school != nil && school.Class(code) != nil }
		}
		f.Cells["code"] = town.FreeCode(letter, taken)
	}
	n, unread := town.Read(f.Kind, f.Before, f.Cells)
	change := town.Change{Before: f.Before, After: n}
	found := unread.And(change.Check(&town.Settings{Town: c}))
	if _, err := journal.Reason(f.Reason); err != nil {
		found = append(found, town.Finding{Field: "motif", Wrong: strings.TrimSuffix(fault.Message(err), ".")})
	}
	if err := found.Err(); err != nil {
		return 0, false, err
	}
	verb := "Modifier\u00a0: "
	if f.Before == nil {
		verb = "Ajouter\u00a0: "
	}
	return o.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Catalogue, Title: verb + n.Title(),
		Reason: f.Reason, Changes: town.Changes{change}})
}
