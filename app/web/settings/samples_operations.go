package settings

import (
	"encoding/json"
	"time"

	"cartable/app/domain/effect"
	"cartable/app/domain/paging"
	"cartable/app/operation"
	"cartable/app/web/site"
)

// operationSamples returns samples of an opération in each of its states, and of their list.
func operationSamples() []site.Sample {
	counts := effect.Counts{Families: 37, Children: 52, Cancelled: 112, Withdrawn: 3, Dropped: 8, Served: 1,
		Back:       43120,
		Difference: -1250, Mails: 36, ByPost: 1, Archived: 1, Picnics: 24, Along: 23}
	line := operation.Line{ID: 7, Kind: operation.Closing, Title: "Fermer Restauration scolaire, jeudi 12 mars",
		Reason: "grève nationale", State: operation.Prepared, Prepared: site.SampleNow, By: "direction"}
	rows := []operation.Row{
		{Family: "Martin Paul", Code: "F001", Child: "Léa Martin", Activity: "Restauration scolaire",
			Date: site.SampleDay,
			What: "réservation annulée", Back: 385, Reachable: true},
		{Family: "de La Rochefoucauld-Montbel Anne", Code: "F002",
			Child:    "Marie-Clémentine de La Rochefoucauld-Montbel",
			Activity: "Mercredi journée avec repas, 3-6 ans", Date: site.SampleDay + 1, What: "demande retirée"},
	}
	settings := []operation.Setting{{Subject: "Fermeture, jeudi 12 mars 2026", Became: "motif\u00a0: Grève"},
		{Subject: "Places de CANTINE, vendredi 13 mars 2026", Was: "places\u00a0: 40", Became: "places\u00a0: 24"}}
	prepared := operation.Page{Line: line, Words: "Un service d'accueil est ouvert à l'école.", Optional: 12,
		Tell:        true,
		Fingerprint: "0123456789abcdef", Counts: counts, MayApply: true, Rows: rows, All: 115, Settings: settings,
		Warnings: []string{"Une famille n'a pas d'adresse courriel\u00a0: sa lettre s'imprimera sur cette page."}}
	waiting := prepared
	waiting.MayApply = false
	refused := operation.Page{Line: line, Refused: "Restauration scolaire a déjà servi à des " +
		"réservations\u00a0: archivez " +
		"au lieu de supprimer.", MayApply: true}
	read := counts
	read.Cancelled, read.Families = 131, 40
	text, _ := json.Marshal(read)
	applying := prepared
	applying.State, applying.Applied, applying.AppliedBy = operation.Applying, site.SampleNow, "direction"
	applying.Done, applying.Left, applying.Warnings = 40, 75, nil
	stopped, handed := applying, applying
	stopped.Stopped, handed.Stopped, handed.MayApply = true, true, false
	atNight := applying
	atNight.Night = new(62)
	applied := applying
	applied.State, applied.UndoUntil, applied.Done, applied.Left = operation.Applied,
		site.SampleNow.Add(24*time.Hour), 115, 0
	applied.Rows = []operation.Row{rows[0], rows[1]}
	applied.Rows[0].State, applied.Letters = "annulé par la mairie", 1
	undoing := applied
	undoing.State, undoing.UndoUntil, undoing.Undone = operation.Undoing, time.Time{}, site.SampleNow.Add(time.Hour)
	undoing.Night = new(0)
	undoing.UndoneBy, undoing.UndoReason, undoing.Done, undoing.Left = "direction", "grève levée", 2, 113
	undone := undoing
	undone.Night, undone.State, undone.Done, undone.Left, undone.All, undone.Letters = nil, operation.Undone, 2, 0, 2, 3
	undone.Progress = map[string]int{"restored": 108, "queued": 4, "lost": 3}
	undone.Kept = []string{"Places de CANTINE, vendredi 13 mars 2026"}
	undone.Rows = []operation.Row{rows[0], rows[1]}
	undone.Rows[0].State, undone.Rows[0].Why = "en liste d'attente, en tête\u00a0: la place a été prise entre-temps",
		"activité complète"
	one := func(name, title string, v operationView) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, opération " + title, Template: "settings/operation",
			Layout: site.OfficeLayout(line.Title, "operations"), View: v}
	}
	martin := operation.Named{Code: "F-0001", Name: "MARTIN Claire"}
	list := func(name, title string, v operationsView) site.Sample {
		v.Kinds = operation.Kinds()
		return site.Sample{Name: name, Title: "Mairie, opérations" + title, Template: "settings/operations",
			Layout: site.OfficeLayout("Opérations", "operations"), View: v}
	}
	dearer := prepared
	dearer.Counts.Back, dearer.Year = -40595, &operation.Year{Was: 51230000, Is: 55860000,
		Compared: operation.Compared{More: 1214, Less: 388, Same: 12}}
	dearer.Counts.Papers, dearer.Papers = 21, []operation.Paper{{Named: martin, Year: 2025, Back: -1250},
		{Named: operation.Named{Code: "F-0002", Name: "ROUX Paul"}, Year: 2025, Back: 480}}
	few := dearer
	few.Counts.Papers, few.Year = 2, &operation.Year{Coming: site.SampleDay + 30, Was: 55860000, Is: 51230000,
		Compared: operation.Compared{More: 1, Less: 1214}}
	done := applied.Line
	done.Counts = counts
	return []site.Sample{
		list("operations", "", operationsView{List: operation.List{Rows: []operation.Line{line, done, undone.Line},
			Page: paging.At(1).Of(3)}, Kind: operation.Closing, State: operation.Applied}),
		list("operations-none", ", aucune", operationsView{List: operation.List{Page: paging.At(1).Of(0)}}),
		list("operations-family", " d'une famille", operationsView{List: operation.List{Rows: []operation.Line{done},
			Page: paging.At(1).Of(1), Family: &martin}, Whose: "F-0001"}),
		list("operations-family-none", " d'une famille, aucune", operationsView{List: operation.List{
			Page: paging.At(1).Of(0), Family: &martin}, Whose: "F-0001"}),
		list("operations-which", ", plusieurs familles", operationsView{List: operation.List{
			Which: []operation.Named{martin, {Code: "F-0002", Name: "MARTIN Paul"}}, More: true}, Whose: "martin"}),
		list("operations-unknown", ", famille inconnue", operationsView{Whose: "dupont"}),
		one("operation", "à relire", operationView{Page: prepared}),
		one("operation-moved", "à relire encore", operationView{Page: prepared, Moved: true, Read: string(text)}),
		one("operation-waiting", "à faire appliquer", operationView{Page: waiting}),
		one("operation-dearer", "qui coûte plus", operationView{Page: dearer}),
		one("operation-papers", "avec deux attestations", operationView{Page: few}),
		one("operation-refused", "impossible", operationView{Page: refused}),
		one("operation-applying", "en cours", operationView{Page: applying}),
		one("operation-night", "en cours, pendant la nuit", operationView{Page: atNight}),
		one("operation-stopped", "arrêtée", operationView{Page: stopped}),
		one("operation-handed", "arrêtée, à faire relancer", operationView{Page: handed}),
		one("operation-applied", "appliquée", operationView{Page: applied}),
		one("operation-undoing", "en cours d'annulation", operationView{Page: undoing}),
		one("operation-undone", "annulée", operationView{Page: undone}),
	}
}
