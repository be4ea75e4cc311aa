package office

import (
	"cartable/app/office"
	"cartable/app/web/site"
)

// plateSamples returns samples of the page of plates that were thrown.
func plateSamples(sample func(name, title, template string, view any) site.Sample) []site.Sample {
	sum := office.PlateSum{Meals: 236, Thrown: 14, Cost: 3990}
	week := office.PlateWeek{From: site.SampleDay.Week().Monday(), PlateSum: office.PlateSum{Meals: 354, Thrown: 14,
		Cost: 3990}, Days: []office.PlateDay{{Date: site.SampleDay - 1, PlateSum: sum},
		{Date: site.SampleDay, PlateSum: office.PlateSum{Meals: 118}}}}
	full := kitchenPlatesView{KitchenPlates: office.KitchenPlates{Shown: site.SampleDay, Prev: site.SampleDay - 31,
		Next: site.SampleDay + 31, Weeks: []office.PlateWeek{week}, Month: week.PlateSum,
		Sites: []office.PlateSite{
			{Activity: "CANTINE", Name: "Restauration scolaire", School: "Jules-Ferry", Meals: 118, Said: true,
				Thrown: 6, Login: "cuisine", At: site.SampleNow},
			{Activity: "CANTINE", Name: "Restauration scolaire", Meals: 1}}}, Path: kitchenPath, May: true}
	read := full
	read.May, read.Unpriced = false, true
	fixed := full
	fixed.Fixed, fixed.Sites = "Ce jour n'est pas encore venu.", nil
	moved := full
	moved.Moved = "cuisine a noté 6 assiettes pour Jules-Ferry pendant que vous remplissiez la page."
	typed := full
	typed.Typed = []office.PlateRow{{Activity: "CANTINE", School: "Jules-Ferry", Number: "mille", Seen: "6"}}
	wrong := sample("-plates-wrong", ", assiettes jetées, à corriger", "office/kitchen-plates", typed)
	wrong.Layout.FieldErrors = map[string]string{"nombre-0": "Indiquez un nombre d'assiettes.",
		"jour": "Ce jour n'est pas encore venu."}
	return []site.Sample{wrong,
		sample("-plates", ", assiettes jetées", "office/kitchen-plates", full),
		sample("-plates-read", ", assiettes jetées, à lire", "office/kitchen-plates", read),
		sample("-plates-fixed", ", assiettes jetées, un jour à venir", "office/kitchen-plates", fixed),
		sample("-plates-moved", ", assiettes jetées, quelqu'un d'autre", "office/kitchen-plates", moved),
		sample("-plates-none", ", assiettes jetées, rien", "office/kitchen-plates", kitchenPlatesView{
			KitchenPlates: office.KitchenPlates{Shown: site.SampleDay}, Path: kitchenPath, May: true}),
	}
}
