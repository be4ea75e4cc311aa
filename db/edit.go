package db

import (
	"context"
	"time"
)

// What staff change on the file of a family or of a child. Callers have locked the row.

// SetFamily stores the names, the telephone and the postal address of a family.
func (q Q) SetFamily(ctx context.Context, f Family) error {
	_, err := q.exec(ctx, `update families set civility = $2, last_name = $3, first_name = $4, phone = $5,
		address = $6 where id = $1`, f.ID, f.Civility, f.LastName, f.FirstName, f.Phone, f.Address)
	return err
}

// RenameGuardian gives an adult of a family another name.
func (q Q) RenameGuardian(ctx context.Context, accountID, familyID int64, name string) error {
	_, err := q.exec(ctx, "update guardians set name = $3 where account_id = $1 and family_id = $2", accountID,
		familyID, name)
	return err
}

// CallGuardian gives an adult of a family another telephone.
func (q Q) CallGuardian(ctx context.Context, accountID, familyID int64, phone string) error {
	_, err := q.exec(ctx, "update guardians set phone = $3 where account_id = $1 and family_id = $2", accountID,
		familyID, phone)
	return err
}

// SetFirstAddress replaces the first address of a family, or gives it one. It counts as confirmed by whoever gave it to
// the town hall. free is false when the family has it already.
func (q Q) SetFirstAddress(ctx context.Context, familyID int64, address string, now time.Time) (free bool, err error) {
	all, err := q.EmailsOf(ctx, familyID)
	if err != nil {
		return false, err
	}
	position := 0
	for i, one := range all {
		if i == 0 {
			position = one.Position
		} else if one.Address == address {
			return false, nil
		}
	}
	_, err = q.exec(ctx, `insert into family_emails (family_id, position, address, confirmed_at)
		values ($1, $2, $3, $4) on conflict (family_id, position) do update set address = excluded.address,
			confirmed_at = excluded.confirmed_at, bounced_at = null`, familyID, position, address, now)
	return true, err
}

// ChildIn returns a child of a family.
func (q Q) ChildIn(ctx context.Context, familyID, childID int64) (Child, bool, error) {
	var all []Child
	err := q.NewSelect().Model(&all).
		Where("id = ? and id in (select child_id from family_children where family_id = ?)", childID, familyID).
		Scan(ctx)
	if err != nil || len(all) == 0 {
		return Child{}, false, err
	}
	return all[0], true, nil
}

// FamiliesOfChildren returns the families of several children, by child.
func (q Q) FamiliesOfChildren(ctx context.Context, children []int64) (map[int64][]int64, error) {
	all := map[int64][]int64{}
	if len(children) == 0 {
		return all, nil
	}
	err := q.each(ctx, "select child_id, family_id from family_children where child_id in ("+list(children)+
		") order by child_id, position, family_id", nil, func(r row) error {
		var child, family int64
		err := r.Scan(&child, &family)
		all[child] = append(all[child], family)
		return err
	})
	return all, err
}

// SetChild stores the names, the birth date, the school and the class of a child.
func (q Q) SetChild(ctx context.Context, c Child) error {
	_, err := q.exec(ctx, `update children set last_name = $2, first_name = $3, birth_date = $4, school = $5,
		class = $6, school_id = $7, class_id = $8 where id = $1`, c.ID, c.LastName, c.FirstName, c.BirthDate,
		c.School, c.Class, c.SchoolID, c.ClassID)
	return err
}

// FamiliesOfChild returns the families of a child, the one that pays first.
func (q Q) FamiliesOfChild(ctx context.Context, childID int64) (all []int64, err error) {
	err = q.each(ctx, "select family_id from family_children where child_id = $1 order by position, family_id",
		[]any{childID}, func(r row) error {
			var id int64
			err := r.Scan(&id)
			all = append(all, id)
			return err
		})
	return all, err
}
