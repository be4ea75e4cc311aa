package settings

import (
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// schoolSamples returns samples of the page of the schools.
func schoolSamples() []site.Sample {
	class := func(code, name, level string, year *int, archived bool, n int) settings.Class {
		return settings.Class{Children: n, ClassEntry: town.ClassEntry{School: "E1", Code: code, Name: name,
			Level: level, Year: year, Archived: archived}}
	}
	all := settings.Schools{Without: 3, Rows: []settings.School{
		{SchoolEntry: town.SchoolEntry{Code: "E1", Name: "École Jules-Ferry"}, Children: 112, Classes: []settings.Class{
			class("C1", "CE2 A", "CE2", new(2026), false, 24), class("C2", "CM1", "", nil, false, 22),
			class("C3", "CM2 bis", "CM2", new(2025), true, 0)}},
		{SchoolEntry: town.SchoolEntry{Code: "E2", Name: "Les Tilleuls", Archived: true}}}}
	page := func(name, title string, all settings.Schools, form schoolForm, wrong map[string]string) site.Sample {
		l := site.OfficeLayout(schoolTitle, "schools")
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, écoles" + title, Template: "settings/schools", Layout: l,
			View: schoolsView{all, form}}
	}
	refused := schoolForm{Class: true, Cells: map[string]string{"school": "E1"}, Refused: "Rien n'a changé."}
	return []site.Sample{
		page("schools", "", all, schoolForm{}, nil),
		page("schools-none", ", aucune", settings.Schools{}, schoolForm{}, nil),
		page("schools-edit", ", modifier", all, shownSchool(all.Rows[1].SchoolEntry), nil),
		page("schools-class", ", modifier une classe", all, shownSchool(all.Rows[0].Classes[0].ClassEntry), nil),
		page("schools-wrong", ", à corriger", all, refused, map[string]string{"name": "La valeur manque.",
			"school": "Cette école est inconnue.",
			"year":   "«\u00a020\u00a0» n'est pas une année.", "motif": "Dites pourquoi."}),
	}
}
