package office

import (
	"cartable/app/office"
	"cartable/app/web/site"
)

// archiveSamples returns samples of the page on which a family is archived.
func archiveSamples() []site.Sample {
	sample := func(name, title string, v office.Archiving, wrong map[string]string) site.Sample {
		l := site.OfficeLayout("Famille Martin Claire", "families")
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "office/archive-family", Layout: l,
			View: archiveView{Archiving: v}}
	}
	page := office.Archiving{Code: "F001", Name: "Martin Claire"}
	adults, barred, put := page, page, page
	adults.Adults = []string{"Claire Martin (martin)", "martin-4821"}
	barred.Bars = []string{"Un porte-monnaie n'est pas à zéro\u00a0: remboursez ou encaissez d'abord ce qui reste."}
	barred.Balances = []office.WalletBalance{{Wallet: "Services scolaires", Amount: 4235}}
	put.Archived = site.SampleNow
	return []site.Sample{
		sample("archive-family", "archiver une famille", adults, map[string]string{"motif": "Dites pourquoi."}),
		sample("archive-family-alone", "archiver une famille sans accès", page, nil),
		sample("archive-family-barred", "une famille qui ne peut pas être archivée", barred, nil),
		sample("archive-family-reopen", "rouvrir une famille", put, nil),
	}
}
