package family

import (
	"cartable/app/absence"
	"cartable/app/domain/civil"
	"cartable/app/domain/sickness"
	"cartable/app/web/site"
)

// sickSamples returns samples of the page on which a parent tells that a child is ill.
func sickSamples() []site.Sample {
	day, until := site.SampleDay, civil.TimeOfDay(9*60)
	meal := absence.Row{Activity: "Restauration scolaire", Start: 720, End: 810, Price: 422, Fate: sickness.Credited,
		Ordered: true}
	care, marked, later := meal, meal, meal
	care.Activity, care.Start, care.End, care.Fate, care.Ordered = "Accueil du soir", 990, 1110, sickness.Freed, false
	marked.Fate, marked.Why = "", sickness.WhyNot("present", false, "")
	later.Fate, later.Ordered = "", false
	full := absence.Page{Child: absence.Child{ID: 1, FirstName: "Léa"}, Children: []absence.Child{
		{ID: 1, FirstName: "Léa"}, {ID: 2, FirstName: "Noé"}},
		Rule: sickness.Rule{Until: &until, Uncredited: 1, Paper: 7}, PaperBy: day + 7,
		Sums: sickness.Sums{Freed: 422, Credited: 844, Owed: 422},
		Dates: []absence.Date{{Date: day, Ticked: true, Rows: []absence.Row{marked, meal, care}},
			{Date: day + 1, Ticked: true, Rows: []absence.Row{care}}, {Date: day + 3, Rows: []absence.Row{later}}},
		Told: []absence.Told{{Child: "Léa", How: sickness.Words(sickness.ByPhone, site.SampleNow, site.SampleZone),
			Days: []absence.ToldDay{{Date: day, Activity: "Restauration scolaire", Fate: sickness.Owed,
				Meal: "Le repas était déjà compté et commandé\u00a0: il est retiré du compte de la cuisine."}}}}}
	late := full
	late.LateWhy = "Il est trop tard pour signaler ici l'absence d'aujourd'hui\u00a0: c'était possible jusqu'à 9 h. " +
		"Appelez la mairie au 02 41 00 00 00."
	late.Dates = []absence.Date{{Date: day, Late: true, Rows: []absence.Row{later}},
		{Date: day + 1, Ticked: true, Rows: []absence.Row{care}}}
	late.Rule.Uncredited, late.Told, late.Sums = 3, nil, sickness.Sums{Freed: 422}
	none, closed := late, full
	none.Dates, none.LateWhy = nil, ""
	closed.Rule, closed.Call, closed.Told = sickness.Rule{}, "Appelez la mairie.", nil
	chips := []chip{{sickURL(1), "Léa", true}, {sickURL(2), "Noé", false}}
	sample := func(name, title string, page absence.Page, wrong map[string]string) site.Sample {
		layout := site.FamilyLayout("Mon enfant est malade", "reservations")
		layout.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Enfant malade, " + title, Template: "family/sick", Layout: layout,
			View: sickView{Page: page, Chips: chips}}
	}
	return []site.Sample{
		sample("sick", "jours à signaler", full, nil),
		sample("sick-late", "trop tard pour aujourd'hui", late, nil),
		sample("sick-none", "rien de réservé", none, nil),
		sample("sick-closed", "non proposé", closed, nil),
		sample("sick-wrong", "aucun jour coché", full,
			map[string]string{"jours": "Cochez au moins un jour d'absence."}),
	}
}
