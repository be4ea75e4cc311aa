package settings

import (
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
