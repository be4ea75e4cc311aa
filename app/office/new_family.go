package office

import (
	"context"

	"cartable/app/desk"
)

// NewFamily is what the form of a new family offers.
type NewFamily struct {
	Places     []desk.Choice // schools, each followed by its classes; none: they are typed
	Activities []desk.Choice // those that are not over
}

// NewFamily returns the choices of the form.
func (o *Office) NewFamily(ctx context.Context, d desk.Actor) (NewFamily, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return NewFamily{}, err
	}
	return NewFamily{desk.ClassChoices(c), desk.ActivityChoices(c, c.Today(o.Now()))}, nil
}
