package family

import (
	"cartable/app/domain/news"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// sampleNews are announcements of the town hall, the first of which must be read.
var sampleNews = []news.Shown{
	{Unread: true, Item: news.Item{ID: 3, Title: "Grève du jeudi 3 décembre", From: site.SampleDay,
		Body: "Pas de restauration ce jour-là.\nUn accueil est ouvert\u00a0:\n\n- à l'école Jules-Ferry\n- de 8 h à " +
			"17 h\n\nTout est sur https://saint-martin.example.org/greve."}},
	{Item: news.Item{ID: 2, Title: "Inscriptions de Noël", Body: "Elles ouvrent samedi 5 décembre à 8 h 30.",
		From: site.SampleDay - 2}},
	{Item: news.Item{ID: 1, Title: "Menus de novembre", Body: "https://saint-martin.example.org/menus",
		From: site.SampleDay - 9}},
}

// sampleHomeNews is what a home page shows of them.
var sampleHomeNews = portal.HomeNews{ToRead: sampleNews[:1], Shown: sampleNews[1:], More: true}

// newsSamples returns samples of the page of announcements.
func newsSamples() []site.Sample {
	sample := func(name, title string, v []news.Shown) site.Sample {
		return site.Sample{Name: name, Title: "Actualités" + title, Template: "family/news",
			Layout: site.FamilyLayout("Actualités", "home"), View: v}
	}
	return []site.Sample{sample("news", "", sampleNews), sample("news-none", ", aucune", nil)}
}
