package office

import (
	"context"

	"cartable/app/desk"
)

// NewChild is what the form of a new child of a family offers.
type NewChild struct {
	Code, Family, LastName string
	Choices                NewFamily
}

// NewChild returns the choices of the form; NotFound for a family of another structure.
func (o *Office) NewChild(ctx context.Context, d desk.Actor, code string) (NewChild, error) {
	row, err := desk.LiveFamilyOf(ctx, o.DB.Read(), d, code)
	if err != nil {
		return NewChild{}, err
	}
	form := NewChild{Code: row.Code, Family: row.LastName + " " + row.FirstName, LastName: row.LastName}
	form.Choices, err = o.NewFamily(ctx, d)
	return form, err
}
