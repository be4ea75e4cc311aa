package app

import (
	"context"

	"cartable/app/account"
	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/menu"
)

// demoDishes are the menus of two weeks.
var demoDishes = []menu.Menu{
	{Dishes: [5]string{"Carottes râpées", "Sauté de poulet", "Riz", "Yaourt nature", "Pomme"},
		Allergens: "milk mustard"},
	{Dishes: [5]string{"Potage de légumes", "Lasagnes aux légumes", "", "Comté", "Compote"}, Vegetarian: true,
		Allergens: "gluten milk celery"},
	{Dishes: [5]string{"Betteraves", "Rôti de bœuf", "Haricots verts", "Petit-suisse", "Clémentine"},
		Allergens: "milk mustard"},
	{Dishes: [5]string{"Salade verte", "Poisson pané", "Purée", "Fromage blanc", "Gâteau au chocolat"},
		Allergens: "gluten eggs fish milk"},
	{Dishes: [5]string{"Lentilles en salade", "Couscous de légumes", "", "", "Poire"}, Vegetarian: true,
		Allergens: "gluten"},
	{Dishes: [5]string{"Céleri rémoulade", "Steak haché", "Coquillettes", "Camembert", "Banane"},
		Allergens: "gluten eggs milk celery mustard"},
	{Dishes: [5]string{"Soupe de potiron", "Omelette", "Ratatouille", "Yaourt", "Orange"}, Vegetarian: true,
		Allergens: "eggs milk"},
	{Dishes: [5]string{"Concombre", "Poulet rôti", "Frites", "", "Fruits de saison"}, Allergens: menu.None},
	{Dishes: [5]string{"Taboulé", "Filet de colin", "Épinards", "Emmental", "Compote"}, Allergens: "gluten fish milk"},
	{Dishes: [5]string{"Macédoine", "Chili végétarien", "Riz", "Fromage", "Kiwi"}, Vegetarian: true},
}

// writeDemoMenus has the cook write the menus of this week and of the next one, from today on.
func writeDemoMenus(ctx context.Context, a *App, structureID int64, today civil.Date) error {
	q := a.DB.Read()
	cook, found, err := q.AccountByLogin(ctx, demo.Cook)
	if err != nil || !found {
		return err
	}
	c, err := a.Office.Catalogues.Current(ctx, q, structureID)
	if err != nil {
		return err
	}
	d := desk.Actor{StructureID: structureID, Revision: c.Structure.Revision, AccountID: cook.ID,
		Origin: desk.FromCommand}
	for n, monday := range []civil.Date{today.Week().Monday(), today.Week().Monday() + 7} {
		page, err := a.Office.Menus(ctx, d, monday.Week(), civil.Week{})
		if err != nil {
			return err
		}
		var all []menu.Menu
		for i, day := range page.Days {
			if day.Over || day.Why != "" {
				continue
			}
			one := demoDishes[n*5+i]
			one.Date = day.Date
			all = append(all, one)
		}
		if err := a.Office.SetMenus(ctx, d, page.Week, page.Mark, all); err != nil {
			return err
		}
	}
	return nil
}

// askDemoDiet has the parent of the child of two homes ask for a vegetarian meal: both homes read it, and the town hall
// has it to answer.
func askDemoDiet(ctx context.Context, a *App, today civil.Date) error {
	q := a.DB.Read()
	parent, found, err := q.AccountByLogin(ctx, demo.Separated)
	if err != nil || !found {
		return err
	}
	families, err := a.Account.Families(ctx, parent.ID)
	if err != nil || len(families) == 0 {
		return err
	}
	children, err := q.ChildrenOf(ctx, families[0].FamilyID, today)
	if err != nil || len(children) == 0 {
		return err
	}
	return a.Account.AskDiet(ctx, account.Visitor{AccountID: parent.ID, FamilyID: families[0].FamilyID,
		StructureID: families[0].StructureID}, account.DietAsk{ChildID: children[0].ID, Diet: "Végétarien"})
}
