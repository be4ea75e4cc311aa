package treasury

import (
	"slices"
	"time"

	"cartable/app/treasury"
	"cartable/app/web/site"
)

// taxSamples returns samples of the tax statements of all families, and of the natures of activities.
func taxSamples() []site.Sample {
	years := []int{2026, 2025, 2024, 2023}
	year := func(run *treasury.TaxRun) taxDeskView {
		return newTaxDeskView(treasury.TaxDesk{Year: 2025, Years: years, Young: 2000,
			Care: []string{"Périscolaire", "Mercredis"}, Meals: []string{"Accueil du soir (goûter compris)"}, Run: run})
	}
	file := treasury.TaxFile{ID: 4, Position: 1, Of: 1, Year: 2025, Certified: 1712, Size: 3 << 20}
	making := treasury.TaxRun{State: "making", AskedAt: site.SampleNow, Families: 2000, Seen: 1240}
	done := treasury.TaxRun{State: "done", AskedAt: site.SampleNow, Until: site.SampleNow.Add(7 * 24 * time.Hour),
		Families: 2000, Seen: 2000, Certified: 1712, Total: 84_120_050, Files: []treasury.TaxFile{file}}
	parts, failed := done, treasury.TaxRun{State: "failed", AskedAt: site.SampleNow, Families: 2000, Seen: 300}
	parts.Files = []treasury.TaxFile{{ID: 4, Position: 1, Of: 2, Year: 2025, Certified: 1712},
		{ID: 5, Position: 2, Of: 2, Year: 2025, Certified: 1}}
	layout := site.OfficeLayout("Attestations fiscales", "desk")
	sample := func(name, title string, v taxDeskView) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, attestations, " + title, Template: "treasury/tax-statements",
			Layout: layout, View: v}
	}

	return []site.Sample{
		sample("taxes", "rien de demandé", year(nil)), sample("taxes-making", "en cours", year(&making)),
		sample("taxes-done", "prêtes", year(&done)),
		sample("taxes-parts", "prêtes, en deux parties", year(&parts)), sample("taxes-failed", "échec", year(&failed)),
		sample("taxes-now", "année en cours",
			newTaxDeskView(treasury.TaxDesk{Year: 2026, Years: years, Unfinished: true, Young: 1,
				Care: []string{"Périscolaire"}})),
		sample("taxes-none", "personne", newTaxDeskView(treasury.TaxDesk{Year: 2024, Years: years})),
		{Name: "taxes-job", Title: "Mairie, attestations, avancement", Template: "tax-statements#job", Fragment: true,
			View: site.PageData{Layout: layout, V: year(&making).Job}},
	}
}

func Samples() []site.Sample {
	return slices.Concat(treasurerSamples(), onlineSamples(), taxSamples())
}
