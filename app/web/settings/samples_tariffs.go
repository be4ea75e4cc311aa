package settings

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/grid"
	"cartable/app/domain/income"
	"cartable/app/domain/money"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// sampleGrid is a grid of a town: brackets for its residents, one price for others, or rates.
func sampleGrid(split bool, prices ...string) grid.Grid {
	t := grid.Typed{Split: split}
	bounds := []string{"", "400", "800", "1 200"}
	for i, price := range prices {
		row := grid.TypedRow{Min: bounds[i], Cells: [2]grid.TypedCell{{Price: price}, {Price: "6,50"}}}
		if i < len(prices)-1 {
			row.Max = bounds[i+1]
		}
		t.Rows = append(t.Rows, row)
	}
	g, _, _ := t.Read()
	return g
}

func sampleTariffs() []site.Sample {
	sample := func(name, title, template string, view any) site.Sample {
		l := site.OfficeLayout(title, "tariffs")
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "settings/" + template, Layout: l,
			View: view}
	}
	meals := settings.SharedGrid{Code: "RESTO", Activities: []settings.Choice{{Code: "RESTO",
		Name: "Restauration scolaire"},
		{Code: "MER", Name: "Repas du mercredi"}}, Grid: sampleGrid(true, "1", "2,80", "3,90", "5,20"),
		Since: civil.New(2026, 9, 1), Next: civil.New(2027, 9, 1), Ahead: sampleGrid(true, "1", "2,90", "4", "5,40")}
	other := meals
	other.Code, other.Ahead = "AUTRE", sampleGrid(true, "1", "3,10")
	care := settings.SharedGrid{Code: "SOIR", Activities: []settings.Choice{{Code: "SOIR",
		Name: "Accueil du soir"}},
		HalfHour: true, Since: civil.New(2026, 1, 1), Grid: grid.Grid{Rows: []grid.Row{
			{Max: new(money.Cents(40_000)), Cells: []grid.Cell{{Rate: 3600, Floor: new(money.Cents(20)),
				Ceiling: new(money.Cents(150))}}},
			{Min: new(money.Cents(60_000)), Cells: []grid.Cell{{Rate: 4000}}}}}}
	hole := settings.SharedGrid{Code: "CLUB", Activities: []settings.Choice{{Code: "CLUB", Name: "Club du samedi"}}}
	later := hole
	later.Code, later.Next, later.Ahead = "PLUS_TARD", civil.New(2027, 9, 1), sampleGrid(false, "4")
	gapped := care
	gapped.Code = "ETUDE"
	gapped.Grid.Split = true
	gapped.Grid.Rows = []grid.Row{{Cells: []grid.Cell{{Price: new(money.Cents(100))}, {}}}}
	page := settings.TariffPage{SharedGrid: meals, OneEuro: true, Generations: []settings.Generation{
		{From: civil.New(2027, 9, 1), State: settings.GenerationAhead, Grid: sampleGrid(true, "1", "2,90", "4", "5,40"),
			Without: []settings.Without{{Resident: new(true), Price: new(money.Cents(540))}, {Resident: new(false)}}},
		{From: civil.New(2026, 9, 1), To: civil.New(2027, 8, 31), State: settings.GenerationNow, Grid: meals.Grid,
			Without: []settings.Without{{Price: new(money.Cents(520))}}},
		{From: civil.New(2025, 9, 1), To: civil.New(2026, 8, 31), State: settings.GenerationPast,
			Grid: sampleGrid(false, "4")}}}
	bare := settings.TariffPage{SharedGrid: hole}
	bare.HalfHour = true
	return append([]site.Sample{
		sample("tariffs", "tarifs", "tariffs", tariffsView{[]settings.SharedGrid{meals, other, care, gapped, hole,
			later}, true}),
		sample("tariffs-read", "tarifs, à lire", "tariffs", tariffsView{Grids: []settings.SharedGrid{care, hole}}),
		sample("tariffs-none", "tarifs, aucune activité", "tariffs", tariffsView{}),
		sample("tariff", "grille de tarifs", "tariff", tariffView{page, true}),
		sample("tariff-read", "grille de tarifs, à lire", "tariff", tariffView{TariffPage: page}),
		sample("tariff-none", "grille sans prix", "tariff", tariffView{bare, true}),
	}, sampleTariffForms(meals)...)
}

