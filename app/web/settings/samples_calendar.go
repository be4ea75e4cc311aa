package settings

import (
	"cartable/app/domain/calendar"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// sampleYear returns a year of a canteen, with all that a day can be.
func sampleYear(change func(*town.Catalogue, *town.Activity)) calendarView {
	meal := &town.Activity{ID: 1, Code: "MIDI", Name: "Restauration scolaire", Term: town.TermSchool,
		Weekdays: [8]bool{1: true, 2: true, 4: true, 5: true}, From: civil.New(2026, 9, 1),
		To: civil.New(2027, 7, 2), Openings: map[civil.Date]bool{}, Why: map[civil.Date]string{}}
	c := &town.Catalogue{Structure: town.Structure{Zone: civil.ZoneA, Closures: map[civil.Date]string{}},
		Activities: []*town.Activity{meal}, Loc: site.SampleZone}
	if change != nil {
		change(c, meal)
	}
	read := settings.Calendar{Today: site.SampleDay, Year: 2026, Years: []calendar.Year{2026, 2027},
		Activities: []settings.Choice{{Code: "MIDI", Name: meal.Name}, {Code: "SOIR", Name: "Accueil du soir"}},
		Activity:   meal, Days: calendar.Days(c, meal, 2026, site.SampleDay), Known: true}
	read.Places = map[civil.Date]int{}
	for i, d := range read.Days {
		if d.Open && !d.Past {
			read.Places[d.Date] = 40 - i%44
		}
	}
	return calendarView{Calendar: read, Seen: calendar.See(read.Days), Turned: calendar.Turned{},
		Form: newCalendarForm(read)}
}

// fullYear has exceptions and closures.
func fullYear() calendarView {
	return sampleYear(func(c *town.Catalogue, a *town.Activity) {
		for d := civil.New(2027, 3, 10); d < civil.New(2027, 6, 30); d += 7 {
			a.Openings[d], a.Why[d] = true, "Mercredi travaillé"
		}
		for d := civil.New(2027, 3, 1); d < civil.New(2027, 3, 6); d++ {
			a.Openings[d] = false
		}
		for i := range 6 {
			d := civil.New(2027, 1, 4) + civil.Date(7*i)
			a.Openings[d], a.Why[d] = false, []string{"Fête des écoles de la commune et du quartier", "Travaux",
				"Neige",
				"Sortie", "Carnaval", "Réunion"}[i]
		}
		c.Structure.Closures[civil.New(2027, 5, 7)] = "Jour de pont"
		c.Structure.Closures[civil.New(2027, 3, 18)] = ""
	})
}

func calendarSamples() []site.Sample {
	layout := func(wrong map[string]string) site.Layout {
		l := site.OfficeLayout("Calendrier d'ouvertures", "calendar")
		l.FieldErrors = wrong
		return l
	}
	sample := func(name, title string, v calendarView, wrong map[string]string) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "settings/calendar", Layout: layout(wrong),
			View: v}
	}
	turned := fullYear()
	for i := range 9 {
		turned.Turned[civil.New(2026, 12, 7)+civil.Date(i)] = true
	}
	turned.Filled, turned.Reason, turned.Form.Part = "9\u00a0jours correspondent.", "Séminaire", "rythme"
	stale := fullYear()
	stale.Stale, stale.Moved = true, stale.Days[100:103]
	label := sampleYear(nil)
	label.Stale, label.Known = true, false
	wrong := fullYear()
	wrong.Form.Part, wrong.Form.Dates, wrong.Form.Parity, wrong.Form.Term = "coller", "31/02/2027", "paires", "holidays"
	wrong.Form.Open, wrong.Form.DatesOpen, wrong.Reopens = false, false, []civil.Date{civil.New(2027, 5, 7)}
	copied := sampleYear(nil)
	copied.Form.Part, copied.Form.Parity, copied.Form.Term = "copier", "impaires", "all"
	return []site.Sample{
		sample("calendar", "calendrier d'une activité", sampleYear(nil), nil),
		sample("calendar-turned", "calendrier, des jours à changer", turned, nil),
		sample("calendar-stale", "calendrier, changé entre-temps", stale, nil),
		sample("calendar-label", "calendrier, un motif changé entre-temps", label, nil),
		sample("calendar-copied", "calendrier, une semaine recopiée", copied, nil),
		sample("calendar-wrong", "calendrier, à corriger", wrong, map[string]string{
			"motif": "Dites-en un peu plus.", "sem": "Cochez au moins un jour de la semaine.",
			"dates":   "Ligne 1, «\u00a031/02/2027\u00a0» n'est pas une date.",
			"semaine": "Choisissez un jour de la semaine à recopier.", "du": "Choisissez le premier jour.",
			"rouvrir": "Cochez au moins un jour fermé par la commune.", "motif-rouvrir": "Dites-en un peu plus."}),
		sample("calendar-none", "calendrier, aucune activité", calendarView{}, nil),
	}
}

