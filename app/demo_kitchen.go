package app

import (
	"context"
	"errors"
	"strconv"
	"time"

	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/domain/civil"
	meals "cartable/app/domain/kitchen"
	"cartable/app/office"
	"cartable/db"
)

// orderDemoMeals sets the address of the first town's caterer and, if the kitchen's hour of today has come, counts the
// meals and orders them as the worker did then: what is told and booked later this morning changes the numbers.
func orderDemoMeals(ctx context.Context, a *App, today civil.Date) error {
	ids, err := a.DB.Read().StructureIDs(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	c, err := a.Office.Catalogues.Current(ctx, a.DB.Read(), ids[0])
	if err != nil {
		return err
	}
	d := desk.Actor{StructureID: ids[0], Revision: c.Structure.Revision, Origin: desk.FromCommand}
	if _, err := a.Settings.SetStructure(ctx, d, nil, map[string]string{"caterer": "commandes@traiteur.example",
		"meal_cost": "3.10"},
		"Marché de restauration"); err != nil {
		return err
	}
	if err := throwDemoPlates(ctx, a, ids[0], today); err != nil {
		return err
	}
	if err := errors.Join(writeDemoMenus(ctx, a, ids[0], today), askDemoDiet(ctx, a),
		noteDemoLeavings(ctx, a, ids[0])); err != nil {
		return err
	}
	counted := today.At(8*60+1, c.Loc)
	if a.Clock.Now().Before(counted) {
		return nil
	}
	kitchen := office.Office{Base: a.Office.Base, BaseURL: a.Office.BaseURL, MailHost: a.Office.MailHost}
	kitchen.Now = func() time.Time { return counted }
	if err := kitchen.FreezeMeals(ctx); err != nil {
		return err
	}
	return addGuest(ctx, &kitchen, ids[0], today)
}

// addGuest has the cook ask for a meal more, a few minutes later.
func addGuest(ctx context.Context, kitchen *office.Office, structureID int64, today civil.Date) error {
	d, found, err := demoStaff(ctx, kitchen.Base, demo.Cook, structureID)
	if err != nil || !found {
		return err
	}
	kitchen.Now = func() time.Time { return today.At(8*60+3, db.Paris) }
	page, err := kitchen.KitchenDay(ctx, d, today)
	if err != nil {
		return err
	}
	for _, s := range page.Activities {
		if s.State == office.Frozen && len(s.Sites) > 0 {
			return kitchen.AskMeals(ctx, d, office.ExtraMeals{Date: today, Activity: s.Code,
				School: s.Sites[0].School, Kind: meals.Adult, Number: "1", Words: "remplaçante de la classe de CP"})
		}
	}
	return nil
}

// throwDemoPlates has the cook say what was thrown on each day of the two weeks before: more on Fridays.
func throwDemoPlates(ctx context.Context, a *App, structureID int64, today civil.Date) error {
	d, found, err := demoStaff(ctx, a.Office.Base, demo.Cook, structureID)
	if err != nil || !found {
		return err
	}
	for day := today - 14; day < today; day++ {
		page, err := a.Office.KitchenPlates(ctx, d, day)
		if err != nil {
			return err
		}
		var rows []office.PlateRow
		for i, one := range page.Sites {
			thrown := one.Meals * (4 + i + day.Weekday()) / 100
			rows = append(rows, office.PlateRow{Activity: one.Activity, School: one.School,
				Number: strconv.Itoa(thrown)})
		}
		if err := a.Office.SayPlates(ctx, d, day, rows); err != nil {
			return err
		}
	}
	return nil
}
