package office

import (
	"time"

	"cartable/app/domain/tap"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/app/web/site"
)

// tabletSamples returns samples of what works without a network.
func tabletSamples() []site.Sample {
	at := site.SampleNow
	page := office.Tablet{Date: site.SampleDay, Schools: []string{"", "Jules-Ferry", "Les Tilleuls"},
		Prepared: []office.PreparedTablet{
			{ID: 2, Login: "animation", At: at, Taps: 12},
			{ID: 1, Login: "accueil", At: at.Add(-time.Hour), Schools: []string{"Jules-Ferry"}, Taps: 1,
				Withdrawn: true}},
		Conflicts: []office.TapConflict{
			{LastName: "Martin", FirstName: "Léa", Activity: "Accueil du soir", Date: site.SampleDay,
				Attendance: wallet.Present, Before: wallet.AbsentJustified, At: at.Add(-7 * time.Minute), BeforeAt: at,
				ReceivedAt: at.Add(time.Hour), Login: "animation", Sender: "animation", Other: "accueil",
				Result: tap.Older},
			{LastName: "Roux", FirstName: "Gabin", Activity: "Restauration scolaire", Date: site.SampleDay,
				Attendance: wallet.AbsentUnjustified, Before: wallet.Present, At: at, ReceivedAt: at.Add(time.Hour),
				Login: "animation", Sender: "accueil", Result: tap.Newer}}}
	sample := func(name, title string, view tabletView) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, tablette hors connexion" + title, Template: "office/tablet",
			Layout: site.OfficeLayout("Tablette hors connexion", "today"), View: view}
	}
	wrong := sample("tablet-wrong", ", à corriger", tabletView{page, []string{"Jules-Ferry"}})
	wrong.Layout.FieldErrors = map[string]string{"tablette": "Activez JavaScript dans ce navigateur\u00a0: c'est " +
		"lui qui garde les feuilles du jour."}
	return []site.Sample{
		sample("tablet", "", tabletView{Tablet: page}), wrong,
		sample("tablet-none", ", aucune", tabletView{Tablet: office.Tablet{Date: site.SampleDay}}),
		{Name: "offline-day", Title: "Mairie, feuilles sans réseau", Template: "office/offline-day",
			Layout: offlineDayLayout()},
	}
}
