package family

import (
	"cartable/app/domain/menu"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// menuSamples returns samples of the page of menus.
func menuSamples() []site.Sample {
	monday := site.SampleDay.Week().Monday()
	sample := func(name, title string, v portal.Menus) site.Sample {
		return site.Sample{Name: name, Title: "Menus" + title, Template: "family/menus",
			Layout: site.FamilyLayout("Menus de la cantine", "home"), View: menusView{v}}
	}
	var codes []string
	for _, a := range menu.Law {
		codes = append(codes, a.Code)
	}
	everything := menu.Of(codes)
	full := portal.Menus{Week: monday.Week(), Now: true, Prev: (monday - 7).Week(), Next: (monday + 7).Week(),
		Days: []menu.Menu{
			{Date: site.SampleDay, Dishes: [5]string{"Carottes râpées", "Lasagnes de légumes", "", "Yaourt", "Pomme"},
				Vegetarian: true, Allergens: "gluten milk"},
			{Date: site.SampleDay + 1, Dishes: [5]string{"", "Poulet rôti"}, Allergens: menu.None},
			{Date: site.SampleDay + 2, Dishes: [5]string{"", "Poisson pané", "Épinards"}},
			{Date: site.SampleDay + 3, Dishes: [5]string{"Soupe", "Quiche", "Salade", "Fromage", "Flan"},
				Allergens: everything}}}
	return []site.Sample{sample("menus", "", full), sample("menus-none", ", aucun", portal.Menus{Week: monday.Week()})}
}
