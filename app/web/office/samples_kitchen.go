package office

import (
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
	"cartable/app/office"
	"cartable/app/web/site"
)

// kitchenSamples returns samples of the kitchen's pages.
func kitchenSamples() []site.Sample {
	sample := func(name, title, template string, view any) site.Sample {
		return site.Sample{Name: "kitchen" + name, Title: "Mairie, cuisine" + title, Template: template,
			Layout: site.OfficeLayout("Cuisine", "kitchen"), View: view}
	}
	wrong := func(s site.Sample, all map[string]string) site.Sample {
		s.Layout.FieldErrors = all
		return s
	}
	day := kitchenDayView{KitchenDay: office.KitchenDay{Date: site.SampleDay, Prev: site.SampleDay - 1,
		Next: site.SampleDay + 1, Activities: sampleActivities(), Caterer: true}, Path: kitchenPath, May: true}
	read := day
	read.Caterer, read.May, read.Over = false, false, true
	moved := day
	moved.Moved = "Le bon, version 2, est déjà parti, envoyé par accueil. Relisez la page avant d'en envoyer un autre."
	typed := day
	typed.Form = office.ExtraMeals{Activity: "CANTINE", School: "Jules-Ferry", Kind: kitchen.Picnic, Number: "mille",
		Words: "x"}
	order := kitchenOrderView{MealOrderRow: sampleOrder(1, 1), Path: kitchenPath, May: true}
	second := kitchenOrderView{MealOrderRow: sampleOrder(2, 2), Path: kitchenPath}
	noted := kitchenOrderView{MealOrderRow: sampleOrder(2, 2), Path: kitchenPath, May: true, Typed: "Bien reçu",
		Moved: "Une autre réponse vient d'être notée par accueil\u00a0: «\u00a0Bien reçu\u00a0»."}
	return append(append(append(dietSamples(sample), menuSamples(sample)...), plateSamples(sample)...), []site.Sample{
		sample("", ", une semaine", "office/kitchen", kitchenView{sampleWeek(false), kitchenPath, true}),
		sample("-month", ", un mois", "office/kitchen", kitchenView{sampleWeek(true), kitchenPath, false}),
		sample("-empty", ", rien de réservé", "office/kitchen", kitchenView{office.Kitchen{Shown: site.SampleDay,
			From: site.SampleDay, To: site.SampleDay + 6, Activities: true}, kitchenPath, false}),
		sample("-none", ", aucun repas", "office/kitchen", kitchenView{office.Kitchen{Shown: site.SampleDay},
			kitchenPath, false}),
		sample("-day", ", un jour", "office/kitchen-day", day),
		sample("-day-read", ", un jour, à lire", "office/kitchen-day", read),
		sample("-day-moved", ", un jour, quelqu'un d'autre", "office/kitchen-day", moved),
		wrong(sample("-day-wrong", ", un jour, à corriger", "office/kitchen-day", typed), map[string]string{
			"nombre": "Indiquez un nombre de repas de 0 à 500.", "pour": "Dites pour qui, en 2 à 100 caractères.",
			"ecole": "Choisissez une école de la liste.", "nature": "Choisissez adulte ou pique-nique.",
			"bon": "Rien n'a changé depuis le dernier bon."}),
		sample("-day-closed", ", un jour fermé", "office/kitchen-day", kitchenDayView{KitchenDay: office.KitchenDay{
			Date: site.SampleDay, Why: "fête de la commune"}, Path: kitchenPath}),
		sample("-diets", ", régimes", "office/kitchen-diets", office.KitchenDiets{Date: site.SampleDay,
			Children: []office.KitchenDiet{
				{Activity: "Restauration scolaire", School: "Jules-Ferry", Class: "CE1", First: "Gabin",
					Kind: kitchen.Packed, Diet: "Panier repas", Allergies: "PAI\u00a0: arachide", Along: true},
				{Activity: "Restauration scolaire", First: "Marie-Clémentine", Kind: kitchen.NoPork,
					Diet: "Sans porc"}}}),
		sample("-diets-past", ", régimes d'un jour passé", "office/kitchen-diets", office.KitchenDiets{
			Date: site.SampleDay - 7, Over: true}),
		sample("-diets-none", ", aucun régime", "office/kitchen-diets", office.KitchenDiets{Date: site.SampleDay}),
		sample("-order", ", bon", "office/kitchen-order", order),
		sample("-order-second", ", rectificatif, à lire", "office/kitchen-order", second),
		sample("-order-moved", ", rectificatif, quelqu'un d'autre", "office/kitchen-order", noted),
		wrong(sample("-order-wrong", ", bon, à corriger", "office/kitchen-order", order), map[string]string{
			"reponse": "Notez la réponse du traiteur.", "bon": "Aucune adresse de traiteur n'est réglée."}),
	}...)
}

