package office

import (
	"cartable/app/desk"
	"cartable/app/load"
	"cartable/app/office"
	"cartable/app/web/site"
)

// newFamilySamples returns samples of the pages that add families.
func newFamilySamples() []site.Sample {
	sample := func(name, title, template string, view any, wrong map[string]string) site.Sample {
		l := site.OfficeLayout(newFamilyTitle, "families")
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: template, Layout: l, View: view}
	}
	choices := office.NewFamily{
		Places: []desk.Choice{{Code: "E1", Name: "Jean-Moulin"}, {Code: "E1 C1", Name: "Jean-Moulin, CE2"}},
		Activities: []desk.Choice{{Code: "MIDI", Name: "Restauration scolaire"}, {Code: "SOIR", Name: "Accueil du " +
			"soir"}}}
	empty := newFamilyView{Typed: load.NewFamily{Children: make([]load.NewChild, 1)}, Choices: choices}
	typed := newFamilyView{Typed: load.NewFamily{LastName: "Martin", FirstName: "Claire", Elsewhere: true, Letter: true,
		Phone:   "06 12 34 56 78",
		Second:  load.SecondAdult{FirstName: "Marc", Phone: "06 12"},
		Address: "3 rue des Lilas", Children: []load.NewChild{{FirstName: "Léa", BirthDate: "2018-05-04",
			Chosen: "E1 C1", Activities: []string{"MIDI"}}, {FirstName: "Noé"}}}, Choices: choices,
		Same: []load.Likeness{{Code: "F-2K7QXA", Words: "Léa Martin, (04/05/2018), famille Martin"}}}
	same := typed
	same.Typed.Letter, same.Typed.Elsewhere = false, false
	full := newFamilyView{Typed: load.NewFamily{Children: make([]load.NewChild, mostChildren)}}
	files := familyFiles()
	files[0].Body, files[0].Sent = "Y29kZQ==", "families.csv"
	rehearsed := loadView{Files: files, Summary: &load.Summary{Rehearsed: true,
		Files: []load.ImportedFile{{Name: "families.csv", Read: 212, New: 210, Changed: 2}},
		Parts: []load.Part{{Title: load.Effects, Lines: []string{"familles nouvelles\u00a0: 210"}, More: 3}}}}
	return []site.Sample{
		sample("new-family", "nouvelle famille", "office/new-family", empty, nil),
		sample("new-family-wrong", "nouvelle famille à corriger", "office/new-family", typed, map[string]string{
			"courriel":           "Indiquez un courriel\u00a0: la famille y reçoit ses comptes rendus.",
			"adresse":            "Ce texte est trop long.",
			"second-telephone":   "Écrivez un numéro comme 06 12 34 56 78.",
			"enfant-0-activites": "Cette activité n'existe plus.",
			"enfant-1-place":     "Cette classe n'existe plus."}),
		sample("new-family-same", "nouvelle famille, même enfant", "office/new-family", same,
			map[string]string{"autres": "Vérifiez si cette famille n'est pas déjà enregistrée."}),
		sample("new-family-full", "nouvelle famille de huit enfants", "office/new-family", full, nil),
		sample("load-families", "familles depuis un tableur", "office/load-families", loadView{Files: familyFiles()},
			map[string]string{"families": "Choisissez au moins un fichier."}),
		sample("load-families-wrong", "familles depuis un tableur, à corriger", "office/load-families", loadView{
			Files: familyFiles(), Errors: load.Errors{{File: "children.csv", Line: 12, Column: "birth_date",
				Wrong: "«\u00a031/12/2019\u00a0» n'est pas une date", Expected: "AAAA-MM-JJ"}}}, nil),
		sample("load-families-rehearsed", "familles depuis un tableur, "+
			"vérification", "office/load-families", rehearsed, nil),
	}
}
