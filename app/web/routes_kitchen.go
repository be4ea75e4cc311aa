package web

import "cartable/app/domain/access"

// kitchenRoutes returns the routes of the kitchen: meals to make, diets, orders to the caterer.
func (d *desks) kitchenRoutes() []Route {
	const at, order = "/mairie/cuisine", "/mairie/cuisine/bons/:id"
	return []Route{
		line(get, at, access.SeeKitchen, free, active, d.office.KitchenPage),
		line(get, order, access.SeeKitchen, free, active, d.office.KitchenOrderPage),
		line(post, order, access.KeepKitchen, free, active, d.office.WorkKitchenOrder),
		line(get, order+"/bon.pdf", access.SeeKitchen, free, active, d.office.KitchenOrderPDF),
		line(get, order+"/bon.csv", access.SeeKitchen, free, active, d.office.KitchenOrderCSV),
		line(get, at+"/jour", access.SeeKitchen, free, active, d.office.KitchenDayPage),
		line(post, at+"/jour", access.KeepKitchen, free, active, d.office.SetKitchenDay),
		line(get, at+"/assiettes", access.SeeKitchen, free, active, d.office.KitchenPlatesPage),
		line(post, at+"/assiettes", access.KeepKitchen, free, active, d.office.SayKitchenPlates),
		line(get, at+"/regimes-demandes", access.EditFamilies, asks, active, d.office.DietRequestsPage),
		line(post, at+"/regimes-demandes", access.EditFamilies, asks, active, d.office.AnswerDiet),
		line(get, at+"/menus", access.SeeKitchen, free, active, d.office.MenusPage),
		line(post, at+"/menus", access.KeepKitchen, free, active, d.office.SetMenus),
		line(get, at+"/menus/fichier", access.KeepKitchen, free, active, d.office.MenuFilePage),
		line(post, at+"/menus/fichier", access.KeepKitchen, free, active, d.office.ReadMenuFile),
		line(get, at+"/regimes", access.SeeKitchen, free, active, d.office.KitchenDietsPage),
	}
}
