package app

import (
	"context"

	"cartable/app/account"
	"cartable/app/demo"
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
	d, found, err := demoStaff(ctx, a.Office.Base, demo.Cook, structureID)
	if err != nil || !found {
		return err
	}
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
func askDemoDiet(ctx context.Context, a *App) error {
	home, found, err := demoHomeOf(ctx, a.DB.Read(), demo.Separated)
	if err != nil || !found {
		return err
	}
	return a.Account.AskDiet(ctx, account.Visitor{AccountID: home.AccountID, FamilyID: home.Family.FamilyID,
		StructureID: home.Family.StructureID}, account.DietAsk{ChildID: home.ChildID, Diet: "Végétarien"})
}