func closingSamples() []site.Sample {
	closing := settings.Closing{Today: site.SampleDay,
		Activities: []settings.Choice{{Code: "SOIR", Name: "Accueil du soir"}, {Code: "MIDI",
			Name: "Restauration scolaire"}},
		Pools: []settings.Choice{{Code: "SALLE", Name: "Salle à manger"}},
		Classes: []settings.Choice{{Code: "E1", Name: "École Jean-Moulin"},
			{Code: "E1 C1", Name: "École Jean-Moulin, CE1"}}}
	sample := func(name, title string, v closingView, wrong map[string]string) site.Sample {
		l := site.OfficeLayout("Fermer des jours", "closing")
		l.FieldErrors = wrong
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: "settings/closing", Layout: l, View: v}
	}
	return []site.Sample{
		sample("closing", "fermer des jours", closingView{closing, settings.ClosingForm{What: settings.WholeTown}},
			nil),
		sample("closing-strike", "fermer, grève et service d'accueil", closingView{closing, settings.ClosingForm{
			Motive: "greve", From: "2026-12-03", What: settings.WholeTown, Service: []string{"SOIR"}}}, nil),
		sample("closing-some", "fermer, à corriger", closingView{closing, settings.ClosingForm{Motive: "autre",
			From: "2026-12-03", To: "2026-12-02", What: settings.SomeActivities, Activities: []string{"MIDI"}}},
			map[string]string{"au": "Le dernier jour est avant le premier.",
				"motif":     "Dites pourquoi en quelques mots.",
				"activites": "Cochez au moins une activité à fermer."}),
		sample("closing-pool", "fermer un groupe de places", closingView{closing, settings.ClosingForm{Motive: "neige",
			What: settings.OnePool, Pool: "SALLE"}}, map[string]string{"du": "Choisissez le jour.",
			"pourquoi": "Choisissez pourquoi ces jours ferment.", "quoi": "Choisissez ce qui ferme.",
			"groupe": "Choisissez le groupe de places à fermer."}),
		sample("closing-class", "fermer pour une classe", closingView{closing, settings.ClosingForm{Motive: "sortie",
			From: "2026-12-03", What: settings.OneClass, Class: "E1 C1"}}, nil),
		sample("closing-class-wrong", "fermer pour une classe, à corriger", closingView{closing, settings.ClosingForm{
			Motive: "sortie", From: "2026-12-03", What: settings.OneClass}},
			map[string]string{"classe": "Choisissez l'école ou la classe concernée."}),
		sample("closing-choice", "laisser le choix aux familles d'une classe", closingView{closing,
			settings.ClosingForm{Motive: "absent", From: "2026-12-03", What: settings.OneClass, Class: "E1 C1",
				Choose: true, Until: "09:00"}}, nil),
		sample("closing-choice-wrong", "laisser le choix, à corriger", closingView{closing, settings.ClosingForm{
			Motive: "absent", From: "2026-12-03", What: settings.WholeTown, Choose: true, Picnic: true}},
			map[string]string{
				"pique-nique": "Le pique-nique est celui d'une école ou d'une classe qui sort.",
				"choix":       "Le choix se laisse aux familles d'une école ou d'une classe.",
				"jusqua":      "Indiquez jusqu'à quelle heure les familles choisissent, le jour même."}),
		sample("closing-nothing", "fermer, aucune activité", closingView{Form: settings.ClosingForm{
			What: settings.WholeTown}}, nil),
	}
}
