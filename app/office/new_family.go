package office

import (
	"context"
	"slices"

	"cartable/app/desk"
)

// NewFamily is what the form of a new family offers.
type NewFamily struct {
	Schools    []string
	Classes    []string      // of all schools, each name once
	Activities []desk.Choice // those that are not over
}

// NewFamily returns the choices of the form.
func (o *Office) NewFamily(ctx context.Context, d desk.Actor) (NewFamily, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return NewFamily{}, err
	}
	var form NewFamily
	form.Activities = desk.ActivityChoices(c, c.Today(o.Now()))
	for _, s := range c.Schools {
		for _, k := range s.Classes {
			if !k.Archived {
				form.Classes = append(form.Classes, k.Name)
			}
		}
	}
	slices.Sort(form.Classes)
	form.Classes = slices.Compact(form.Classes)
	form.Schools, err = q.Schools(ctx, d.StructureID)
	return form, err
}
