package app

import (
	"context"

	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/load"
	"cartable/app/office"
)

// The families that were entered twice: one is still to be joined, the other was this morning.
const doubledFamily, joinedFamily = "F030", "F031"

// enterTwice enters two families of the town hall a second time, as happens at a busy counter, and joins one of them.
func enterTwice(ctx context.Context, a *App) error {
	q := a.DB.Read()
	clerk, _, err := q.AccountByLogin(ctx, demo.Newswriter)
	if err != nil {
		return err
	}
	ids, err := q.StructureIDs(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	c, err := a.Catalogues.Current(ctx, q, ids[0])
	if err != nil {
		return err
	}
	d := desk.Actor{StructureID: ids[0], Revision: c.Structure.Revision, AccountID: clerk.ID, Origin: desk.FromCommand}
	for _, code := range []string{doubledFamily, joinedFamily} {
		double, err := enterAgain(ctx, a, d, code)
		if err != nil {
			return err
		}
		if code == doubledFamily {
			continue
		}
		form := office.MergeForm{Kept: code, Gone: double, Reason: "Famille saisie deux fois à l'accueil"}
		read, err := a.Office.MergeFamilies(ctx, d, form)
		if err != nil {
			return err
		}
		form.Seen = read.Proof
		if _, err := a.Office.MergeFamilies(ctx, d, form); err != nil {
			return err
		}
	}
	return nil
}

// enterAgain enters a family a second time, with its first child and another address, and returns its code.
func enterAgain(ctx context.Context, a *App, d desk.Actor, code string) (string, error) {
	family, err := a.Office.Family(ctx, d, code)
	if err != nil || len(family.Children) == 0 {
		return "", err
	}
	child := family.Children[0]
	form := load.NewFamily{Civility: family.Civility, LastName: family.LastName, FirstName: family.FirstName,
		Email: "bis-" + code + "@exemple.fr", Phone: "06 39 98 76 54", Address: "3 rue des Tilleuls",
		Reason: "Inscription demandée au guichet", Children: []load.NewChild{{FirstName: child.FirstName,
			LastName: child.LastName, BirthDate: child.BirthDate.String(), School: child.School, Class: child.Class}}}
	_, same, err := a.Loader.AddFamily(ctx, d, form, nil)
	if len(same) == 0 {
		return "", err
	}
	form.Agreed = load.Mark(same)
	double, _, err := a.Loader.AddFamily(ctx, d, form, nil)
	return double, err
}
