package office

import (
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/pickup"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/app/web/site"
)

// rollSamples returns samples of the day's sheet, with and without buttons.
func rollSamples() []site.Sample {
	places := 140
	child := func(id int64, last, first string, a wallet.Attendance) office.DaySheetChild {
		return office.DaySheetChild{ID: id, ChildID: id, FamilyID: 7, LastName: last, FirstName: first,
			School: "Jules-Ferry", Class: "CE1", Status: booking.Accepted, Attendance: a, Units: 4}
	}
	unbooked, waiting := child(5, "de La Rochefoucauld-Montbel", "Marie-Clémentine", wallet.Present),
		child(6, "Martin", "Noé", "")
	unbooked.Unbooked, unbooked.Units, waiting.Status = true, 1, booking.Waitlisted
	sheet := office.DaySheet{Expected: office.Expected{Code: "CANTINE", Name: "Restauration scolaire", Open: true,
		Start: 12 * 60, End: 13*60 + 30, Expected: 5, Capacity: &places, Free: 135, Waiting: 1, Pending: 1},
		Date: site.SampleDay, Begun: true, Units: 1, Present: 2, Absent: 2, Unmarked: 1,
		Children: []office.DaySheetChild{
			child(1, "Bernard", "Adèle", ""), child(2, "Martin", "Léa", wallet.Present),
			child(3, "Petit", "Timéo", wallet.AbsentJustified),
			child(4, "Roux", "Gabin", wallet.AbsentUnjustified), unbooked, waiting}}
	sheet.Children[1].Along = true
	care := sheet
	care.Name, care.Code, care.HalfHours, care.Past, care.Date, care.Unmarked = "Accueil du soir", "SOIR", true, true,
		site.SampleDay-1, 0
	care.Children = slices.Clone(sheet.Children[1:5])
	came, left18 := civil.TimeOfDay(16*60+40), civil.TimeOfDay(18*60+42)
	care.Hours, care.Today = true, true
	care.Children[0].Arrived, care.Children[3].Arrived, care.Children[3].Departed = &came, &came, &left18
	care.Children[3].LateFee = 500
	care.Children[3].Door = sampleDoor()
	later := sheet
	later.Date, later.Begun = site.SampleDay+1, false
	later.Children = []office.DaySheetChild{sheet.Children[0], waiting}
	shut := office.DaySheet{Expected: office.Expected{Code: "ALSH", Name: "Mercredi journée avec repas, 3-6 ans",
		ClosedWhy: "Jour férié.", Start: 8 * 60, End: 18 * 60}, Date: site.SampleDay}
	page := func(name, title string, s office.DaySheet, may bool) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, feuille du jour" + title, Template: "office/day-sheet",
			Layout: site.OfficeLayout("Feuille", "today"), View: Roll{DaySheet: s, May: may, CSRF: "jeton"}}
	}
	found := office.Unbooked{Code: "CANTINE", Name: "Restauration scolaire", Date: site.SampleDay, Search: "mar",
		More: 1, Rows: []office.Candidate{
			{ChildID: 1, FamilyID: 1, LastName: "Martin", FirstName: "Léa", School: "Jules-Ferry", Class: "CE1",
				Family: "Martin Claire", Code: "F001"},
			{ChildID: 2, FamilyID: 2, LastName: "Marchand", FirstName: "Noé", School: "Les Tilleuls",
				Class: "Moyenne section", Family: "Marchand Paul", Code: "F031", Standing: booking.Refused}}}
	none := found
	none.Rows, none.More = nil, 0
	blank := none
	blank.Search = ""
	search := func(name, title string, u office.Unbooked) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, venu sans réservation" + title, Template: "office/unbooked",
			Layout: site.OfficeLayout("Venu sans réservation", "today"), View: u}
	}
	wrong := page("sheet-wrong", ", à corriger", care, true)
	wrong.Layout.FieldErrors = map[string]string{"r-2": "Indiquez un nombre de demi-heures entre 1 et 48."}
	one := page("sheet-filtered", ", un filtre", sheet, true)
	one.View = Roll{
		DaySheet: sheet,
		May:      true,
		CSRF:     "jeton",
		Search:   "martin",
		Class:    "CE1, Jules-Ferry",
		Show:     "a-noter",
	}
	left := page("sheet-to-tick", ", à pointer", sheet, true)
	left.View = Roll{DaySheet: sheet, May: true, CSRF: "jeton", Show: "a-pointer"}
	known := page("sheet-health", ", avec les régimes", sheet, true)
	known.View = Roll{DaySheet: sheet, May: true, MayHealth: true, Asked: true, CSRF: "jeton",
		Health: map[int64]office.ChildHealth{
			1: {ChildID: 1, LastName: "Bernard", FirstName: "Adèle", Diet: "Sans porc",
				Allergies: "PAI\u00a0: arachide"},
			2: {ChildID: 2, LastName: "Martin", FirstName: "Léa", Diet: "Végétarien"}}}
	hidden := page("sheet-may-health", ", régimes cachés", sheet, true)
	hidden.View = Roll{DaySheet: sheet, May: true, MayHealth: true, CSRF: "jeton"}
	healthy := page("sheet-healthy", ", sans régime", sheet, true)
	healthy.View = Roll{DaySheet: sheet, May: true, MayHealth: true, Asked: true, CSRF: "jeton"}
	nobody := page("sheet-nobody", ", personne ne correspond", sheet, false)
	nobody.View = Roll{DaySheet: sheet, Search: "zz"}
	line := office.ChildMarks{Code: "SOIR", Name: "Accueil du soir", Start: 990, End: 1110, DaySheet: care,
		Child: care.Children[3], Words: "présent, arrivée à 16 h 40, départ à 18 h 42, retard 5,00\u00a0€",
		Marks: []office.MarkOf{{Login: "animation", At: site.SampleNow, Was: "non pointé", Became: "présent"},
			{At: site.SampleNow, Was: "présent", Became: "présent, départ à 18 h 42, retard 5,00\u00a0€",
				Reason: "Parent bloqué dans les bouchons"}}}
	lineOf := func(name, title string, v childMarksView) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, ligne d'une feuille" + title, Template: "office/child-marks",
			Layout: site.OfficeLayout("Gabin Roux", "today"), View: v}
	}
	waits := childMarksView{ChildMarks: office.ChildMarks{Code: "SOIR", Name: "Accueil du soir", DaySheet: later,
		Child: waiting}}
	slip := childMarksView{ChildMarks: line, May: true, Arrived: "16:40", Departed: "18:42", Units: "4"}
	slip.Child.Attendance, slip.Child.LateFee, slip.Words = wallet.AbsentJustified, 0, "absence justifiée"
	slip.Child.Door, slip.Child.Along = pickup.Door{}, true
	slip.Kept = "arrivée à 16 h 40, départ à 18 h 42"
	typed := childMarksView{ChildMarks: line, May: true, Arrived: "18:45", Departed: "18:42", Units: "99"}
	typed.Child.Billed = true
	badLine := lineOf("sheet-line-wrong", ", à corriger", typed)
	badLine.Layout.FieldErrors = map[string]string{"depart": "Le départ est avant l'arrivée.",
		"unites": "Indiquez un nombre de demi-heures entre 1 et 48.", "arrivee": "Il n'est pas encore 18 h 45.",
		"motif": "Ce motif est trop long.", "presence": "Un enfant absent n'a pas d'heure."}
	movedLine := lineOf("sheet-line-moved", ", changée entre-temps", typed)
	movedLine.Layout.FieldErrors = map[string]string{"": "Quelqu'un d'autre vient de changer cette ligne."}
	closed := care
	closed.Closed, closed.Unmarked = &office.Closing{Login: "animation", At: site.SampleNow}, 1
	nobodyClosed := closed
	nobodyClosed.Closed = &office.Closing{At: site.SampleNow}
	badClosing := page("sheet-closing-wrong", ", clôture à confirmer", sheet, true)
	badClosing.Layout.FieldErrors = map[string]string{"accord": "1 enfant n'est pas pointé."}
	badReopening := page("sheet-reopening-wrong", ", motif à donner", closed, true)
	badReopening.Layout.FieldErrors = map[string]string{"motif-rouvrir": "Dites pourquoi.",
		"motif-tous": "La feuille est close\u00a0: indiquez le motif de la correction."}
	shutSheets := []site.Sample{badClosing, badReopening, page("sheet-shut", ", close", closed, true),
		page("sheet-shut-read", ", close, à lire", nobodyClosed, false)}
	return append(append(toMarkSamples(), shutSheets...), []site.Sample{
		lineOf("sheet-line", "", childMarksView{ChildMarks: line, May: true, Arrived: "16:40", Departed: "18:42",
			Units: "4"}),
		lineOf("sheet-line-waits", ", sans place", waits),
		lineOf("sheet-line-kept", ", heures gardées", slip), badLine, movedLine,
		one, left, nobody, known, hidden, healthy,
		page("sheet", "", sheet, true), page("sheet-half-hours", ", demi-heures, hier", care, true), wrong,
		page("sheet-later", ", demain", later, true), page("sheet-read", ", à lire", sheet, false),
		page("sheet-closed", ", fermé", shut, false),
		{Name: "sheet-marked", Title: "Mairie, feuille, réponse à une touche", Template: "day-sheet#marked",
			Fragment: true, View: Roll{DaySheet: care, May: true, CSRF: "jeton"}.Rows()[0]},
		{Name: "sheet-refused", Title: "Mairie, feuille, refus", Template: "day-sheet#wrong", Fragment: true,
			View: "Un jour à venir ne se pointe pas encore."},
		search("unbooked", ", trouvés", found), search("unbooked-none", ", personne", none),
		search("unbooked-blank", "", blank),
	}...)
}
