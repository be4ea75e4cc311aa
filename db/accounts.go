package db

import (
	"context"
	"time"
)

// PlaceByCode finds a structure and, when a code is given, one of its families; 0 is unknown.
func (q Q) PlaceByCode(ctx context.Context, structure, family string) (structureID, familyID int64, err error) {
	err = q.each(ctx, `select s.id, coalesce(f.id, 0) from structures s
		left join families f on f.structure_id = s.id and f.code = $2 where s.code = $1`, []any{structure, family},
		func(r row) error {
			return r.Scan(&structureID, &familyID)
		})
	return structureID, familyID, err
}

// AddAccount stores a new account and sets its ID.
func (q Q) AddAccount(ctx context.Context, a *Account) error {
	_, err := q.NewInsert().Model(a).Exec(ctx)
	return err
}

// AddGuardian makes an account a guardian of a family, and restores the right if it had been withdrawn.
func (q Q) AddGuardian(ctx context.Context, accountID, familyID int64) error {
	_, err := q.exec(ctx, `insert into guardians (account_id, family_id) values ($1, $2)
		on conflict (account_id, family_id) do update set withdrawn_at = null`, accountID, familyID)
	return err
}

// AddStaff gives an account a role in a structure, and restores the role if it had been withdrawn.
func (q Q) AddStaff(ctx context.Context, accountID, structureID int64, role string) error {
	_, err := q.exec(ctx, `insert into staff (account_id, structure_id, role) values ($1, $2, $3)
		on conflict (account_id, structure_id, role) do update set withdrawn_at = null`, accountID, structureID, role)
	return err
}

// EndSessions ends all sessions of an account.
func (q Q) EndSessions(ctx context.Context, accountID int64) error {
	_, err := q.exec(ctx, "delete from sessions where account_id = $1", accountID)
	return err
}

// UnreadDocuments returns the texts in force that an account has not accepted.
func (q Q) UnreadDocuments(ctx context.Context, accountID int64) (all []Document, err error) {
	err = q.NewSelect().Model(&all).
		Where("version = (select max(d.version) from documents d where d.kind = document.kind)").
		Where("not exists (select 1 from consents c where c.account_id = ? and c.kind = document.kind and c.version = "+
						"document.version)", accountID).
		Order("kind desc").Scan(ctx) // the notice before the terms
	return all, err
}

// DocumentInForce returns the text in force of a kind; found is false when there is none.
func (q Q) DocumentInForce(ctx context.Context, kind string) (d Document, found bool, err error) {
	var all []Document
	err = q.NewSelect().Model(&all).Where("kind = ?", kind).Order("version desc").Limit(1).Scan(ctx)
	if err != nil || len(all) == 0 {
		return d, false, err
	}
	return all[0], true, nil
}

// AddConsents records that an account has read texts.
func (q Q) AddConsents(ctx context.Context, accountID int64, documents []Document, at time.Time) error {
	if len(documents) == 0 {
		return nil
	}
	rows := make([]Consent, len(documents))
	for i, d := range documents {
		rows[i] = Consent{AccountID: accountID, Kind: d.Kind, Version: d.Version, At: at}
	}
	_, err := q.NewInsert().Model(&rows).On("conflict do nothing").Exec(ctx)
	return err
}

// AddAccounts stores many accounts and sets their IDs.
func (q Q) AddAccounts(ctx context.Context, rows []Account) error {
	for start := 0; start < len(rows); start += importChunk {
		part := rows[start:min(start+importChunk, len(rows))]
		if _, err := q.NewInsert().Model(&part).Returning("id").Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// LockStructure locks the row of a structure, so that operations on the whole structure run one at a time.
func (q Q) LockStructure(ctx context.Context, structureID int64) error {
	if !q.postgres {
		return nil
	}
	_, err := q.exec(ctx, "select id from structures where id = $1 for no key update", structureID)
	return err
}

// Tie is a place that an account may open: a family, or a structure for which it works (FamilyID 0).
type Tie struct{ StructureID, FamilyID int64 }

// PlacesOf lists the places that an account may open.
func (q Q) PlacesOf(ctx context.Context, accountID int64) (all []Tie, err error) {
	err = q.each(ctx, `select f.structure_id, f.id from guardians g join families f on f.id = g.family_id where
		g.account_id = $1 and g.withdrawn_at is null
		union select structure_id, 0 from staff where account_id = $1 and withdrawn_at is null order by 1, 2`,
		[]any{accountID}, func(r row) error {
			var t Tie
			err := r.Scan(&t.StructureID, &t.FamilyID)
			all = append(all, t)
			return err
		})
	return all, err
}

// AccountByID finds an account that may sign in.
func (q Q) AccountByID(ctx context.Context, id int64) (Account, bool, error) {
	var accounts []Account
	err := q.NewSelect().Model(&accounts).Where("id = ?", id).Where("disabled_at is null").Scan(ctx)
	if err != nil || len(accounts) == 0 {
		return Account{}, false, err
	}
	return accounts[0], true, nil
}
