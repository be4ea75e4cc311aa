package office

import (
	"cartable/app/desk"
	"cartable/app/domain/news"
	"cartable/app/domain/paging"
	"cartable/app/office"
	"cartable/app/web/site"
)

// newsSamples returns samples of the announcements.
func newsSamples() []site.Sample {
	day := site.SampleDay
	strike := news.Item{ID: 3, Title: "Grève du jeudi 3 décembre", Target: news.School, School: "Jules-Ferry",
		From: day, To: day + 10, Pinned: true, MustRead: true,
		Body: "Pas de restauration ce jour-là.\nUn accueil est ouvert\u00a0:\n\n- à l'école Jules-Ferry\n- de 8 h à " +
			"17 h\n\nTout est sur https://saint-martin.example.org/greve."}
	rows := []office.NewsRow{{Item: strike, State: news.Online, For: "École Jules-Ferry"},
		{Item: news.Item{ID: 4, Title: "Inscriptions de Noël", From: day + 9, To: day + 30}, State: news.Coming,
			For: "Toutes les familles"},
		{Item: news.Item{ID: 2, Title: "Menus de novembre", From: day - 20, To: day - 1}, State: news.Over,
			For: "Inscrits à Restauration scolaire"},
		{Item: news.Item{ID: 1, Title: "Sortie annulée", From: day - 5, To: day + 5}, State: news.Withdrawn,
			For: "École Jules-Ferry, classe CE1"}}
	stored := office.NewsItem{Item: strike, State: news.Online, For: "École Jules-Ferry", Edits: 2, Readers: 41,
		Schools:    []string{"Jules-Ferry", "Les Tilleuls"},
		Classes:    []office.SchoolClass{{School: "Jules-Ferry", Class: "CE1"}, {School: "Jules-Ferry", Class: "CE2"}},
		Activities: []desk.Choice{{Code: "CANTINE", Name: "Restauration scolaire"}}}
	fresh := office.NewsItem{Item: news.Item{Target: news.All, From: day, To: day + 30}, Schools: stored.Schools,
		Classes: stored.Classes, Activities: stored.Activities}
	gone := stored
	gone.State, gone.MustRead = news.Withdrawn, false
	typed := office.NewsForm{Target: news.Class, Class: stored.Classes[1], Activity: "CANTINE", From: "2026-11-23",
		To: "2026-11-22", Body: "Une ligne", MustRead: true}
	moved := newsView{NewsItem: stored, Form: formOf(stored), Moved: true}
	moved.Form.Title = "Grève de jeudi"
	lost := moved
	lost.NewsItem = gone
	seen := func(n int, item news.Item) newsView {
		return newsView{NewsItem: fresh, Form: formOf(stored),
			Preview: &newsPreview{NewsRow: office.NewsRow{Item: item, For: "École Jules-Ferry"}, Families: n}}
	}
	plainItem := strike
	plainItem.Pinned, plainItem.MustRead = false, false
	sample := func(name, title string, v newsView, wrong map[string]string) site.Sample {
		l := site.OfficeLayout("Actualité", "news")
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "office/news-item", Layout: l, View: v}
	}
	list := func(name, title string, v office.News) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "office/news",
			Layout: site.OfficeLayout("Actualités", "news"), View: v}
	}
	return []site.Sample{
		list("news-staff", "actualités", office.News{Rows: rows, Page: paging.Page{Number: 1, Size: 50, Count: 4}}),
		list("news-staff-none", "actualités, aucune", office.News{}),
		sample("news-item", "actualité", newsView{NewsItem: stored, Form: formOf(stored)}, nil),
		sample("news-item-new", "nouvelle actualité", newsView{NewsItem: fresh, Form: formOf(fresh)}, nil),
		sample("news-item-wrong", "nouvelle actualité, à corriger", newsView{NewsItem: fresh, Form: typed},
			map[string]string{"titre": "Donnez un titre à l'actualité.", "texte": "Écrivez le texte.",
				"cible": "Choisissez.", "ecole": "Choisissez l'école.", "classe": "Choisissez la classe.",
				"activite": "Choisissez l'activité.", "present-du": "Indiquez le jour.",
				"present-au": "Indiquez le jour.", "du": "Indiquez le jour.",
				"au": "Le dernier jour vient avant le premier\u00a0: vérifiez les dates."}),
		sample("news-item-seen", "actualité, aperçu", seen(1312, strike), nil),
		sample("news-item-nobody", "actualité, aperçu pour personne", seen(0, plainItem), nil),
		sample("news-item-moved", "actualité modifiée par un autre", moved, nil),
		sample("news-item-lost", "actualité retirée par un autre", lost, nil),
		sample("news-item-gone", "actualité retirée", newsView{NewsItem: gone, Form: formOf(gone)}, nil),
	}
}
