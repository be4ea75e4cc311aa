package settings

import (
	"cartable/app/domain/paging"
	"cartable/app/domain/ratio"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// placesSamples returns samples of the places of a week.
func placesSamples() []site.Sample {
	day, n := site.SampleDay, func(n int) *int { return &n }
	care := func(team *ratio.Team, need, legal, lacks int, peak ratio.Children) settings.Staffing {
		return settings.Staffing{Team: team, Peak: peak, Law: &ratio.Table[1], Ratio: ratio.Table[1].Ratio, Need: need,
			Legal: legal, Lacks: lacks}
	}
	row := func(ahead int, name string, taken int, places *int, s settings.Staffing) settings.PlacesRow {
		d := day.AddDays(ahead)
		r := settings.PlacesRow{Key: "ALSH " + d.String(), Pool: "ALSH", Name: name, Date: d, Places: places,
			Usual: n(48), Taken: taken, Activities: "Mercredi journée avec repas, 3-6 ans", Staffing: s}
		if places != nil {
			r.Over = max(0, taken-*places)
		}
		return r
	}
	over := row(2, "Mercredis", 27, n(24), care(&ratio.Team{Animators: 2, Director: true, Under6: n(1)}, 4, 32, 1,
		ratio.Children{Under6: 20, Over6: 7}))
	over.Own, over.Waiting = n(24), 5
	page := settings.Places{PlacesQuery: settings.PlacesQuery{Day: day, Pool: "ALSH"}, From: day, To: day + 6,
		Prev: day - 1, Next: day + 7,
		Pools: []settings.Choice{{Code: "ALSH", Name: "Mercredis"}, {Code: "CANTINE", Name: "Restaurant"}},
		Rows: []settings.PlacesRow{
			row(-1, "Mercredis", 12, n(48), care(&ratio.Team{Animators: 2, Director: true}, 2, 36, 0,
				ratio.Children{Over6: 12})),
			row(-1, "Garderie", 3, nil, settings.Staffing{}), over, row(2, "Étude", 9, nil, settings.Staffing{}),
			row(3, "Mercredis", 20, n(48), care(&ratio.Team{Animators: 3}, 2, 36, 0, ratio.Children{Over6: 20})),
			row(4, "Mercredis", 0, n(48), care(nil, 0, 0, 0, ratio.Children{})),
		}, Cut: paging.Page{Number: 1, Size: 50, Count: 6}}
	month := page
	month.Month, month.PEDT, month.Rows = true, true, nil
	back := refused{PlacesForm: settings.PlacesForm{Reason: "Un animateur absent",
		Rows: []settings.PlacesTyped{{Key: over.Key, Shown: "20/", TeamShown: "3/", Places: "22", Animators: "2",
			ByTeam: true}, {Key: page.Rows[4].Key, Shown: "20/", TeamShown: page.Rows[4].TeamShown()},
			{Key: page.Rows[5].Key, Shown: "20/"}}}, moved: true}
	wrong := back
	wrong.moved = false
	sample := func(name, title string, v placesView, faults map[string]string) site.Sample {
		l := site.OfficeLayout("Places et encadrement", "places")
		l.FieldErrors = faults
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "settings/places", Layout: l, View: v}
	}
	return []site.Sample{
		sample("places", "places d'une semaine", newPlacesView(page, refused{}, day), nil),
		sample("places-none", "places d'un mois, rien d'ouvert", newPlacesView(month, refused{}, day), nil),
		sample("places-moved", "places changées par un autre", newPlacesView(page, back, day), nil),
		sample("places-wrong", "places à corriger", newPlacesView(page, wrong, day), map[string]string{
			"places-0": "Indiquez un nombre de places.", "animateurs-0": "Indiquez un nombre d'animateurs.",
			"motif": "Dites pourquoi."}),
	}
}
