package settings

import (
	"slices"

	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// Samples returns samples of the pages of this desk.
func Samples() []site.Sample {
	price := money.Cents(350)
	natures := settings.Natures{
		Categories: []settings.NatureOf{{ID: 1, Name: "Restauration scolaire", ByName: town.Food},
			{ID: 2, Name: "Périscolaire", ByName: town.Care, Said: town.Care},
			{ID: 3, Name: "École de musique", ByName: town.Other}},
		Activities: []settings.MealOf{{ID: 1, Name: "Accueil du matin", HalfHour: true, Most: &price},
			{ID: 2, Name: "Accueil du soir (goûter compris)", Most: &price, Asks: true},
			{ID: 3, Name: "Mercredi journée avec repas, 3-6 ans", Meal: 422}},
	}
	typed, gap := newNatureView(natures), natures
	typed.Meals[1].Typed, typed.Reason = "12", ""
	gap.Unpriced = []string{"Mercredi journée avec repas, 3-6 ans", "Étude surveillée"}
	nature := func(name, title string, v natureView, wrong map[string]string) site.Sample {
		l := site.OfficeLayout(natureTitle, "rules")
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "settings/natures", Layout: l, View: v}
	}
	layout, rule := site.OfficeLayout("Règles", "rules"), backdatingView{Choices: backdatingChoices(town.FromYear)}
	moved, natureMoved := rule, newNatureView(natures)
	moved.Changed = []town.Difference{{Label: "date de départ d'un quotient saisi", Was: "l'année", Became: "le mois"}}
	natureMoved.Moved = []movedView{{"Périscolaire", []town.Difference{{Label: "nature", Was: "garde",
		Became: "nourriture"}}}}
	sample := func(name, title, template string, view any) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: template, Layout: layout, View: view}
	}
	own := []site.Sample{
		sample("rules", "règles", "settings/rules", rulesView{Shared: 14, Backdating: rule}),
		sample("rules-hidden", "règles, présence non partagée", "settings/rules",
			rulesView{Hides: true, AsMarked: true, Shared: 1,
				Sick: sickRuleView{Cells: map[string]string{"sick_until": "03:00", "sick_uncredited": "9",
					"sick_paper": "0"}, Reason: "non",
					Wrong: map[string]string{ // #nosec G101 -- sentences
						"sick_until": "Indiquez une heure.", "sick_uncredited": "9 jours, c'est trop.",
						"sick_paper": "0 jours, c'est trop peu.", "motif": "Dites pourquoi."}},
				Backdating: backdatingView{Wrong: "Choisissez une règle.", Why: "Dites pourquoi.",
					Choices: []site.Choice{{Value: "never", Label: "le jour même ou plus tard"}}}}),
		sample("rules-moved", "règles changées par un autre", "settings/rules", rulesView{Backdating: moved,
			Sick:    sickRuleView{Changed: moved.Changed},
			Changed: []town.Difference{{Label: "facturation", Was: "réservée", Became: "pointée"}}}),
		nature("nature-moved", "garde et nourriture, changées par un autre", natureMoved, nil),
		nature("nature", "garde et nourriture", newNatureView(natures), nil),
		nature("nature-gap", "garde et nourriture, tarifs manquants", newNatureView(gap), nil),
		nature("nature-wrong", "garde et nourriture, à corriger", typed,
			map[string]string{"nature-3": "Choisissez ce qu'est cette catégorie.",
				"repas-2": "Le prix de cette activité est de 3,50 € au plus\u00a0: la nourriture ne peut pas en être " +
					"une plus grande part.", "motif": "Dites pourquoi."}),
		nature("nature-none", "garde et nourriture, rien encore", newNatureView(settings.Natures{}), nil),
	}
	return slices.Concat(operationSamples(), calendarSamples(), closingSamples(), generalSamples(), catalogueSamples(),
		sampleTariffs(), sampleQuotients(), placesSamples(), enrolmentSamples(), departureSamples(),
		enrolChildrenSamples(),
		releaseSamples(), own)
}
