package db

import (
	"context"
)

// Contact is how a structure is reached.
type Contact struct {
	Structure, Address, Phone, Email, Hours string

	Accent, Logo string // how its pages look: see town.Structure
}

// Contacts returns how structures are reached; structureID 0 means all of them.
func (q Q) Contacts(ctx context.Context, structureID int64) (all []Contact, err error) {
	err = q.each(ctx, `select name, address, phone, email, hours, accent, logo from structures
		where $1 = 0 or id = $1 order by id`,
		[]any{structureID}, func(r row) error {
			var c Contact
			err := r.Scan(&c.Structure, &c.Address, &c.Phone, &c.Email, &c.Hours, &c.Accent, &c.Logo)
			all = append(all, c)
			return err
		})
	return all, err
}
