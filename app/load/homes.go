package load

import (
	"slices"

	"cartable/app/domain/custody"
	"cartable/db"
)

// homes are what is arranged for the children of the file who have two, by child.
type homes map[int64]custody.Calendar

// holdHomes locks the children whose reservations are about to be written, if somebody may book or arrange a day of
// theirs meanwhile, and reads in which home they are.
func (im *importing) holdHomes(fresh []bool, updates []db.ImportedReservation) (homes, error) {
	var children []int64
	for i := range im.reservations {
		if c := im.reservations[i].child; fresh[i] && len(c.families)+len(c.storedFamilies) > 1 {
			children = append(children, c.want.ID)
		}
	}
	for _, u := range updates {
		children = append(children, u.ChildID)
	}
	if len(children) == 0 {
		return nil, nil
	}
	slices.Sort(children)
	children = slices.Compact(children)
	if err := im.q.LockChildren(im.ctx, children); err != nil {
		return nil, err
	}
	return im.q.CustodiesOf(im.ctx, children)
}

// of returns the family to which a row's day belongs: the home of the day, else the one that pays.
func (h homes) of(r *reservationRow) *familyEntry {
	if whose := h[r.child.want.ID].Home(r.date); whose != 0 {
		for _, f := range slices.Concat(r.child.families, r.child.storedFamilies) {
			if f.want.ID == whose {
				return f
			}
		}
	}
	return r.child.payer()
}

// rehome gives a stored reservation that a row makes hold its day again to the home of that day, at its price.
func (h homes) rehome(u *db.ImportedReservation, r *reservationRow, prices *priceList) {
	if !u.Status.Holds() || !h[u.ChildID].Other(u.FamilyID, u.Date) {
		return
	}
	if f := h.of(r); f.want.ID != u.FamilyID {
		u.FamilyID, u.Price = f.want.ID, prices.quote(r.child.structure, f, r.activity, r.date).Total
	}
}
