package settings

import (
	"net/url"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// sampleTown is a town with a canteen, a Wednesday and an activity that is over.
func sampleTown() *town.Settings {
	s := town.Empty("VILLE")
	s.Town.Loc = site.SampleZone
	for kind, rows := range map[town.NounKind][]map[string]string{
		town.NounWallet:   {{"code": "SCOLAIRE", "name": "Scolaire", "numcli": "012345"}},
		town.NounCategory: {{"code": "RESTO", "name": "Restauration", "wallet": "SCOLAIRE", "debt_floor": "-30.00"}},
		town.NounPool:     {{"code": "SALLE", "name": "Salle à manger", "capacity": "90"}},
	} {
		for _, cells := range rows {
			sampleNoun(s, kind, cells)
		}
	}
	sampleNoun(s, town.NounActivity, map[string]string{"code": "CANTINE", "name": "Cantine", "category": "RESTO",
		"pools": "SALLE", "weekdays": "1;2;4;5", "from": "2026-09-01", "to": "2027-07-02", "start": "12:00",
		"end": "13:30", "book_by": "JO-2 12:00", "kind": "meal", "age_from": "3"})
	sampleNoun(s, town.NounActivity, map[string]string{"code": "MERCREDI", "name": "Mercredi", "category": "RESTO",
		"weekdays": "3", "from": "2026-09-01", "to": "2027-07-02", "start": "08:00", "end": "18:00",
		"book_by": "none", "allot": "nightly"})
	sampleNoun(s, town.NounActivity, map[string]string{"code": "ETE", "name": "Été 2026", "category": "RESTO",
		"weekdays": "1;2;3;4;5;6;7", "term": "holidays", "from": "2026-07-06", "to": "2026-08-28", "start": "08:00",
		"end": "18:00", "book_by": "S-1 jeu 12:00", "kitchen_by": "J-2 09:00", "notice_hours": "24",
		"offer_hours": "6"})
	price, more := money.Cents(350), money.Cents(650)
	s.Town.Activities[0].Tariffs = []pricing.Tariff{{From: civil.New(2026, 9, 1), Price: &price}}
	s.Town.Activities[2].Tariffs = []pricing.Tariff{{From: civil.New(2026, 7, 1), Price: &more}}
	return s
}

func sampleNoun(s *town.Settings, kind town.NounKind, cells map[string]string) {
	n, _ := town.Read(kind, nil, cells)
	s.Declare(n)
}

// catalogueSamples returns samples of the pages of activities, pools, categories and wallets.
func catalogueSamples() []site.Sample {
	s := sampleTown()
	sample := func(name, title, template string, view any, wrong map[string]string) site.Sample {
		l := site.OfficeLayout("Activités", "activities")
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "settings/" + template, Layout: l,
			View: view}
	}
	return append([]site.Sample{
		sample("activities", "activités", "activities",
			activitiesView{wordsOf(town.NounActivity), sampleList(s)}, nil),
		sample("activities-none", "activités, aucune", "activities",
			activitiesView{wordsOf(town.NounActivity), settings.ActivityList{}}, nil),
		sample("activities-over", "activités, toutes archivées", "activities",
			activitiesView{wordsOf(town.NounActivity),
				settings.ActivityList{Archived: []settings.ActivityLine{{Activity: s.Town.Activities[2]}}}}, nil),
		sample("pools", "groupes de places", "nouns", nounsView{wordsOf(town.NounPool), settings.NounList{
			Current: []settings.NounLine{{Code: "SALLE", Name: "Salle à manger", Used: []string{"Cantine"},
				Said: town.Diff(nil, s.Stored(town.PoolEntry{Code: "SALLE"}))[1:]}, {Code: "NEUF", Name: "Nouveau"}},
			Archived: []settings.NounLine{{Code: "ETE", Name: "Été"}}}}, nil),
		sample("pools-none", "groupes de places, aucun", "nouns", nounsView{wordsOf(town.NounPool),
			settings.NounList{}}, nil),
		sample("archive", "archiver une activité", "archive", archiveView{Name: "Cantine", Action: "/", Back: "/",
			Last: "2026-11-23", Yesterday: site.SampleDay - 1},
			map[string]string{"dernier": "Indiquez le dernier jour."}),
	}, formSamples(s, sample)...)
}

