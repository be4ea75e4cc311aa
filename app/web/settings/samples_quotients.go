package settings

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/paging"
	"cartable/app/domain/quota"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

func sampleQuotients() []site.Sample {
	board := settings.Quotients{Lapses: settings.Lapses{Ended: 41, Soon: 1}, Rule: town.FromYear,
		Earliest: civil.New(2026, 1, 1), Last: civil.New(2026, 12, 31)}
	sample := func(name, title string, v quotientsView, wrong map[string]string) site.Sample {
		l := site.OfficeLayout("Quotients", "quotients")
		l.FieldErrors = wrong
		v.Quotients = board
		v.lay(wrong)
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "settings/quotients", Layout: l, View: v}
	}
	typed := settings.QuotientForm{Reason: usualReason, Shorten: true, Rows: []quota.Row{
		{Family: "F012 MARTIN Claire", QF: "812,50", From: "2026-01-01", To: "2026-12-31", Source: town.OnPaper},
		{Family: "martin", QF: "12 000", From: "2026-01-01", To: "2025-12-31", Source: town.Waived}}}
	wrong := quotientsView{QuotientForm: typed, Clash: true}
	wrong.Tell = true
	doubtful := quotientsView{QuotientForm: typed, Mark: "7f1c", Doubts: map[string]string{"qf-1": "Un quotient de " +
		"12 000,00 € est très élevé. Attendu\u00a0: un quotient familial mensuel."}}
	return append([]site.Sample{
		sample("quotients", "quotients", quotientsView{QuotientForm: settings.QuotientForm{Reason: usualReason}}, nil),
		sample("quotients-wrong", "quotients à corriger", wrong, map[string]string{"famille-1": "Plusieurs familles " +
			"correspondent\u00a0: indiquez le code (F012 MARTIN Claire, F044 MARTIN Paul).", "au-1": "La fin " +
			"(31/12/2025) est avant le début (01/01/2026).", "motif": "Dites pourquoi."}),
		sample("quotients-doubt", "quotients à vérifier", doubtful, nil),
		{Name: "quotients-found", Title: "Mairie, quotients, familles trouvées", Template: "quotients#found",
			Fragment: true, Layout: site.OfficeLayout("Quotients", "quotients"),
			View: []settings.FamilyRow{{Code: "F012",
				Name: "MARTIN Claire", Children: []string{"Léa", "Noé"}}}},
	}, sampleQuotientLists()...)
}

func sampleQuotientLists() []site.Sample {
	sample := func(name, title, template string, view any, wrong map[string]string) site.Sample {
		l := site.OfficeLayout(title, "quotients")
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "settings/" + template, Layout: l,
			View: view}
	}
	list := settings.QuotientExpiries{Which: settings.LapseEnded, Lapses: settings.Lapses{Ended: 60},
		Page: paging.Page{Number: 1, Size: 50, Count: 60}, Rows: []settings.QuotientLine{
			{Code: "F012", LastName: "MARTIN", FirstName: "Claire", Ends: civil.New(2025, 12, 31)},
			{Code: "F044", LastName: "MARTIN", FirstName: "Paul", Emails: 1}}}
	file := quotientFileView{QuotientForm: settings.QuotientForm{Reason: usualReason, Shorten: true}}
	wrong, clash, doubtful := file, file, file
	wrong.Text, wrong.Troubles = "F9;-1;01/01/2026;\n", []quota.Trouble{{Line: 1, Column: "famille", Value: "F9",
		Message: "Aucune famille n'a le code «\u00a0F9\u00a0»."}, {Message: "Il manque une colonne."}}
	many := wrong
	for len(many.Troubles) <= mostTroubles {
		many.Troubles = append(many.Troubles, many.Troubles[0])
	}
	clash.Clash = true
	doubtful.Mark, doubtful.Doubts = "7f1c", []*fault.Error{{Field: "ligne 4", Message: "Un quotient de 12 000,00 € " +
		"est très élevé."}}
	return []site.Sample{
		sample("quotient-file", "fichier de quotients", "quotient-file", file, nil),
		sample("quotient-file-empty", "fichier de quotients, vide", "quotient-file", file,
			map[string]string{"fichier": "Choisissez un fichier, ou collez son contenu."}),
		sample("quotient-file-wrong", "fichier de quotients à corriger", "quotient-file", wrong, nil),
		sample("quotient-file-many", "fichier de quotients, beaucoup d'erreurs", "quotient-file", many, nil),
		sample("quotient-file-clash", "fichier de quotients, changé entre-temps", "quotient-file", clash, nil),
		sample("quotient-file-doubt", "fichier de quotients à vérifier", "quotient-file", doubtful, nil),
		sample("quotient-expiries", "quotients expirés", "quotient-expiries", newExpiriesView(list, "expires"), nil),
		sample("quotient-expiries-none", "quotients, personne", "quotient-expiries",
			newExpiriesView(settings.QuotientExpiries{Which: settings.LapseNone}, "aucun"), nil),
	}
}
