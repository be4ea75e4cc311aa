package settings

import (
	"cartable/app/settings"
	"cartable/app/web/site"
)

// departureSamples returns samples of the page of a family that moves out.
func departureSamples() []site.Sample {
	sample := func(name, title string, v departureView, wrong map[string]string) site.Sample {
		l := site.OfficeLayout("Famille Martin Claire", "families")
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, déménagement" + title, Template: "settings/departure", Layout: l,
			View: v}
	}
	page := settings.Departure{Code: "F001", Name: "Martin Claire", Today: site.SampleDay,
		Rows:    []settings.Departing{{Child: "Léa", Activity: "Restauration scolaire", To: site.SampleDay + 200}},
		Staying: []string{"Noé"}, Left: []settings.Choice{{Code: "Services scolaires", Name: "42,35\u00a0€"}}}
	return []site.Sample{
		sample("departure", "", departureView{page, "2026-12-18", ""}, nil),
		sample("departure-none", ", rien à terminer", departureView{settings.Departure{Code: "F002", Name: "Petit"},
			"", "x"}, map[string]string{"fin": "Indiquez le dernier jour.", "motif": "Dites pourquoi."}),
	}
}