func sampleList(s *town.Settings) settings.ActivityList {
	ninety := 90
	a := s.Town.Activities
	return settings.ActivityList{
		Current: []settings.ActivityLine{
			{Activity: a[0], OpenDays: 99, Next: settings.Filled{Date: site.SampleDay, Accepted: 72, Capacity: &ninety},
				Soon:   settings.Soon{Days: 5, Accepted: 350, Places: 450, Full: 1},
				Prices: &settings.PriceRange{Least: 50, Most: 650}, Waiting: 3},
			{Activity: a[1], OpenDays: 26, Next: settings.Filled{Date: site.SampleDay + 2, Accepted: 12},
				Soon: settings.Soon{Days: 5, Accepted: 40}, Prices: &settings.PriceRange{Least: 500, Most: 500},
				Pending: 4},
			{Activity: &town.Activity{Code: "VIDE", Name: "Étude", Category: a[0].Category,
				Weekdays: town.Weekdays{1: true, 2: true, 3: true, 4: true, 5: true}}},
		},
		Archived: []settings.ActivityLine{{Activity: a[2]}},
	}
}

// formSamples returns samples of the forms.
func formSamples(s *town.Settings,
	sample func(name, title, template string, view any, wrong map[string]string) site.Sample) []site.Sample {
	shown := func(code string) settings.Shown {
		return settings.Shown{Noun: s.Stored(settings.Coded(town.NounActivity, code)), Town: s, Today: site.SampleDay}
	}
	canteen, over := shown("CANTINE"), shown("ETE")
	moved := []town.Difference{{Label: "nom", Was: "Restaurant", Became: "Cantine"},
		{Label: "part de nourriture", Became: ""}}
	typed := typedOf(canteen.Noun)
	typed.Set("name", "")
	typed.Set("book_by"+formEnd, "jours")
	typed.Set("book_by-jours", "400")
	wrong := map[string]string{"name": "Donnez un nom.", "weekdays": "Cochez au moins un jour.",
		"age_from": "Choisissez.", "book_by": "Ce délai ne peut pas être lu.", "motif": "Dites pourquoi."}
	several := settings.Several{Activities: []town.Noun{canteen.Noun, shown("MERCREDI").Noun}, Town: s,
		Today: site.SampleDay}
	pool := settings.Shown{Noun: s.Stored(town.PoolEntry{Code: "SALLE"}), Town: s, Today: site.SampleDay}
	empty := settings.Shown{Town: town.Empty("VILLE"), Today: site.SampleDay}
	empty.Town.Town.Loc = site.SampleZone
	pareil := typedOf(canteen.Noun)
	pareil.Set("cancel_by"+formEnd, asToBook)
	return []site.Sample{
		sample("activity", "une activité", "noun",
			newNounView(town.NounActivity, canteen, typedOf(canteen.Noun), nil, nil), nil),
		sample("activity-over", "une activité archivée", "noun",
			newNounView(town.NounActivity, over, typedOf(over.Noun), nil, nil), nil),
		sample("activity-wrong", "une activité, à corriger", "noun",
			newNounView(town.NounActivity, canteen, typed, nil, wrong), wrong),
		sample("activity-moved", "une activité, changée entre-temps", "noun",
			newNounView(town.NounActivity, canteen, pareil, moved, nil), nil),
		sample("pool", "un groupe de places", "noun",
			newNounView(town.NounPool, pool, typedOf(pool.Noun), nil, nil), nil),
		sample("activity-new", "nouvelle activité", "new-noun",
			newNewNounView(town.NounActivity, empty, startOf(town.NounActivity, nil), nil), nil),
		sample("activity-copy", "nouvelle activité, copie", "new-noun",
			newNewNounView(town.NounActivity, canteen, startOf(town.NounActivity, canteen.Noun), nil), nil),
		sample("pool-copy", "nouveau groupe de places, copie", "new-noun",
			newNewNounView(town.NounPool, pool, startOf(town.NounPool, pool.Noun), nil), nil),
		sample("activities-several", "plusieurs activités", "several-activities",
			newSeveralView(several, url.Values{"champ": {"term"}, "term": {"all"}}, nil, nil), nil),
		sample("activities-moved", "plusieurs activités, changées entre-temps", "several-activities",
			newSeveralView(several, url.Values{}, []movedView{{"Cantine", moved}}, nil), nil),
	}
}
