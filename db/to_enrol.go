package db

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/fold"
	"cartable/app/domain/town"
)

// EnrolFilter says which children of a structure staff mean; what is zero is not asked.
type EnrolFilter struct {
	StructureID        int64
	School, Class      int64
	BornFrom, BornTo   civil.Date
	In, NotIn          int64 // activities
	InSince, NotInFrom civil.Date
	EndIn              []int64    // activities, in one of which they are enrolled …
	EndAfter           civil.Date // … after this day,
	Shown              []int64    // or who were shown
	IDs                []int64
}

// ChildToEnrol is a child, with the family that pays first.
type ChildToEnrol struct {
	ID                        int64
	Code, LastName, FirstName string
	Birth                     civil.Date
	School, Class             string
	Family, FamilyCode        string
}

// Name returns the name as lists have it, the last name first.
func (c ChildToEnrol) Name() string { return strings.TrimSpace(c.LastName + " " + c.FirstName) }

// ChildrenToEnrol returns the children whom a filter means, by name: at most so many. A child who is in erased or
// archived families alone is not found.
func (q Q) ChildrenToEnrol(ctx context.Context, f EnrolFilter, most int) (all []ChildToEnrol, err error) {
	var where conditions
	where.add("c.structure_id = $?", f.StructureID)
	if f.School != 0 {
		where.add("c.school_id = $?", f.School)
	}
	if f.Class != 0 {
		where.add("c.class_id = $?", f.Class)
	}
	if f.BornFrom != 0 {
		where.add("c.birth_date >= $?", f.BornFrom)
	}
	if f.BornTo != 0 {
		where.add("c.birth_date <= $?", f.BornTo)
	}
	if f.In != 0 {
		where.add("c.id in (select e.child_id from enrolments e where e.activity_id = $?", f.In)
		where.add("e.to_date >= $?)", f.InSince)
	}
	if f.NotIn != 0 {
		where.add("c.id not in (select e.child_id from enrolments e where e.activity_id = $?", f.NotIn)
		where.add("e.to_date >= $?)", f.NotInFrom)
	}
	if f.EndIn != nil {
		where.add("(c.id"+q.among("$?")+" or c.id in (select e.child_id from enrolments e where true", q.ids(f.Shown))
		where.add("e.activity_id"+q.among("$?"), q.ids(f.EndIn))
		where.add("e.to_date > $?))", f.EndAfter)
	}
	if f.IDs != nil {
		where.add("c.id"+q.among("$?"), q.ids(f.IDs))
	}
	where.also(`l.family_id = (select o.family_id from family_children o join families f on f.id = o.family_id
		where o.child_id = c.id and ` + liveHome + ` order by o.position, o.family_id limit 1)`)
	err = q.each(ctx, `select c.id, c.code, c.last_name, c.first_name, c.birth_date, c.school, c.class,
			f.last_name, f.code
		from children c join family_children l on l.child_id = c.id join families f on f.id = l.family_id`+
		where.text+fmt.Sprintf(" order by c.last_name, c.first_name, c.id limit %d", most), where.args,
		func(r row) error {
			var c ChildToEnrol
			err := r.Scan(&c.ID, &c.Code, &c.LastName, &c.FirstName, &c.Birth, &c.School, &c.Class, &c.Family,
				&c.FamilyCode)
			all = append(all, c)
			return err
		})
	slices.SortFunc(all, func(a, b ChildToEnrol) int { // alike on both databases
		if by := strings.Compare(fold.Words(a.Name()), fold.Words(b.Name())); by != 0 {
			return by
		}
		return int(a.ID - b.ID)
	})
	return all, err
}

// WithChildren returns the settings of a catalogue with the enrolments of children, for a rehearsal: nothing is locked.
func (q Q) WithChildren(ctx context.Context, c *town.Catalogue, codes []string) (*town.Settings, error) {
	t := &Town{q: q, Settings: &town.Settings{Town: c}}
	err := t.KnowChildren(ctx, codes)
	return t.Settings, err
}

// ChildNames returns the names of children of a structure, by their codes.
func (q Q) ChildNames(ctx context.Context, structureID int64, codes []string) (map[string]string, error) {
	names := map[string]string{}
	if len(codes) == 0 {
		return names, nil
	}
	var where conditions
	where.add("c.structure_id = $?", structureID)
	where.addAny("c.code in ($?)", codes)
	err := q.each(ctx, "select c.code, c.first_name, c.last_name from children c"+where.text, where.args,
		func(r row) error {
			var code, first, last string
			err := r.Scan(&code, &first, &last)
			names[code] = strings.TrimSpace(first + " " + last)
			return err
		})
	return names, err
}
