package settings

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// releaseSamples returns samples of the page of the openings of bookings.
func releaseSamples() []site.Sample {
	release := func(name string, from, to, on civil.Date, over bool) settings.Release {
		return settings.Release{ReleaseEntry: town.ReleaseEntry{Activity: "ALSH", From: from, To: to, On: on,
			At: 8*60 + 30}, Name: name, At: on.At(8*60+30, site.SampleZone), Over: over}
	}
	summer := release("Vacances 3-6 ans", civil.New(2027, 7, 5), civil.New(2027, 7, 30), civil.New(2027, 6, 5), false)
	winter := release("Vacances 3-6 ans", civil.New(2026, 12, 21), civil.New(2027, 1, 1), civil.New(2026, 11, 21),
		true)
	all := settings.Releases{Rows: []settings.Release{winter, summer},
		Activities: []settings.Releasable{{Code: "ALSH", Name: "Vacances 3-6 ans"},
			{Code: "MIDI", Name: "Restauration"}},
		Holidays: civil.SchoolHolidays(civil.ZoneB)[:2]}
	empty := releaseForm{Cells: map[string]string{"at": "08:30"}, Prefills: []prefill{
		{"Vacances de Noël", "19 décembre – 3 janvier", "activite=&au=2027-01-03&du=2026-12-19"},
		{"Vacances d'hiver", "20 février – 7 mars", "activite=&au=2027-03-07&du=2027-02-20"}}}
	typed := releaseForm{Cells: map[string]string{"activity": "ALSH", "from": "2027-07-05", "to": "2027-07-30",
		"on": "2027-06-05", "at": "08:30"}, Reason: "Délibération du 12 novembre",
		Shown: town.Shown(summer.ReleaseEntry)}
	seen, moved, wrong := typed, typed, empty
	seen.Effect, seen.Read = &settings.ReleaseEffect{Release: summer, Days: 20, Children: 84, Accepted: 12, Waiting: 1,
		Warnings: []string{"Le délai pour réserver sera déjà passé pour les jours jusqu'au " +
			"06/07/2027. Attendu\u00a0: une ouverture plus tôt."}}, typed.key()
	now := seen
	now.Effect = &settings.ReleaseEffect{Release: winter, Days: 8}
	moved.Moved = "Ouverture des réservations de ALSH, jours à partir du 05/07/2027\u00a0: heure de l'ouverture " +
		"08:30 → 09:00"
	wrong.Refused = "Rien n'a changé\u00a0: il n'y a rien à appliquer."
	page := func(name, title string, all settings.Releases, form releaseForm, errors map[string]string) site.Sample {
		l := site.OfficeLayout(releaseTitle, "releases")
		l.FieldErrors = errors
		return site.Sample{Name: name, Title: "Mairie, ouverture des réservations" + title,
			Template: "settings/releases", Layout: l, View: releasesView{all, form}}
	}
	return append(schoolSamples(), []site.Sample{
		page("releases", "", all, empty, nil),
		page("releases-none", ", aucune", settings.Releases{Activities: all.Activities}, releaseForm{}, nil),
		page("releases-effect", ", ce qui se passera", all, seen, nil),
		page("releases-now", ", tout de suite", all, now, nil),
		page("releases-moved", ", modifiée par quelqu'un d'autre", all, moved, nil),
		page("releases-wrong", ", à corriger", all, wrong, map[string]string{"activity": "La valeur manque.",
			"to": "La fin (2027-07-04) est avant le début (2027-07-05).", "motif": "Dites pourquoi."}),
		{Name: "release-removed", Title: "Mairie, retirer une ouverture", Template: "site/confirm",
			Layout: site.OfficeLayout("Retirer cette ouverture", "releases"), View: removal(summer)},
		{Name: "release-removed-over", Title: "Mairie, retirer une ouverture passée", Template: "site/confirm",
			Layout: site.OfficeLayout("Retirer cette ouverture", "releases"), View: removal(winter)},
	}...)
}
