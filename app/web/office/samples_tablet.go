package office

import (
	"time"

	"cartable/app/domain/tap"
	"cartable/app/office"
	"cartable/app/web/site"
)

// tabletSamples returns samples of what works without a network.
func tabletSamples() []site.Sample {
	at := site.SampleNow
	page := office.Tablet{Date: site.SampleDay, Schools: []string{"", "Jules-Ferry", "Les Tilleuls"},
		Prepared: []office.PreparedTablet{
			{ID: 3, Login: "animation", Device: "Tablette bleue", Day: site.SampleDay, At: at, Taps: 12},
			{ID: 2, Login: "animation", Day: site.SampleDay, At: at.Add(-time.Minute), Replaced: true},
			{ID: 1, Login: "accueil", Day: site.SampleDay - 1, At: at.Add(-24 * time.Hour),
				Schools: []string{"Jules-Ferry"}, Taps: 1, Withdrawn: true}},
		Conflicts: []office.TapConflict{
			{LastName: "Martin", FirstName: "Léa", Activity: "Accueil du soir", Date: site.SampleDay,
				Tapped: "présent", Met: "absence justifiée", At: at.Add(-7 * time.Minute), BeforeAt: at,
				ReceivedAt: at.Add(time.Hour), Login: "animation", Sender: "animation", Other: "une famille",
				Result: tap.Older},
			{LastName: "Roux", FirstName: "Gabin", Activity: "Accueil du soir", Date: site.SampleDay,
				Tapped: "présent, 3 demi-heures", Met: "présent, 2 demi-heures", At: at, ReceivedAt: at.Add(time.Hour),
				Login: "animation", Sender: "accueil", Result: tap.Newer}},
		Refused: []office.TapConflict{
			{LastName: "Roux", FirstName: "Gabin", Activity: "Restauration scolaire", Date: site.SampleDay,
				Tapped: "présent", At: at, ReceivedAt: at.Add(time.Hour), Login: "animation", Sender: "accueil",
				Result: tap.Refused, Why: "Cet enfant n'est plus sur la feuille de ce jour\u00a0: rien n'est pointé."},
			{Tapped: "absence justifiée", At: at, ReceivedAt: at, Login: "animation", Sender: "animation",
				Result: tap.Refused, Why: "Ce pointage n'est pas du jour de cette tablette."}}}
	sample := func(name, title string, view tabletView) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, tablette hors connexion" + title, Template: "office/tablet",
			Layout: site.OfficeLayout("Tablette hors connexion", "today"), View: view}
	}
	wrong := sample("tablet-wrong", ", à corriger", tabletView{page, []string{"Jules-Ferry"}, "Tablette bleue"})
	wrong.Layout.FieldErrors = map[string]string{"tablette": "Activez JavaScript dans ce navigateur\u00a0: c'est " +
		"lui qui garde les feuilles du jour.", "appareil": "Donnez un nom plus court\u00a0: 40 caractères au plus."}
	return []site.Sample{
		sample("tablet", "", tabletView{Tablet: page}), wrong,
		sample("tablet-none", ", aucune", tabletView{Tablet: office.Tablet{Date: site.SampleDay}}),
		{Name: "offline-day", Title: "Mairie, feuilles sans réseau", Template: "office/offline-day",
			Layout: offlineDayLayout()},
	}
}
