package office

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/pickup"
	"cartable/app/leaving"
	"cartable/app/web/site"
)

// sampleDoor is how a child leaves, with all that may be noted.
func sampleDoor() pickup.Door {
	alone := civil.TimeOfDay(17 * 60)
	return pickup.Door{Alone: &alone, Barred: []pickup.Rule{{Kind: pickup.Barred, Name: "Marc Roux",
		Link: "ordonnance du 3 mars 2026, tribunal d'Angers"}}, Persons: []pickup.Rule{{Kind: pickup.Person,
		Name: "Jeanne Petit", Link: "grand-mère", Phone: "06 12 34 56 78"}, {Kind: pickup.Person,
		Name: "Paul Petit", Link: "oncle"}}}
}

// leavingSamples returns samples of the pages about how children leave.
func leavingSamples() []site.Sample {
	day, door := site.SampleDay, sampleDoor()
	rule := func(id int64, state pickup.State, r pickup.Rule) leaving.Rule {
		r.From = day
		return leaving.Rule{Rule: r, ID: id, State: state, At: site.SampleNow, Family: 1}
	}
	alone := rule(2, pickup.Asked, pickup.Rule{Kind: pickup.Alone, Hour: *door.Alone, To: day + 60})
	refused := rule(4, pickup.Refused, door.Persons[1])
	refused.Answer = "Pièce d'identité à présenter."
	over := rule(5, pickup.Allowed, door.Persons[1])
	over.Over = true
	gabin := leaving.Child{ID: 4, FirstName: "Gabin", LastName: "Roux", Rules: []leaving.Rule{
		rule(1, pickup.Allowed, door.Barred[0]), alone, rule(3, pickup.Allowed, door.Persons[0]), refused, over}}
	file := leaving.File{Child: gabin, Code: "F001", Home: "Roux Claire", Homes: map[int64]string{1: "Roux Claire",
		2: "Roux Marc"}}
	bare := leaving.File{Child: leaving.Child{ID: 4, FirstName: "Gabin", LastName: "Roux"}, Code: "F001",
		Home: "Roux Claire"}
	single := file
	single.Homes = nil
	left := file
	left.Archived = site.SampleNow
	child := func(name, title string, v childLeavingView, wrong map[string]string) site.Sample {
		layout := site.OfficeLayout("Sorties, Gabin", "families")
		layout.FieldErrors = wrong
		return site.Sample{Name: "child-leaving" + name, Title: "Mairie, sorties d'un enfant" + title,
			Template: "office/child-leaving", Layout: layout, View: v}
	}
	asked := func(name, title string, v leavingsView, wrong map[string]string) site.Sample {
		layout := site.OfficeLayout("Sorties demandées", "families")
		layout.FieldErrors = wrong
		return site.Sample{Name: "leavings" + name, Title: "Mairie, sorties demandées" + title,
			Template: "office/leavings", Layout: layout, View: v}
	}
	full := leavingsView{Page: leaving.Page{More: 2, Rows: []leaving.Row{{Rule: alone, ChildID: 4, First: "Gabin",
		Last: "Roux", School: "Jules-Ferry", Class: "CE1", Code: "F001", Home: "Roux Claire"},
		{Rule: rule(3, pickup.Asked, door.Persons[0]), ChildID: 5,
			First: "Léa", Last: "Martin", Code: "F002",
			Home:   "Martin Claire",
			Barred: []string{"Marc Petit"}, Near: true}}}}
	again, moved := full, full
	again.ID, again.Why = 3, "x"
	moved.Moved = "Cette demande a déjà reçu une réponse, ou la famille l'a retirée."
	wrong := map[string]string{"": "Choisissez.", "sorte": "Choisissez ce que vous notez.",
		"personne": "Indiquez le nom.", "lien": "Indiquez le lien.", "telephone": "Écrivez un numéro.",
		"heure": "Indiquez une heure.", "du": "Cette date n'existe pas.", "au": "Cette date n'existe pas."}
	return []site.Sample{
		child("", "", childLeavingView{File: file}, nil),
		child("-one-home", ", un foyer", childLeavingView{File: single, Typed: pickup.Typed{Kind: pickup.Alone}}, nil),
		child("-archived", ", famille archivée", childLeavingView{File: left}, nil),
		child("-none", ", rien", childLeavingView{File: bare, Typed: pickup.Typed{Kind: pickup.Barred}}, nil),
		child("-wrong", ", à corriger", childLeavingView{File: file, Typed: pickup.Typed{Kind: pickup.Person,
			Name: "J"}}, wrong),
		asked("", "", full, nil),
		asked("-wrong", ", à corriger", again, map[string]string{"motif": "Dites à la famille pourquoi.",
			"reponse": "Choisissez une réponse\u00a0: accepter ou refuser."}),
		asked("-moved", ", quelqu'un d'autre", moved, nil),
		asked("-none", ", aucune", leavingsView{}, nil),
	}
}
