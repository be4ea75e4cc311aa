package db

import (
	"context"

	"cartable/app/domain/pricing"
)

// ResidencesOf reads the former residences of the families of a structure, by date.
func (q Q) ResidencesOf(ctx context.Context, structureID int64) (map[int64][]pricing.Former, error) {
	all := map[int64][]pricing.Former{}
	err := q.each(
		ctx,
		`select r.family_id, r.before_date, r.resident from residences r join families f on f.id = r.family_id
		where f.structure_id = $1 order by r.family_id, r.before_date`,
		[]any{structureID},
		func(r row) error {
			var family int64
			var one pricing.Former
			err := r.Scan(&family, &one.Before, &one.Resident)
			all[family] = append(all[family], one)
			return err
		},
	)
	return all, err
}

// SetResidence stores the current and former residences of a family. The caller must have read the stored ones in the
// same transaction.
func (q Q) SetResidence(ctx context.Context, familyID int64, is pricing.Residence) error {
	if _, err := q.exec(ctx, "update families set resident = $2 where id = $1", familyID, is.Resident); err != nil {
		return err
	}
	return q.setFormer(ctx, familyID, is.Former)
}

func (q Q) setFormer(ctx context.Context, familyID int64, former []pricing.Former) error {
	if _, err := q.exec(ctx, "delete from residences where family_id = $1", familyID); err != nil || len(former) == 0 {
		return err
	}
	rows := make([]Residence, len(former))
	for i, f := range former {
		rows[i] = Residence{FamilyID: familyID, BeforeDate: f.Before, Resident: f.Resident}
	}
	_, err := q.NewInsert().Model(&rows).Exec(ctx)
	return err
}
