package office

import (
	"maps"

	"cartable/app/desk"
	"cartable/app/domain/town"
	"cartable/app/load"
	"cartable/app/office"
	"cartable/app/web/site"
)

// editSamples returns samples of the forms over a family and over a child.
func editSamples() []site.Sample {
	families := site.OfficeLayout("Familles", "families")
	sample := func(name, title, template string, view any, wrong map[string]string) site.Sample {
		l := families
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: template, Layout: l, View: view}
	}
	family := office.FamilyFile{Code: "F001", Name: "Martin Claire", Values: map[string]string{"civilite": "Mme",
		"nom": "Martin", "prenom": "Claire", "telephone": "06 12 34 56 78", "adresse": "3 rue des Lilas",
		"courriel": "claire@exemple.fr"}, First: "claire@exemple.fr"}
	own := family
	own.OwnMail, own.Adults = true, []desk.Guardian{{AccountID: 3, Login: "martin", Name: "Claire Martin"}}
	own.Values = maps.Clone(family.Values)
	own.Values[office.AdultField(3)] = "Claire Martin"
	moved := showStored(own.Values)
	moved.Moved = []town.Difference{{Label: "téléphone", Became: "06 12 34 56 78"}, {Label: "prénom", Was: "Claire"}}
	child := office.ChildFile{ID: 8, Code: "F001", Family: "Martin Claire", Name: "Léa Martin",
		Classes: []desk.Choice{{Code: "E1", Name: "Jules-Ferry"}, {Code: "E1 C1", Name: "Jules-Ferry, CE1"}},
		Values: map[string]string{"nom": "Martin", "prenom": "Léa", "naissance": "2018-05-04",
			"classe": "E1 C1", "regime": "Sans porc", "pai": "Arachide"}}
	bare := child
	bare.Classes = nil
	added := office.NewChild{Code: "F001", Family: "Martin Claire", LastName: "Martin", Choices: office.NewFamily{
		Places:     child.Classes,
		Activities: []desk.Choice{{Code: "MIDI", Name: "Restauration scolaire"}}}}
	return []site.Sample{
		sample("edit-family", "fiche d'une famille", "office/edit-family",
			editFamilyView{family, showStored(family.Values)}, nil),
		sample("edit-family-own", "fiche d'une famille, son courriel", "office/edit-family",
			editFamilyView{own, showStored(own.Values)},
			map[string]string{"courriel": "Un responsable s'est connecté."}),
		sample("edit-family-moved", "fiche changée par quelqu'un d'autre", "office/edit-family",
			editFamilyView{own, moved}, nil),
		sample("edit-family-wrong", "fiche à corriger", "office/edit-family",
			editFamilyView{office.FamilyFile{Code: "F002", Name: "Petit", OwnMail: true}, editView{}},
			map[string]string{"nom": "Indiquez un nom.", "adresse": "Ce texte est trop long.",
				"motif": "Dites pourquoi."}),
		sample("edit-child", "fiche d'un enfant", "office/edit-child",
			editChildView{child, showStored(child.Values)}, nil),
		sample("edit-child-wrong", "fiche d'un enfant à corriger", "office/edit-child",
			editChildView{bare, showStored(child.Values)}, map[string]string{"classe": "Cette classe n'existe plus.",
				"regime": "Ce texte est trop long.", "pai": "Ce texte est trop long.",
				"naissance": "Indiquez une date de naissance."}),
		sample("new-child", "nouvel enfant", "office/new-child", newChildView{NewChild: added}, nil),
		sample("new-child-same", "nouvel enfant, déjà connu", "office/new-child", newChildView{NewChild: added,
			Typed: load.NewChild{FirstName: "Léa", Activities: []string{"MIDI"}},
			Same:  []load.Likeness{{Code: "F001", Words: "Léa Martin (04/05/2018), famille Martin"}}}, nil),
		sample("new-child-bare", "nouvel enfant sans rien", "office/new-child",
			newChildView{NewChild: office.NewChild{Code: "F002", Family: "Petit"}}, nil),
	}
}
