package db

import (
	"context"

	"cartable/app/domain/civil"
	"cartable/app/domain/fold"
)

// ChildLike is a stored child with the family that pays for it.
type ChildLike struct{ FirstName, LastName, Family, FamilyCode string }

// ChildrenLike returns the children of a structure who have a name, without regard to accents and capitals, and a birth
// date: likely the same child.
func (q Q) ChildrenLike(ctx context.Context, structureID int64, last, first string,
	birth civil.Date) (all []ChildLike, err error) {
	err = q.each(ctx, `select c.first_name, c.last_name, f.last_name, f.code from children c
		join family_children l on l.child_id = c.id and l.position = 0 join families f on f.id = l.family_id
		where c.structure_id = $1 and c.birth_date = $2 order by c.id`, []any{structureID, birth}, func(r row) error {
		var c ChildLike
		err := r.Scan(&c.FirstName, &c.LastName, &c.Family, &c.FamilyCode)
		if fold.Words(c.LastName) == fold.Words(last) && fold.Words(c.FirstName) == fold.Words(first) {
			all = append(all, c)
		}
		return err
	})
	return all, err
}
