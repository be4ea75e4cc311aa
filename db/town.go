package db

import (
	"context"
	"database/sql"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// Town is all settings of a structure, as they are stored and locked: no other transaction changes them before this one
// ends, so that the settings that were checked are those that are written. Its settings are read-only; Town.Apply, in
// change.go, is the one way to change them.
type Town struct {
	*town.Settings
	q        Q
	families map[string]int64 // ids by code
	fresh    bool             // created by this transaction: nobody has read its catalogue yet
}

// ID returns the id of the structure.
func (t *Town) ID() int64 { return t.Town.Structure.ID }

// HoldTown locks and reads the settings of a structure, all of them since its first day. Families continue to book
// meanwhile; other changes to the town, and the end of a night, wait.
func (q Q) HoldTown(ctx context.Context, structureID int64) (*Town, error) {
	if _, err := q.lockTown(ctx, structureID); err != nil {
		return nil, err
	}
	c, err := q.Catalogue(ctx, structureID, civil.Date(1))
	if err != nil {
		return nil, err
	}
	return q.townOf(ctx, c)
}

// Hold is HoldTown for a change of days that are not long past: exceptions older than those of At are not read, so that
// it costs two queries while the catalogue is cached, and no more as the town grows old.
func (c *Catalogues) Hold(ctx context.Context, q Q, structureID int64) (*Town, error) {
	revision, err := q.lockTown(ctx, structureID)
	if err != nil {
		return nil, err
	}
	now, err := c.At(ctx, q, structureID, revision)
	if err != nil {
		return nil, err
	}
	return q.townOf(ctx, now)
}

// lockTown locks the row of a structure, and returns its revision.
func (q Q) lockTown(ctx context.Context, structureID int64) (revision int64, err error) {
	found := false
	err = q.each(ctx, "select revision from structures where id = $1"+q.forChange(), []any{structureID},
		func(r row) error {
			found = true
			return r.Scan(&revision)
		})
	if err == nil && !found {
		err = fault.NotFoundf("Cette structure n'existe pas.")
	}
	return revision, err
}

// townOf adds the quotients of its families to the catalogue of a structure that is locked.
func (q Q) townOf(ctx context.Context, c *town.Catalogue) (*Town, error) {
	t := &Town{
		q:        q,
		Settings: &town.Settings{Town: c, Quotients: map[string][]pricing.Quotient{}},
		families: map[string]int64{},
	}
	const quotients = `select f.id, f.code, t.from_date, t.to_date, t.qf, coalesce(t.source, '')
		from families f
		left join quotients t on t.family_id = f.id where f.structure_id = $1 and f.merged_into is null
		order by f.id, t.id`
	err := q.each(ctx, quotients, []any{c.Structure.ID}, func(r row) error {
		var family int64
		var code string
		var one pricing.Quotient
		var qf sql.NullInt64
		if err := r.Scan(&family, &code, &one.From, &one.To, &qf, &one.Source); err != nil {
			return err
		}
		t.Knows(code, family)
		if qf.Valid {
			one.QF = money.Cents(qf.Int64)
			t.Quotients[code] = append(t.Quotients[code], one)
		}
		return nil
	})
	return t, err
}

// FamilyID returns the id of a family of the structure, or 0 for an unknown code.
func (t *Town) FamilyID(code string) int64 { return t.families[code] }

// Homes returns the ids of the households of a child that the settings know, the one that pays first.
func (t *Town) Homes(child string) []int64 { return t.Children[child].Families }

// Knows adds a family that this transaction created, so that it may get quotients.
func (t *Town) Knows(family string, id int64) {
	t.families[family] = id
	if _, there := t.Quotients[family]; !there {
		t.Quotients[family] = nil
	}
}

// forChange returns a lock clause that excludes other changes to the rows, and not rows that refer to them.
func (q Q) forChange() string {
	if q.postgres {
		return " for no key update"
	}
	return ""
}
