package web

import (
	"time"

	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/office"
)

// galleryUnpriced are past days that no tariff prices.
func galleryUnpriced(may bool) *unpricedView {
	return &unpricedView{N: 12, On: galleryDay - 1, MaySet: may, By: []office.UnpricedDays{{Activity: "Restauration scolaire", Days: 11}, {Activity: "Mercredi journée avec repas, 3-6 ans", Days: 1}}}
}

// taxSamples are the statements of all families, and what is care and what is food.
func taxSamples() []Sample {
	years := []int{2026, 2025, 2024, 2023}
	year := func(run *office.TaxRun) taxesView {
		return newTaxesView(office.TaxDesk{Year: 2025, Years: years, Young: 2000, Care: []string{"Périscolaire", "Mercredis"}, Meals: []string{"Accueil du soir (goûter compris)"}, Run: run})
	}
	file := office.TaxFile{ID: 4, Position: 1, Of: 1, Year: 2025, Certified: 1712, Size: 3 << 20}
	making := office.TaxRun{State: "making", AskedAt: galleryNow, Families: 2000, Seen: 1240}
	done := office.TaxRun{State: "done", AskedAt: galleryNow, Until: galleryNow.Add(7 * 24 * time.Hour), Families: 2000, Seen: 2000, Certified: 1712, Total: 84_120_050, Files: []office.TaxFile{file}}
	parts, failed := done, office.TaxRun{State: "failed", AskedAt: galleryNow, Families: 2000, Seen: 300}
	parts.Files = []office.TaxFile{{ID: 4, Position: 1, Of: 2, Year: 2025, Certified: 1712}, {ID: 5, Position: 2, Of: 2, Year: 2025, Certified: 1}}
	layout := officeLayout("Attestations fiscales", "desk")
	sample := func(name, title string, v taxesView) Sample {
		return Sample{Name: name, Title: "Mairie, attestations, " + title, Template: "staff/taxes", Layout: layout, View: v}
	}

	price := money.Cents(350)
	natures := office.Natures{
		Categories: []office.NatureOf{{ID: 1, Name: "Restauration scolaire", ByName: town.Food}, {ID: 2, Name: "Périscolaire", ByName: town.Care, Said: town.Care}, {ID: 3, Name: "École de musique", ByName: town.Other}},
		Activities: []office.MealOf{{ID: 1, Name: "Accueil du matin", HalfHour: true, Most: &price}, {ID: 2, Name: "Accueil du soir (goûter compris)", Most: &price, Asks: true}, {ID: 3, Name: "Mercredi journée avec repas, 3-6 ans", Meal: 422}},
	}
	typed, gap := newNatureView(natures), natures
	typed.Meals[1].Typed, typed.Reason = "12", ""
	gap.Unpriced = []string{"Mercredi journée avec repas, 3-6 ans", "Étude surveillée"}
	nature := func(name, title string, v natureView, wrong map[string]string) Sample {
		l := officeLayout(natureTitle, "rules")
		l.FieldErrors = wrong
		return Sample{Name: name, Title: "Mairie, " + title, Template: "staff/nature", Layout: l, View: v}
	}
	return []Sample{
		sample("taxes", "rien de demandé", year(nil)), sample("taxes-making", "en cours", year(&making)), sample("taxes-done", "prêtes", year(&done)),
		sample("taxes-parts", "prêtes, en deux parties", year(&parts)), sample("taxes-failed", "échec", year(&failed)),
		sample("taxes-now", "année en cours", newTaxesView(office.TaxDesk{Year: 2026, Years: years, Unfinished: true, Young: 1, Care: []string{"Périscolaire"}})),
		sample("taxes-none", "personne", newTaxesView(office.TaxDesk{Year: 2024, Years: years})),
		{Name: "taxes-job", Title: "Mairie, attestations, avancement", Template: "taxes#job", Fragment: true, View: page{layout, year(&making).Job}},
		nature("nature", "garde et nourriture", newNatureView(natures), nil), nature("nature-gap", "garde et nourriture, tarifs manquants", newNatureView(gap), nil),
		nature("nature-wrong", "garde et nourriture, à corriger", typed, map[string]string{"nature-3": "Choisissez ce qu'est cette catégorie.", "repas-2": "Le prix de cette activité est de 3,50 € au plus\u00a0: la nourriture ne peut pas en être une plus grande part.", "motif": "Dites pourquoi."}),
		nature("nature-none", "garde et nourriture, rien encore", newNatureView(office.Natures{}), nil),
	}
}
