package settings_test

import (
	"context"

	"cartable/db"
	"cartable/db/dbtest"
)

// erasing is the transaction of a clerk who erases a family, by what people.Forget does in it.
func (l *leisure) erasing(f dbtest.Family) func(context.Context, db.Q) error {
	return func(ctx context.Context, q db.Q) error {
		e := db.Erasure{StructureID: l.Structure.ID, FamilyID: f.ID, AccountID: f.AccountID, AskedAt: l.now.UTC()}
		if _, err := q.AddErasure(ctx, &e); err != nil {
			return err
		}
		if err := q.LockFamily(ctx, f.ID); err != nil {
			return err
		}
		children, err := q.ChildrenIn(ctx, f.ID)
		if err != nil {
			return err
		}
		if err := q.LockChildren(ctx, children); err != nil {
			return err
		}
		last, _, err := q.LastErasure(ctx, f.ID)
		if err != nil {
			return err
		}
		now := l.now.UTC()
		last.State, last.DecidedAt, last.DecidedBy = db.ErasureDone, &now, l.actor.AccountID
		if _, err := q.DecideErasure(ctx, last); err != nil {
			return err
		}
		return q.Anonymise(ctx, f.ID, now)
	}
}
