package office

import (
	"cartable/app/domain/menu"
	"cartable/app/office"
	"cartable/app/web/site"
)

// menuSamples returns samples of the pages that write menus.
func menuSamples(sample func(name, title, template string, view any) site.Sample) []site.Sample {
	monday := site.SampleDay.Week().Monday()
	full := menu.Menu{Date: monday + 1, Dishes: [5]string{"Carottes râpées", "Lasagnes de légumes", "", "Yaourt",
		"Pomme"}, Vegetarian: true, Allergens: "gluten milk"}
	none := full
	none.Date, none.Allergens, none.Vegetarian = monday, menu.None, false
	week := office.Menus{Week: monday.Week(), Prev: (monday - 7).Week(), Next: (monday + 7).Week(), Mark: "abc",
		Days: []office.MenuDay{{Menu: none, Over: true}, {Menu: full}, {Menu: menu.Menu{Date: monday + 2},
			Why: "jour férié"}, {Menu: menu.Menu{Date: monday + 3}}, {Menu: menu.Menu{Date: monday + 4}, Over: true}}}
	copied := week
	copied.Copied = week.Prev
	view := menusView{Menus: week, May: true}
	moved := view
	moved.Moved = "Quelqu'un a modifié les menus de cette semaine pendant que vous remplissiez la page."
	moved.Typed = []menu.Menu{{Date: monday + 1}, {Date: monday + 3, Dishes: full.Dishes}}
	wrong := sample("-menus-wrong", ", menus, à corriger", "office/menus", view)
	wrong.Layout.FieldErrors = map[string]string{"plat-3": "Indiquez au moins un plat, ou videz le jour.",
		"allergenes-3": "Cochez «\u00a0aucun\u00a0», ou les allergènes, pas les deux."}
	nothing := sample("-menu-file-nothing", ", fichier de menus, vide", "office/menu-file", menuFileView{})
	nothing.Layout.FieldErrors = map[string]string{"fichier": "Choisissez un fichier, ou collez son contenu."}
	return []site.Sample{wrong, nothing,
		sample("-menus", ", menus", "office/menus", view),
		sample("-menus-read", ", menus, à lire", "office/menus", menusView{Menus: week}),
		sample("-menus-copied", ", menus d'une autre semaine", "office/menus", menusView{Menus: copied, May: true}),
		sample("-menus-moved", ", menus, quelqu'un d'autre", "office/menus", moved),
		sample("-menu-file", ", fichier de menus", "office/menu-file", menuFileView{}),
		sample("-menu-file-done", ", fichier de menus, lu", "office/menu-file", menuFileView{
			Done: &office.LoadedMenus{Written: 3, Replaced: 1, Skipped: 2, First: week.Week}}),
		sample("-menu-file-same", ", fichier de menus, inchangé", "office/menu-file", menuFileView{
			Done: &office.LoadedMenus{Unchanged: 3}}),
		sample("-menu-file-wrong", ", fichier de menus, à corriger", "office/menu-file", menuFileView{
			Text: "07/12/2026;;Lasagnes;;;;peut-être;lait", Replace: true, Troubles: []menu.Trouble{
				{Line: 1, Column: "vegetarien", Value: "peut-être", Message: "Écrivez oui ou non."},
				{Message: "Le fichier n'a pas de ligne."}}}),
	}
}