func sampleTariffForms(meals settings.SharedGrid) []site.Sample {
	offered := []settings.Offered{{Choice: meals.Activities[0], Shares: true},
		{Choice: meals.Activities[1], Shares: true},
		{Choice: settings.Choice{Code: "CLUB", Name: "Club du samedi"}}}
	form := func(g grid.Grid) tariffFormView {
		return tariffFormView{TariffForm: settings.TariffForm{Code: "RESTO", Activities: []string{"RESTO", "MER"},
			From: "2027-09-01", Typed: g.Typed(), Try: settings.Try{Days: map[string]string{}}}, Offered: offered}
	}
	sample := func(name, title string, v tariffFormView, wrong map[string]string) site.Sample {
		l := site.OfficeLayout("Grille de tarifs", "tariffs")
		l.FieldErrors = wrong
		v.lay(wrong)
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "settings/tariff-form", Layout: l, View: v}
	}
	fresh := form(sampleGrid(false, "1", "2,90", "4", "5,40"))
	wrong := form(meals.Grid)
	wrong.Base, wrong.Rows[1].Cells[0] = civil.New(2026, 9, 1), grid.TypedCell{Price: "0,36124 %", Floor: "3"}
	wrong.Try.Outside, wrong.Tell, wrong.Clash = true, true, []string{"Tarif de RESTO à partir du 01/09/2026\u00a0: " +
		"prix 2,80 € → 2,95 €"}
	doubtful := form(sampleGrid(true, "3", "2,90"))
	doubtful.Doubts, doubtful.Mark = map[string]string{"prix-1-0": "Le prix (2,90 €) est plus bas que celui de la " +
		"tranche en dessous (3,00 €). Attendu\u00a0: des prix qui montent avec le QF."}, "7f1c"
	one, known := new(money.Cents(4_160)), new(money.Cents(4_480))
	counted := form(meals.Grid)
	counted.Shows = &settings.Calculation{OneEuro: true, Coming: site.SampleDay + 30,
		Without: []settings.Without{{Price: new(money.Cents(540))}},
		Family: []settings.FamilyCost{{Name: "Restauration scolaire", Days: 4, Children: 1,
			Month: settings.Cost{Was: one, Is: known}}, {Name: "Repas du mercredi", Days: 1, Children: 2,
			Month: settings.Cost{Is: known}}},
		Months:   settings.Cost{Is: new(money.Cents(8_960))},
		Compared: settings.Compared{More: 1214, Less: 388, Same: 12},
		Lines: []income.Line{{Known: true, Max: new(money.Cents(40_000)), Resident: new(true),
			Sum: income.Sum{Days: 1200, Units: 1200, Was: 120_000, Is: 120_000}},
			{Sum: income.Sum{Days: 300, Units: 300, Was: 156_000, Is: 162_000}}},
		Year: income.Sum{Days: 1500, Units: 1500, Was: 276_000, Is: 282_000}}
	empty := form(meals.Grid)
	empty.Shows = &settings.Calculation{Without: []settings.Without{{}}}
	return []site.Sample{
		sample("tariff-form", "nouvelle grille", fresh, nil),
		sample("tariff-form-wrong", "grille à corriger", wrong, map[string]string{"du": "Indiquez le jour à partir " +
			"duquel ces tarifs s'appliquent.", "prix-1-0": "Un taux d'effort a quatre décimales au plus, par exemple " +
			"0,3612 %.", "activite": "Choisissez au moins une activité.", "motif": "Dites pourquoi.",
			"essai-qf": "Indiquez un montant.", "essai-enfants": "Indiquez un nombre entre 0 et 12.",
			"essai-jours-RESTO": "Indiquez un nombre entre 0 et 7."}),
		sample("tariff-form-doubt", "grille à vérifier", doubtful, nil),
		sample("tariff-form-counted", "grille, ce qu'elle changerait", counted, nil),
		sample("tariff-form-new", "grille, rien à compter", empty, nil),
	}
}
