package settings

import (
	"cartable/app/domain/paging"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// enrolmentSamples returns samples of the page of a child's enrolments.
func enrolmentSamples() []site.Sample {
	sample := func(name, title string, v enrolmentsView, wrong map[string]string) site.Sample {
		l := site.OfficeLayout("Inscriptions", "families")
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, inscriptions" + title, Template: "settings/enrolments",
			Layout: l, View: v}
	}
	page := settings.Enrolments{ID: 8, Code: "F001", Family: "Martin Claire", Child: "Léa Martin",
		Today: site.SampleDay, Rows: []settings.Enrolment{{Key: "MIDI 2026-09-01", Activity: "Restauration scolaire",
			From: site.SampleDay - 80, To: site.SampleDay + 200}, {Key: "SOIR 2026-09-01", Activity: "Accueil du soir",
			From: site.SampleDay - 80, To: site.SampleDay + 200, Priority: 2}},
		Activities: []settings.Choice{{Code: "MIDI", Name: "Restauration scolaire"}, {Code: "ALSH", Name: "Mercredi"}}}
	return []site.Sample{
		sample("enrolments", "", enrolmentsView{page, settings.EnrolForm{}}, nil),
		sample("enrolments-wrong", " à corriger", enrolmentsView{page, settings.EnrolForm{
			Activities: []string{"MIDI"}, From: "2027-09-01", To: "2026-09-01", Priority: "x"}}, map[string]string{
			"activites": "Une inscription existe déjà.", "du": "Indiquez une date.", "au": "Indiquez une date.",
			"priorite": "Écrivez un nombre.", "motif": "Dites pourquoi."}),
		sample("enrolments-end", ", fin à corriger", enrolmentsView{page, settings.EnrolForm{Ends: "SOIR 2026-09-01",
			Last: "2020-01-01"}}, map[string]string{"fin": "Indiquez le dernier jour.", "motif": "Dites pourquoi."}),
		sample("enrolments-none", ", aucune", enrolmentsView{settings.Enrolments{ID: 9, Code: "F002", Family: "Petit",
			Child: "Noé Petit"}, settings.EnrolForm{}}, nil),
	}
}

// enrolChildrenSamples returns samples of the page that enrols many children.
func enrolChildrenSamples() []site.Sample {
	sample := func(name, title string, v enrolChildrenView, wrong map[string]string) site.Sample {
		l := site.OfficeLayout("Inscrire des enfants", "enrolments")
		l.FieldErrors = wrong
		v.Page = paging.Page{Number: 1, Size: 50, Count: len(v.Rows)}
		return site.Sample{Name: name, Title: "Mairie, inscrire des enfants" + title,
			Template: "settings/enrol-children", Layout: l, View: v}
	}
	choices := settings.EnrolChoices{Classes: []settings.Choice{{Code: "FERRY", Name: "École Jules-Ferry"}},
		Activities: []settings.Choice{{Code: "MIDI", Name: "Restauration scolaire"}, {Code: "ALSH", Name: "Mercredi"}},
		All:        []settings.Choice{{Code: "MIDI", Name: "Restauration scolaire"}, {Code: "ALSH", Name: "Mercredi"}}}
	ask := settings.EnrolAsk{Class: "FERRY", In: "MIDI", NotIn: "ALSH", Activities: []string{"ALSH"}, Left: []int64{4}}
	child := func(id int64, first string, left bool, fate settings.Fate, why string) settings.EnrolRow {
		return settings.EnrolRow{EnrolChild: settings.EnrolChild{ID: id, LastName: "Martin", FirstName: first,
			Birth: site.SampleDay - 2600, School: "École Jules-Ferry", Class: "CP", Family: "Martin",
			FamilyCode: "F001"}, Left: left, Fates: []settings.EnrolFate{{Activity: "Mercredi", Fate: fate, Why: why}}}
	}
	rehearsal := settings.EnrolRehearsal{Comes: 1, Children: 1, Seen: "ALSH 1e",
		Periods: []settings.EnrolPeriod{{Code: "ALSH", Name: "Mercredi", From: site.SampleDay,
			To: site.SampleDay + 200}},
		Counts: []settings.FateCount{{Fate: settings.Comes, Count: 1}, {Fate: settings.Full, Count: 1}},
		Rows: []settings.EnrolRow{child(1, "Léa", false, settings.Comes, ""),
			child(2, "Noé", false, settings.Already, "du 01/09/2026 au 02/07/2027"),
			child(3, "Zoé", false, settings.Full, "Mercredi est complète."),
			child(4, "Tom", true, settings.LeftOut, "")}}
	none, changed := rehearsal, rehearsal
	none.Comes = 0
	crowded := ask
	crowded.Left = make([]int64, mostLeft)
	changed.Changed = []string{"Martin Léa, Mercredi\u00a0: déjà terminée, et non plus à terminer"}
	changed.Rows = []settings.EnrolRow{child(1, "Léa", false, settings.Ended, "le 01/09/2026"),
		child(2, "Noé", false, settings.Ends, "jusqu'ici du 01/09/2026 au 02/07/2027")}
	changed.Counts = []settings.FateCount{{Fate: settings.Ends, Count: 1}, {Fate: settings.Ended, Count: 1}}
	ends := settings.EnrolAsk{Class: "FERRY", Activities: []string{"ALSH"}, Ends: true, Last: "2026-12-18"}
	wrong := map[string]string{}
	for _, field := range []string{"classe", "nes_du", "nes_au", "inscrits", "sans", "activites", "du", "au",
		"priorite"} {
		wrong[field] = "À corriger."
	}
	return []site.Sample{
		sample("enrol-children", "", enrolChildrenView{EnrolChoices: choices}, nil),
		sample("enrol-children-rehearsed", ", répétition", enrolChildrenView{EnrolChoices: choices,
			EnrolRehearsal: rehearsal, Ask: ask, Asked: true}, nil),
		sample("enrol-children-nobody", ", rien à faire", enrolChildrenView{EnrolChoices: choices, EnrolRehearsal: none,
			Ask: crowded, Asked: true}, nil),
		sample("enrol-children-changed", ", fin, changé entre-temps", enrolChildrenView{EnrolChoices: choices,
			EnrolRehearsal: changed, Ask: ends, Asked: true, Reason: "Déménagements"}, nil),
		sample("enrol-children-many", ", trop d'enfants", enrolChildrenView{EnrolChoices: choices, Ask: ask,
			Asked: true, EnrolRehearsal: settings.EnrolRehearsal{Many: true}}, nil),
		sample("enrol-children-empty", ", personne", enrolChildrenView{EnrolChoices: choices, Ask: ask,
			Asked: true}, nil),
		sample("enrol-children-ended", ", fin, personne", enrolChildrenView{EnrolChoices: choices, Ask: ends,
			Asked: true}, nil),
		sample("enrol-children-wrong", " à corriger", enrolChildrenView{EnrolChoices: choices, Ask: ask}, wrong),
		sample("enrol-children-none", ", aucune activité", enrolChildrenView{}, nil),
	}
}