// sampleWeek returns a week, or a month, in every state of a day.
func sampleWeek(month bool) office.Kitchen {
	kinds := []kitchen.Kind{kitchen.Standard, kitchen.Packed}
	full, none := office.Meals{Frozen: 1206, Then: 1204, Served: 1190}, office.Meals{}
	one := office.Meals{Frozen: 2, Then: 2, Served: 1}
	later := office.Meals{Booked: 118}
	states := []office.FreezeState{office.Frozen, office.Counting, office.Open, office.Uncounted, office.NoMeals}
	k := office.Kitchen{Shown: site.SampleDay, Month: month, From: site.SampleDay, To: site.SampleDay + 6,
		Prev: site.SampleDay - 7, Next: site.SampleDay + 7, Kinds: kinds, Activities: true}
	for i, state := range states {
		d := office.KitchenDate{Date: site.SampleDay + civil.Date(i), State: state,
			ByKind: office.ByKind{Cells: []office.Meals{later, none}}, Total: later}
		switch state {
		case office.Frozen:
			d.Cells, d.Total = []office.Meals{full, one}, full
		case office.NoMeals:
			d.Why, d.Total = "jour férié", none
		}
		k.Days = append(k.Days, d)
	}
	for _, school := range []string{"Jules-Ferry", ""} {
		cells := []office.Meals{full, later, later, later, none}
		k.Sites = append(k.Sites, office.KitchenSite{School: school, Total: cells, Rows: []office.KitchenRow{
			{Kind: kitchen.Standard, Cells: cells},
			{Kind: kitchen.Packed, Cells: []office.Meals{one, none, none, none, none}}}})
	}
	return k
}

// sampleActivities returns the meals of two activities, and of others in each state.
func sampleActivities() []office.ActivityMeals {
	at := site.SampleNow.Add(-4 * time.Hour)
	cell := office.Meals{Frozen: 19, Then: 18, Served: 17}
	s := office.ActivityMeals{Code: "CANTINE", Name: "Restauration scolaire", State: office.Frozen, Hour: at, At: at,
		Kinds:  []kitchen.Kind{kitchen.Standard, kitchen.Packed, kitchen.Adult},
		Total:  office.Meals{Frozen: 21, Then: 20},
		ByKind: []office.Meals{cell, {Frozen: 1, Then: 1}, {Frozen: 1, Then: 1}},
		Sites: []office.MealSite{{School: "Jules-Ferry", Total: cell, Classes: []office.MealClass{
			{Class: "CE1", Cells: []office.Meals{cell, {Frozen: 1, Then: 1}, {}}, Total: cell},
			{Cells: []office.Meals{{Frozen: 1, Then: 1}, {}, {}}, Total: office.Meals{Frozen: 1, Then: 1}},
			{ByHand: true, Cells: []office.Meals{{}, {}, {Then: 1}}, Total: office.Meals{Then: 1}}}}},
		Lines: []office.MealLine{
			{By: -1, Kind: kitchen.Standard, School: "Jules-Ferry", Class: "CE1", First: "Léa", Why: "malade", At: at},
			{By: -24, Kind: kitchen.Standard, Class: "CM2", Why: "Fermer le CM2, sortie", At: at},
			{By: 1, Kind: kitchen.Adult, School: "Jules-Ferry", Why: "remplaçante", At: at, Login: "cuisine"},
			{By: -2, Kind: kitchen.Allergy, Why: "absent au pointage"}},
		Extras: []office.Extra{{School: "Jules-Ferry", Words: "remplaçante", Login: "cuisine", Kind: kitchen.Adult,
			Number: 1, At: at}, {Words: "intervenants", Kind: kitchen.Picnic, Number: 2, At: at}},
		Orders: []office.MealOrderRow{sampleOrder(1, 1), sampleOrder(2, 2)},
		Difference: kitchen.Counts{{School: "Jules-Ferry", Kind: kitchen.Standard}: -2,
			{Kind: kitchen.Adult}: 1}, Schools: []string{"Jules-Ferry", "Les Tilleuls"}, Last: 2, Begun: true}
	s.Orders[1].SentTo = ""
	first := s
	first.Code, first.Orders, first.Last, first.Lines = "PREMIER", nil, 0, nil
	first.Closed = true
	first.Name = "Restauration, premier service"
	all := []office.ActivityMeals{s, first}
	for i, state := range []office.FreezeState{office.Counting, office.Open, office.Uncounted, office.Shut} {
		one := office.ActivityMeals{Code: string(state), Name: []string{"Repas du mercredi", "Goûter", "Pique-nique",
			"Repas du samedi"}[i],
			State: state, Hour: at}
		all = append(all, one)
	}
	return all
}

// sampleOrder returns an order, or a difference.
func sampleOrder(id int64, version int) office.MealOrderRow {
	o := office.MealOrderRow{ID: id, Number: "BC-20261123-1", Version: version, At: site.SampleNow.Add(-4 * time.Hour),
		SentTo: "commandes@traiteur.example", Sends: 1, Date: site.SampleDay, Activity: "Restauration scolaire",
		More: 20,
		Lines: []office.MealOrderLine{{School: "Jules-Ferry", Kind: kitchen.Standard, Number: 19},
			{Kind: kitchen.Adult, Number: 1}}}
	if version > 1 {
		o.Login, o.Sends, o.SentTo, o.More, o.Fewer = "cuisine", 2, "", 1, 2
		o.Answer, o.Answerer, o.AnsweredAt = "Bien reçu", "cuisine", site.SampleNow
		o.Lines[0].Number = -2
	}
	return o
}
