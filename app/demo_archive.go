package app

import (
	"context"

	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/load"
)

// archiveDeparted stores a family that left the town in the summer, and puts its file away, as the manager did.
func archiveDeparted(ctx context.Context, a *App) error {
	q := a.DB.Read()
	ids, err := q.StructureIDs(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	clerk, _, err := q.AccountByLogin(ctx, demo.Newswriter)
	if err != nil {
		return err
	}
	c, err := a.Catalogues.Current(ctx, q, ids[0])
	if err != nil {
		return err
	}
	d := desk.Actor{StructureID: ids[0], Revision: c.Structure.Revision, AccountID: clerk.ID, Origin: desk.FromCommand}
	n := load.NewFamily{Civility: "M.", LastName: "Keller", FirstName: "Hugo", Email: "hugo.keller@example.org",
		Phone: "06 39 98 00 21", Address: "2 rue du Port", Reason: "reprise des dossiers de l'an dernier",
		Children: []load.NewChild{{FirstName: "Mila", BirthDate: "2017-06-09"}}}
	_, open, err := a.People.Opening(ctx, d, n.Adults(), n.Reason)
	if err != nil {
		return err
	}
	code, _, err := a.Loader.AddFamily(ctx, d, n, open)
	if err != nil {
		return err
	}
	return a.Office.PutAway(ctx, d, code, "a quitté la commune cet été")
}
