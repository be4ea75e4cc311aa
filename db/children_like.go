package db

import (
	"context"
	"strings"

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

// FamilyLike is a stored family that an address or a telephone also reaches.
type FamilyLike struct{ LastName, FirstName, Code, Address, Phone string }

// theirOwn is an adult's own telephone.
const theirOwn = "exists (select 1 from guardians g where g.family_id = f.id and g.phone = $3)"

// FamiliesReachedBy returns the families of a structure that an address, without regard to capitals, or a telephone
// reaches; an empty one reaches nobody.
func (q Q) FamiliesReachedBy(ctx context.Context, structureID int64, address, phone string) (all []FamilyLike,
	err error) {
	err = q.each(ctx, `select f.last_name, f.first_name, f.code, coalesce((select min(e.address) from family_emails e
			where e.family_id = f.id and lower(e.address) = $2), ''), case when f.phone = $3
			or `+theirOwn+` then $3 else '' end
		from families f where f.structure_id = $1 and f.merged_into is null and ($3 <> '' and (f.phone = $3 or
			`+theirOwn+`) or
			$2 <> '' and exists (
			select 1 from family_emails e where e.family_id = f.id and lower(e.address) = $2)) order by f.id`,
		[]any{structureID, strings.ToLower(address), phone}, func(r row) error {
			var f FamilyLike
			err := r.Scan(&f.LastName, &f.FirstName, &f.Code, &f.Address, &f.Phone)
			all = append(all, f)
			return err
		})
	return all, err
}
