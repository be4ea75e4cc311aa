package office

import (
	"time"

	"cartable/app/absence"
	"cartable/app/desk"
	"cartable/app/domain/sickness"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/app/web/site"
)

// absenceSamples returns samples of the sick call, of the page that says where a child is, and of the list to count.
func absenceSamples() []site.Sample {
	day := site.SampleDay
	lea := office.FoundChild{ID: 1, LastName: "Martin", FirstName: "Léa", School: "Jules-Ferry", Class: "CE1",
		Family: "Martin Claire", FamilyCode: "F001"}
	noe := office.FoundChild{ID: 2, LastName: "de La Rochefoucauld-Montbel", FirstName: "Marie-Clémentine",
		Family: "Bernard Paul", FamilyCode: "F002"}
	meal := absence.Row{Activity: "Restauration scolaire", Start: 720, End: 810, Price: 422, Fate: sickness.Owed,
		Ordered: true}
	care, marked, later := meal, meal, meal
	care.Activity, care.Start, care.End, care.Fate, care.Ordered = "Accueil du soir", 990, 1110, sickness.Freed, false
	marked.Fate, marked.Why = "", sickness.WhyNot(wallet.Present, false, "")
	later.Fate, later.Ordered = "", false
	told := absence.Told{ID: 4, Child: "Léa", LastName: "Martin", At: site.SampleNow, Login: "accueil", Mailed: true,
		How:  sickness.Words(sickness.ByPhone, site.SampleNow, site.SampleZone),
		Sums: sickness.Sums{Credited: 422, Owed: 422}, PaperBy: day + 7, Undoable: true,
		Days: []absence.ToldDay{{Date: day, Activity: "Restauration scolaire", Fate: sickness.Owed,
			Meal: "Le repas était déjà compté et commandé\u00a0: il est retiré du compte de la cuisine."},
			{Date: day + 1, Activity: "Restauration scolaire", Fate: sickness.Credited}}}
	before := told
	before.ID, before.Undoable, before.Mailed, before.Login, before.PaperBy = 3, false, false, "", 0
	before.Sums.Owed = 0
	page := absence.Page{Child: absence.Child{ID: 1, FirstName: "Léa", LastName: "Martin", School: "Jules-Ferry",
		Class: "CE1"}, Rule: sickness.Rule{Uncredited: 1, Paper: 7}, PaperBy: day + 7,
		Sums: sickness.Sums{Freed: 422, Owed: 422},
		Dates: []absence.Date{{Date: day, Ticked: true, Rows: []absence.Row{marked, meal, care}},
			{Date: day + 1, Ticked: true, Rows: []absence.Row{care}}, {Date: day + 2, Rows: []absence.Row{later}}}}
	all := page
	all.Dates, all.Told, all.Child.Class = []absence.Date{{Date: day, Rows: []absence.Row{marked}}},
		[]absence.Told{told, before}, ""
	search := office.ChildSearch{Search: "a", Rows: []office.FoundChild{lea, noe}, More: true}
	nobody := office.ChildSearch{Search: "zzz"}
	call := func(name, title string, v sickCallView, wrong map[string]string) site.Sample {
		v.Path, v.Channel = sickCallPath, sickness.ByPhone
		layout := site.OfficeLayout("Appel malade", "today")
		layout.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, appel malade, " + title, Template: "office/sick-call",
			Layout: layout, View: v}
	}
	now := office.PlaceNow{Code: "CANTINE", Activity: "Restauration scolaire", Start: 720, End: 810}
	present, sick, shut := now, now, now
	present.Activity, present.Attendance, present.By, present.At = "Accueil du matin", wallet.Present, "accueil",
		site.SampleNow
	sick.Sick, sick.Attendance = told.How, wallet.AbsentJustified
	shut.Closed = "L'activité n'est pas ouverte ce jour (grève)."
	where := office.Whereabouts{Child: lea, Now: &now, Today: []office.PlaceNow{present, now, sick, shut},
		Next: []office.NextPlaces{{Date: day + 1, Activities: []string{"Restauration scolaire", "Accueil du soir"}}},
		Adults: []office.Household{{Code: "F001", Name: "Mme Martin Claire", Address: "claire@exemple.fr",
			Phone: "06 12 34 56 78", Adults: []string{"Claire Martin"}}, {Code: "F002", Name: "M. Martin Paul"}},
		Door: sampleDoor()}
	nowhere := office.Whereabouts{Child: noe}
	find := func(name, title string, v whereaboutsView) site.Sample {
		v.Path = whereaboutsPath
		return site.Sample{Name: name, Title: "Mairie, où est un enfant, " + title, Template: "office/whereabouts",
			Layout: site.OfficeLayout("Où est un enfant\u00a0?", "today"), View: v}
	}
	count := func(name, title string, e office.Evacuation) site.Sample {
		e.At = site.SampleNow.Add(time.Minute)
		return site.Sample{Name: name, Title: "Mairie, présents, " + title, Template: "office/evacuation",
			Layout: site.OfficeLayout("Présents maintenant", "today"), View: evacuationView{e}}
	}
	return []site.Sample{
		call("sick-call", "jours d'un enfant", sickCallView{Page: &page}, nil),
		call("sick-call-told", "déjà signalé", sickCallView{Page: &all}, nil),
		call("sick-call-wrong", "à corriger", sickCallView{Page: &page}, map[string]string{
			"jours": "Cochez au moins un jour d'absence.", "moyen": "Dites comment la famille vous a prévenus."}),
		call("sick-call-search", "plusieurs enfants", sickCallView{ChildSearch: search,
			Today: []absence.Told{told, before}}, nil),
		call("sick-call-none", "personne", sickCallView{ChildSearch: nobody}, nil),
		find("whereabouts", "attendu", whereaboutsView{Where: &where, MayMark: true, SeeHealth: true, SeeFamily: true}),
		find("whereabouts-agent", "pour un agent", whereaboutsView{Where: &where, MayMark: true}),
		find("whereabouts-nowhere", "nulle part", whereaboutsView{Where: &nowhere}),
		find("whereabouts-search", "recherche", whereaboutsView{ChildSearch: search}),
		count("evacuation", "en ce moment", office.Evacuation{Activity: "CANTINE",
			Activities: []desk.Choice{{Code: "CANTINE", Name: "Restauration scolaire"}},
			Sites: []office.Site{{Activity: "Restauration scolaire", School: "Jules-Ferry", Start: 720, End: 810,
				Marked: 1,
				Children: []office.Present{{LastName: "Martin", FirstName: "Léa", Class: "CE1", Marked: true},
					{LastName: "Martin", FirstName: "Noé"}}}, {Activity: "Accueil", Start: 1, End: 2}}}),
		count("evacuation-none", "personne", office.Evacuation{Next: "Accueil du soir à 16 h 30"}),
	}
}
