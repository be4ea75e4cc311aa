package office

import (
	"cartable/app/office"
	"cartable/app/web/site"
)

// toMarkSamples returns samples of the board of what nobody has marked.
func toMarkSamples() []site.Sample {
	line := func(ago int, code, name, school string, expected, unmarked int) office.ToMarkSite {
		return office.ToMarkSite{SiteSeen: office.SiteSeen{Date: site.SampleDay.AddDays(-ago), Code: code,
			School: school, Unmarked: unmarked}, Name: name, Expected: expected}
	}
	board := office.ToMark{Since: site.SampleDay - 14, Unmarked: 48, Days: []office.ToMarkDay{
		{Date: site.SampleDay - 4, Sites: []office.ToMarkSite{line(4, "SOIR", "Accueil du soir", "", 2, 2)}},
		{Date: site.SampleDay - 1, Sites: []office.ToMarkSite{
			line(1, "CANTINE", "Restauration scolaire", "Jules-Ferry", 64, 45),
			line(1, "SOIR", "Accueil du soir", "Jules-Ferry", 12, 1)}}}}
	page := func(name, title string, v toMarkView) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, à pointer" + title, Template: "office/to-mark",
			Layout: site.OfficeLayout("À pointer", "today"), View: v}
	}
	wrong := page("to-mark-wrong", ", à corriger", toMarkView{ToMark: board, Reason: "nuit",
		Ticked: []office.SiteSeen{board.Days[0].Sites[0].SiteSeen}})
	wrong.Layout.FieldErrors = map[string]string{"motif": "Dites pourquoi en quelques mots.",
		"feuilles": "Cochez les lignes à pointer."}
	billed := board
	billed.AsMarked = true
	return []site.Sample{page("to-mark", "", toMarkView{ToMark: board}), wrong,
		page("to-mark-none", ", rien", toMarkView{ToMark: office.ToMark{Since: site.SampleDay - 14}}),
		page("to-mark-left", ", des lignes changées", toMarkView{ToMark: billed, Reason: "feuille perdue",
			MarkedSites: office.MarkedSites{Done: 3, Left: []office.LeftSite{
				{Date: site.SampleDay - 1, Name: "Étude surveillée", School: "Jules-Ferry",
					Why: "tout est déjà pointé."},
				{Why: "ce jour n'est pas, ou plus, dans le tableau."}}}})}
}
