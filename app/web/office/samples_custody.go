package office

import (
	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/household"
	"cartable/app/web/site"
)

// custodySamples returns samples of the forms about children of two homes.
func custodySamples() []site.Sample {
	families := site.OfficeLayout("Familles", "families")
	sample := func(name, title, template string, view any, wrong map[string]string) site.Sample {
		l := families
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: template, Layout: l, View: view}
	}
	monday := civil.New(2026, 12, 7)
	child := household.Child{ID: 8, Code: "F003", Family: "Lefèvre Julien", FirstName: "Jade", Name: "Jade Lefèvre",
		Homes: []household.Home{{ID: 3, Code: "F003", Name: "Lefèvre Julien"},
			{ID: 4, Code: "F004", Name: "Costa Inês"}},
		Custody: custody.Calendar{Rules: []custody.Rule{{From: civil.New(2026, 9, 1), Even: 3, Odd: 4, Changes: 5},
			{From: civil.New(2027, 9, 1), Even: 4, Odd: 4}}},
		Today: monday, Choices: []household.Choice{
			{Code: household.EvenFirst, Words: "Semaines paires chez Lefèvre Julien, impaires chez Costa Inês"},
			{Code: household.Always, Words: "Toujours chez Lefèvre Julien"}}}
	form := household.Form{From: "2026-12-08", Rule: household.EvenFirst, Changes: "5",
		Exceptions: []household.ExceptionForm{{From: "2026-12-21", To: "2026-12-25", Home: "F004"}}}
	effects := household.Rehearsal{Turns: []household.Turn{{Date: monday, Home: "Lefèvre Julien"},
		{Date: monday + 4, Home: "Costa Inês"}, {Date: monday + 11}},
		Moves: []household.Move{{Date: monday + 7, Activity: "Restauration scolaire", Status: booking.Accepted,
			From: "Lefèvre Julien", To: "Costa Inês", Was: 422, Is: 305},
			{Date: monday + 8, Activity: "Accueil du soir", Status: booking.Waitlisted, From: "Lefèvre Julien",
				To: "Costa Inês", Was: 160, Is: 160}},
		Stays: []household.Stay{{Date: monday, Activity: "Restauration scolaire", Home: "Lefèvre Julien",
			Why: "déjà pointé"}},
		Ends: []string{"Toujours chez Costa Inês, à partir du 01/09/2027"}}
	alone := child
	alone.Homes, alone.Custody, alone.Choices = child.Homes[:1], custody.Calendar{}, nil
	changed := effects
	changed.Changed = []string{"lun. 14 déc., Restauration scolaire\u00a0: réservé depuis"}
	couple := household.Couple{Code: "F005", Name: "Roux Delphine", Today: monday,
		Adults: []desk.Guardian{{AccountID: 3, Login: "roux", Name: "Delphine"}, {AccountID: 4, Login: "roux2"}},
		Emails: []string{"delphine@example.org", "luc@example.org"},
		Children: []household.CoupleChild{{Child: household.Child{ID: 9, FirstName: "Gabin"}},
			{Child: child, Two: true}}}
	start := splitStart(couple)
	filled := start
	filled.Adult, filled.Emails, filled.LastName = "4", []string{"luc@example.org"}, "Roux"
	filled.Resident, filled.Rule = "non", household.EvenFirst
	split := household.SplitRehearsal{Adult: "roux2", Home: "Roux Luc", Emails: []string{"luc@example.org",
		"luc@travail.example.org"}, Silent: true, Quotient: "640,00\u00a0€, du 01/12/2026 au 31/12/2026",
		Kids: []household.KidSplit{
			{Name: "Gabin Roux", Words: "Semaines paires chez Roux Luc, impaires chez Roux Delphine",
				Rehearsal: effects},
			{Name: "Zoé Roux", Words: "Toujours chez Roux Luc"}}}
	stale := split
	stale.Changed = []string{"Gabin Roux, lun. 14 déc., Restauration scolaire\u00a0: réservé depuis"}
	lone := household.Couple{Code: "F006", Name: "Petit Nicolas"}
	free := start
	free.Rule = household.Open
	free.Kids = map[int64]string{9: household.Goes, 8: household.Remains}
	return []site.Sample{
		sample("custody", "garde d'un enfant", "office/custody", custodyView{Child: child, Form: form}, nil),
		sample("custody-shown", "garde, ce qui change", "office/custody",
			custodyView{Child: child, Form: form, Rehearsal: effects, Asked: true}, nil),
		sample("custody-changed", "garde, jours changés depuis", "office/custody",
			custodyView{Child: child, Form: form, Rehearsal: changed, Asked: true}, nil),
		sample("custody-nothing", "garde, aucun jour ne change", "office/custody",
			custodyView{Child: child, Form: form, Asked: true}, nil),
		sample("custody-wrong", "garde à corriger", "office/custody", custodyView{Child: child, Form: form},
			map[string]string{"garde": "Choisissez.", "change": "Choisissez.", "depuis": "Indiquez un jour.",
				"exception-a-du": "Indiquez le premier jour.", "exception-a-au": "Indiquez le dernier jour.",
				"exception-a-chez": "Choisissez chez qui."}),
		sample("custody-alone", "garde d'un enfant d'un seul foyer", "office/custody", custodyView{Child: alone}, nil),
		sample("split", "séparer un couple", "office/split", splitView{Couple: couple, Form: start}, nil),
		sample("split-shown", "séparer un couple, ce qui change", "office/split",
			splitView{Couple: couple, Form: filled, SplitRehearsal: split, Asked: true}, nil),
		sample("split-changed", "séparer un couple, jours changés depuis", "office/split",
			splitView{Couple: couple, Form: filled, SplitRehearsal: stale, Asked: true}, nil),
		sample("split-wrong", "séparer un couple, à corriger", "office/split", splitView{Couple: couple, Form: free},
			map[string]string{"adulte": "Choisissez.", "adresse": "Trop long.", "habitant": "Choisissez.",
				"quotient": "Indiquez.", "depuis": "Indiquez un jour.", "enfants": "Rien à séparer.",
				"garde": "Choisissez.", "change": "Choisissez.", "enfant-9": "Choisissez."}),
		sample("split-alone", "couple qui ne peut pas être séparé", "office/split",
			splitView{Couple: lone, Form: splitStart(lone)}, nil),
	}
}
