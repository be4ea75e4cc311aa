package app

import (
	"context"

	"cartable/app/desk"
	"cartable/db"
)

// demoStaff returns a member of staff of a town, as who acts in the stories of the demonstration; found is false where
// nobody has the login.
func demoStaff(ctx context.Context, base desk.Base, login string, structureID int64) (d desk.Actor, found bool,
	err error) {
	account, found, err := base.DB.Read().AccountByLogin(ctx, login)
	if err != nil || !found {
		return d, false, err
	}
	c, err := base.Catalogues.Current(ctx, base.DB.Read(), structureID)
	if err != nil {
		return d, false, err
	}
	return desk.Actor{StructureID: structureID, Revision: c.Structure.Revision, AccountID: account.ID,
		Origin: desk.FromCommand}, true, nil
}

// demoHome is the first family of a parent, with its first child.
type demoHome struct {
	AccountID int64
	Family    db.FamilyOf
	ChildID   int64
}

// demoHomeOf returns it; found is false where there is none.
func demoHomeOf(ctx context.Context, q db.Q, login string) (h demoHome, found bool, err error) {
	parent, found, err := q.AccountByLogin(ctx, login)
	if err != nil || !found {
		return h, false, err
	}
	families, err := q.FamiliesOf(ctx, parent.ID)
	if err != nil || len(families) == 0 {
		return h, false, err
	}
	children, err := q.ChildrenOfFamily(ctx, families[0].FamilyID)
	if err != nil || len(children) == 0 {
		return h, false, err
	}
	return demoHome{parent.ID, families[0], children[0].ID}, true, nil
}
