package office

import (
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/paging"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/app/web/site"
)

// familiesSamples returns samples of the pages of families and of their adults.
func familiesSamples() []site.Sample {
	choices := []desk.Choice{{Code: "CANTINE", Name: "Restauration scolaire"}, {Code: "MERCREDI", Name: "Mercredi"}}
	list := desk.Families{
		FamilyQuery: desk.FamilyQuery{
			Text:     "martin",
			School:   "Jules-Ferry",
			Activity: "CANTINE",
			Order:    paging.OrderOf("nom"),
			Access:   desk.Unused,
		},
		Schools:    []string{"Jules-Ferry", "Les Tilleuls"},
		Activities: choices,
		Page:       paging.At(1).Of(72),
		Rows: []desk.FamilyRow{
			{Code: "F001", Name: "Martin Claire", Children: []string{"Léa", "Noé"},
				Logins: []string{"martin", "martin-4821"}, Gone: []string{"martin-0001"}},
			{Code: "F002", Name: "de La Rochefoucauld-Montbel Marie-Clémentine", Children: []string{"Côme"},
				Found: []string{"enfant Côme de La Rochefoucauld", "courriel come@exemple.fr"}}},
	}
	unfiltered := list
	unfiltered.FamilyQuery, unfiltered.Size = desk.FamilyQuery{Access: desk.Without}, 0
	daysSample := office.FamilyDays{Code: "F001", Name: "Martin Claire", Month: site.SampleDay.Month(),
		Days: []office.FamilyDay{{Date: site.SampleDay, Rows: []office.DayRow{
			{Child: "Léa", Activity: "Restauration scolaire", ActivityCode: "CANTINE", Start: 720, End: 810,
				Status: booking.Accepted, Transmitted: true, Attendance: wallet.Present, Story: []office.DayEvent{
					{At: site.SampleNow.Add(-90 * time.Hour), Who: "martin",
						What: "Réservation demandée sur le portail, n°\u00a0261119-38P6"},
					{At: site.SampleNow.Add(-80 * time.Hour),
						What: "Nuit du vendredi 20 novembre 2026\u00a0: acceptée"}}},
			{Child: "Noé", Activity: "Accueil du matin", ActivityCode: "MATIN", Start: 435, End: 510,
				Status: booking.Refused, Why: "Il n'y a plus de place ce jour-là."}}}}}
	family := office.Family{Code: "F001", Civility: "Mme", LastName: "Martin", FirstName: "Claire", Resident: true,
		Since: site.SampleDay - 90, Moves: site.SampleDay + 30, Address: "3 rue des Lilas",
		Emails: []desk.Email{{Address: "claire.martin@exemple.fr", Confirmed: true},
			{Address: "paul.martin@exemple.fr"}, {Address: "vieille@exemple.fr", Bounced: site.SampleNow}},
		Guardians: []desk.Guardian{{AccountID: 1, Login: "martin", Name: "Claire Martin", SignedIn: site.SampleNow},
			{AccountID: 2, Login: "martin-4821", Phone: "06 39 98 00 13", Given: true,
				GivenUntil: site.SampleNow.AddDate(0, 0, 30)},
			{AccountID: 3, Login: "martin-1000", Given: true, Expired: true},
			{AccountID: 4, Login: "martin-2000", Withdrawn: site.SampleNow},
			{AccountID: 5, Login: "martin-3000", Disabled: true}, {AccountID: 6, Login: "dubois", Elsewhere: true}},
		Children: []office.CardChild{{Code: "E1", FirstName: "Léa", LastName: "Martin",
			BirthDate: site.SampleDay - 3000, School: "Jules-Ferry", Class: "CE1", OtherFamily: "F009",
			Enrolments: []office.Enrolled{{Activity: "Restauration scolaire", From: site.SampleDay - 80,
				To: site.SampleDay + 200}}}, {Code: "E2", FirstName: "Noé", LastName: "Martin",
			BirthDate: site.SampleDay - 1800}},
		Quotients: []office.Quotient{{From: site.SampleDay - 300, QF: 97800},
			{From: site.SampleDay - 700, To: site.SampleDay - 301, QF: 84200}},
		Balances: []office.WalletBalance{{Wallet: "Services scolaires", Amount: 4235}},
		Validations: []office.Validation{{Number: "261123-ABCD-EFGH", Login: "martin", At: site.SampleNow, Adds: 4,
			Cancels: 1}}, Journal: site.SampleJournal}
	family.Joined, family.JoinedID = "F014", 4
	bare := office.Family{Code: "F002", Civility: "M.", LastName: "Petit", FirstName: "Nicolas"}
	bare.Moves = site.SampleDay + 1
	put := bare
	put.Archived = site.SampleNow
	families := site.OfficeLayout("Familles", "families")
	health := office.Health{Code: "CANTINE", Activity: "Restauration scolaire", Date: site.SampleDay, Expected: 140,
		Diets: []office.DietCount{{Diet: "Sans porc", N: 12}},
		Children: []office.ChildHealth{{LastName: "Roux", FirstName: "Gabin", School: "Jules-Ferry", Class: "CP",
			Diet: "Panier repas", Allergies: "PAI\u00a0: arachide"},
			{LastName: "Martin", FirstName: "Léa", Class: "CE1", Diet: "Sans porc"}}}
	sample := func(name, title, template string, view any) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: template, Layout: families, View: view}
	}
	lives := office.Residence{Code: "F001", Name: "Martin Claire", Today: true,
		Periods: []office.LivedThere{{From: site.SampleDay - 90, Resident: true}, {}}}
	outside := office.Residence{Code: "F001", Name: "Martin Claire", Periods: []office.LivedThere{{}}}
	misread := sample("residence-wrong", "résidence à corriger", "office/residence",
		residenceView{outside, office.Move{Resident: "non"}})
	misread.Layout.FieldErrors = map[string]string{"resident": "Choisissez où habite la famille.",
		"depuis": "Indiquez depuis quel jour.",
		"motif":  "Dites pourquoi\u00a0: le motif est gardé dans le journal."}
	return []site.Sample{
		sample("residence", "résidence d'une famille", "office/residence",
			residenceView{lives, office.Move{Resident: "oui", From: site.SampleDay.String()}}), misread,
		sample("health", "régimes et allergies", "office/health", health),
		sample("health-none", "aucun régime", "office/health",
			office.Health{Code: "CANTINE", Activity: "Restauration scolaire", Date: site.SampleDay}),
		{Name: "families", Title: "Mairie, familles", Template: "office/families", Layout: families,
			View: familiesView{list, true, true, true}},
		{Name: "families-all", Title: "Mairie, familles sans compte", Template: "office/families", Layout: families,
			View: familiesView{unfiltered, true, true, true}},
		{Name: "families-none", Title: "Mairie, aucune famille", Template: "office/families", Layout: families,
			View: familiesView{}},
		{Name: "families-results", Title: "Mairie, familles trouvées", Template: "families#results", Fragment: true,
			View: site.PageData{Layout: families, V: familiesView{list, true, true, true}}},
		{Name: "family", Title: "Mairie, une famille", Template: "office/family", Layout: families,
			View: familyView{family, true, true, true, true, true, true}},
		{Name: "family-read", Title: "Mairie, une famille, lecture seule", Template: "office/family", Layout: families,
			View: familyView{family, false, false, false, false, false, false}},
		{Name: "family-archived", Title: "Mairie, une famille archivée", Template: "office/family", Layout: families,
			View: familyView{put, true, true, true, true, true, true}},
		{Name: "family-bare", Title: "Mairie, une famille sans rien", Template: "office/family", Layout: families,
			View: familyView{bare, true, true, true, true, true, true}},
		{Name: "family-days", Title: "Mairie, une famille jour par jour", Template: "office/family-days",
			Layout: families, View: familyDaysView{daysSample, true}},
		{Name: "family-days-none", Title: "Mairie, une famille, aucun jour", Template: "office/family-days",
			Layout: families, View: familyDaysView{office.FamilyDays{Code: "F001", Name: "Martin Claire",
				Month: site.SampleDay.Month()}, false}},
	}
}

func Samples() []site.Sample {
	return slices.Concat(officeSamples(), familiesSamples(), newFamilySamples(), archiveSamples(), editSamples(),
		custodySamples(),
		rollSamples(), tabletSamples(), newsSamples(), answersSamples(), absenceSamples(), kitchenSamples(),
		mergeSamples(), leavingSamples())
}
