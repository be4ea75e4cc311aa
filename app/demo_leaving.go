package app

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/pickup"
	"cartable/app/leaving"
)

// noteDemoLeavings has a parent name who collects her child: a grandmother whom the town hall accepted, an uncle who
// waits for its answer; and staff note of another child that it goes home alone, and who is barred from a third.
func noteDemoLeavings(ctx context.Context, a *App, structureID int64) error {
	d, found, err := demoStaff(ctx, a.Office.Base, "accueil", structureID)
	if err != nil || !found {
		return err
	}
	q := a.DB.Read()
	home, found, err := demoHomeOf(ctx, q, "martin")
	if err != nil || !found {
		return err
	}
	parent := desk.Actor{StructureID: structureID, Revision: d.Revision, AccountID: home.AccountID,
		Origin: desk.FromCommand}
	gran := pickup.Typed{Kind: pickup.Person, Name: "Jeanne Petit", Link: "grand-mère", Phone: "06 12 34 56 78"}
	if err := a.Leavings.Ask(ctx, parent, home.Family.FamilyID, []int64{home.ChildID}, gran); err != nil {
		return err
	}
	asked, err := a.Leavings.Leavings(ctx, d)
	if err != nil || len(asked.Rows) == 0 {
		return err
	}
	if err := a.Leavings.Decide(ctx, d, leaving.Answer{ID: asked.Rows[0].ID, Accept: true}); err != nil {
		return err
	}
	uncle := pickup.Typed{Kind: pickup.Person, Name: "Paul Petit", Link: "oncle"}
	if err := a.Leavings.Ask(ctx, parent, home.Family.FamilyID, []int64{home.ChildID}, uncle); err != nil {
		return err
	}
	for login, note := range map[string]pickup.Typed{
		"benali": {Kind: pickup.Alone, Hour: "17:00"},
		"costa":  {Kind: pickup.Barred, Name: "Marc Verdier", Link: "ordonnance du 3 mars 2026, tribunal d'Angers"},
	} {
		home, found, err := demoHomeOf(ctx, q, login)
		if err != nil || !found {
			return err
		}
		if err := a.Leavings.Note(ctx, d, home.Family.Code, home.ChildID, note); err != nil {
			return err
		}
	}
	return nil
}
