package family

import (
	"strconv"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// chooseSamples returns samples of the booking pages other than the month of an activity: the overview, the day, the
// copy; and the offline page.
func chooseSamples() []site.Sample {
	return append(append(overviewSamples(), daySamples()...), append(append(copySamples(), patternSamples()...),
		site.Sample{Name: "offline", Title: "Hors connexion", Template: "site/offline",
			Layout: site.Layout{Title: "Hors connexion"}},
		site.Sample{Name: "gallery-fragment", Title: "Apparence, un fragment", Template: "gallery/fragment",
			Layout: site.Layout{Title: "Fragment"},
			View: site.SampleFragment{Title: "Réserver, réponse à une touche", Template: "month#saved",
				HTML: "<hx-partial>…</hx-partial>"}})...)
}

func overviewSamples() []site.Sample {
	december := civil.MonthOf(2026, time.December)
	marks := func(all ...portal.OverviewMark) (day portal.OverviewDay) {
		for i := range all {
			all[i].ActivityID = int64(i + 1)
			switch all[i].Draft {
			case booking.Add:
				day.Adds++
			case booking.Cancel:
				day.Cancels++
			}
		}
		day.State, day.Marks = booking.Available, all
		return day
	}
	const add, cancel = booking.Add, booking.Cancel
	shut, free := portal.OverviewMark{State: booking.Closed}, portal.OverviewMark{State: booking.Available}
	held, asked := portal.OverviewMark{State: booking.Booked}, portal.OverviewMark{State: booking.Requested}
	looks := []portal.OverviewDay{
		{State: booking.Closed}, {State: booking.Closed, OtherHome: true},
		marks(free, free, free, shut), marks(free, held, free, shut),
		marks(held, portal.OverviewMark{State: booking.Booked, Along: true}, asked, free), marks(shut, asked, shut),
		marks(free, portal.OverviewMark{State: booking.Waitlist, Draft: add},
			portal.OverviewMark{State: booking.Available, Draft: add}),
		marks(held, held, portal.OverviewMark{State: booking.Available, Draft: add}),
		marks(held, portal.OverviewMark{State: booking.Booked, Draft: cancel}),
		marks(portal.OverviewMark{State: booking.BookedLocked}, portal.OverviewMark{State: booking.RequestedLocked}),
	}
	var shown []*town.Activity
	for i, a := range sampleActivities {
		shown = append(shown, &town.Activity{ID: int64(i + 1), Code: a.Code, Name: a.Name})
	}
	overview := portal.Overview{
		Children:   sampleChildren,
		Child:      sampleChildren[0],
		Activities: sampleActivities,
		Shown:      shown,
		Today:      civil.New(2026, 12, 3),
		Month:      december,
		Prev:       december.Prev(),
		Next:       december.Next(),
		Columns:    []int{1, 2, 3, 4, 5},
		Draft:      site.SampleDraft,
		Along: []booking.Day{{Key: booking.Key{Date: december.First() + 6}, State: booking.BookedLocked, Along: true,
			Outing: "Sortie scolaire", Reservation: &booking.Reservation{Status: booking.Accepted}}},
	}
	at := 0
	for monday := december.First().Week().Monday(); monday <= december.Last(); monday += 7 {
		week := portal.OverviewWeek{Week: monday.Week()}
		for i := range 5 {
			var day *portal.OverviewDay
			if d := monday.AddDays(i); d.Month() == december {
				one := looks[at%len(looks)]
				one.Date, day, at = d, &one, at+1
			}
			week.Days = append(week.Days, day)
		}
		overview.Weeks = append(overview.Weeks, week)
	}
	empty := overview
	empty.Weeks, empty.Columns, empty.Prev, empty.Draft = nil, nil, 0, booking.Tally{}
	last := empty
	last.Next, last.Prev = 0, december
	nothing := portal.Overview{Children: sampleChildren, Child: sampleChildren[1], Month: december}
	page := func(name, title string, o portal.Overview) site.Sample {
		l := site.FamilyLayout(site.Capital(o.Month.French()), "reservations")
		l.Draft = o.Draft
		return site.Sample{Name: name, Title: "Toutes les activités, " + title, Template: "family/overview", Layout: l,
			View: o}
	}
	dropped := overview
	dropped.Draft, dropped.Lapsed = booking.Tally{}, &portal.Lapsed{Days: 3, Dropped: true}
	stale := last
	stale.Lapsed = &portal.Lapsed{Since: site.SampleNow.Add(-30 * time.Hour), Days: 1}
	return []site.Sample{
		page("overview", "tous les aspects", overview),
		page("overview-lapsed", "saisie expirée", stale),
		page("overview-dropped", "changements retirés", dropped),
		{Name: "recap-dropped", Title: "Vérifier, changements retirés", Template: "family/recap",
			Layout: site.FamilyLayout("Vérifier ma demande", "reservations"),
			View:   portal.Recap{Lapsed: dropped.Lapsed}},
		page("overview-empty", "mois vide", empty),
		page("overview-last", "mois vide, rien après", last),
		page("overview-no-enrolment", "enfant non inscrit", nothing),
		page("overview-no-child", "aucun enfant", portal.Overview{Month: december}),
	}
}

func daySamples() []site.Sample {
	s := &Pages{Server: &site.Server{Options: site.Options{Loc: site.SampleZone}}}
	date, n := civil.New(2026, time.December, 16), int64(0)
	row := func(name string, start, end civil.TimeOfDay, d booking.Day, excludes ...string) portal.DayRow {
		n++
		d.Key = booking.Key{ChildID: 1, ActivityID: n, Date: date}
		d.Activity = &town.Activity{ID: n, Code: "A" + strconv.FormatInt(n, 10), Name: name, Start: start, End: end,
			Category: sampleActivity.Category}
		if d.Reason == "" {
			d.Until = site.SampleNow.Add(72 * time.Hour)
		}
		return portal.DayRow{Day: d, Quote: site.SamplePrice.Total.String(), Why: site.SamplePrice.Why(),
			Excludes: excludes}
	}
	held := func(state booking.State, r booking.Reservation, draft booking.Kind, why booking.Reason) booking.Day {
		return booking.Day{State: state, Draft: draft, Reason: why, Detail: sampleLimit, Reservation: &r}
	}
	rows := []portal.DayRow{
		row("Accueil du matin", 450, 510, held(booking.Booked, booking.Reservation{Status: booking.Accepted}, "", "")),
		row("Restauration scolaire", 720, 810, booking.Day{State: booking.Available, Free: 3, Along: true}),
		row("Accueil du soir", 990, 1110, booking.Day{State: booking.Available, Free: booking.NoLimit,
			Draft: booking.Add}, "Étude surveillée", "Jamais ouverte"),
		row("Étude surveillée", 990, 1050, booking.Day{State: booking.Closed, Reason: booking.Overlap,
			Detail: "Accueil du soir"}, "Accueil du soir"),
		row("Mercredi journée avec repas, 3-6 ans", 480, 1080, booking.Day{State: booking.Waitlist, Waiting: 3}),
		row("Mercredi matin", 480, 720,
			held(booking.Requested, booking.Reservation{Status: booking.Waitlisted, Position: 3}, "", "")),
		row("Éveil musical", 600, 660, held(booking.Requested, booking.Reservation{Status: booking.Refused}, "", "")),
		row("Chorale", 660, 720, held(booking.Requested, booking.Reservation{Status: booking.Pending}, booking.Cancel,
			"")),
	}
	n = 10
	locked := []portal.DayRow{
		row("Restauration scolaire", 720, 810, held(booking.BookedLocked, booking.Reservation{Status: booking.Accepted},
			"", booking.TooLateToCancel)),
		row("Accueil du matin", 450, 510, booking.Day{State: booking.Closed, Reason: booking.DebtBlocks,
			Detail: money.Cents(421).String(), Amount: 421}),
		row("Accueil du soir", 990, 1110, booking.Day{State: booking.Full, Reason: booking.NoPlace,
			Draft: booking.Add}),
		row("Mercredi matin", 480, 720,
			held(booking.RequestedLocked, booking.Reservation{Status: booking.Waitlisted, Position: 1}, "",
				booking.TooLateToCancel)),
		row("Arts plastiques", 900, 960,
			held(booking.BookedLocked, booking.Reservation{Status: booking.Accepted, Foreign: true}, "",
				booking.OtherFamily)),
		row("Théâtre", 960, 1020,
			held(booking.RequestedLocked, booking.Reservation{Status: booking.Waitlisted, Foreign: true}, "",
				booking.OtherFamily)),
		row("Échecs", 1020, 1080, booking.Day{State: booking.Closed, Reason: booking.Unavailable, Draft: booking.Add}),
		row("Danse", 820, 830, held(booking.BookedLocked, booking.Reservation{Status: booking.Accepted}, "",
			booking.Sick)),
		row("Natation", 840, 900, booking.Day{State: booking.Closed, Reason: booking.TooLateToBook,
			Detail: sampleLimit}),
	}
	locked[0].Along, locked[0].Outing = true, "Sortie scolaire"
	locked[7].Detail = sickness.Words(sickness.ByPhone, site.SampleNow, site.SampleZone)
	locked[6].Sick = sickness.Told(sickness.OnPortal, site.SampleNow, site.SampleZone)
	locked[3].Quote, locked[3].Why, locked[0].Why = "", "Aucun tarif en vigueur à cette date", "Tarif unique"
	shutRows := []portal.DayRow{
		row("Accueil de loisirs", 480, 1080, booking.Day{State: booking.Closed, Reason: booking.SchoolDay}),
		row("Sortie", 480, 1080, booking.Day{State: booking.Closed, Reason: booking.ClosedDay, Detail: "grève"}),
	}
	page := portal.DayPage{Children: sampleChildren, Child: sampleChildren[0], Date: date, Prev: date - 1, Next: date +
		1, Rows: append(rows, shutRows...), Draft: site.SampleDraft}
	stuck := page
	stuck.MaySick = true
	stuck.Rows, stuck.Prev, stuck.Next, stuck.Draft = locked, 0, 0, booking.Tally{}
	shutPage := page
	shutPage.Rows, shutPage.Draft = shutRows, booking.Tally{}
	none := page
	none.Rows, none.Draft = nil, booking.Tally{}
	sample := func(name, title string, p portal.DayPage) site.Sample {
		return site.Sample{Name: name, Title: "Un jour, " + title, Template: "family/day",
			Layout: site.FamilyLayout(site.Capital(p.Date.Long()), "reservations"),
			View:   s.dayView(p, site.BookingPath, s.PayURL())}
	}
	owing := s.dayRows(locked, "/paiement")
	stuckPage := sample("day-locked", "rien à faire ou presque", stuck)
	view := s.dayView(stuck, site.BookingPath, s.PayURL())
	view.Open = owing
	stuckPage.View = view
	return []site.Sample{
		sample("day", "tous les aspects", page),
		stuckPage,
		sample("day-shut", "fermé", shutPage),
		sample("day-none", "enfant non inscrit", none),
		{Name: "day-saved", Title: "Un jour, réponse à une touche", Template: "day#saved", Fragment: true,
			View: daySaved{
				recapBar{Draft: site.SampleDraft, Save: true, At: site.BookingPath},
				"4 jours à réserver, 1 à annuler, total 12,66\u00a0€.",
				s.dayRows(rows[2:4], ""),
			}},
	}
}

func copySamples() []site.Sample {
	sources := []portal.CopySource{{Child: sampleChildren[0], Activity: "CANTINE", Name: "Restauration scolaire",
		Days: 4},
		{Child: sampleChildren[0], Activity: "MATIN", Name: "Accueil du matin", Days: 1}}
	targets := []portal.CopyTarget{{Child: sampleChildren[0], Activity: "CANTINE", Name: "Restauration scolaire"},
		{Child: sampleChildren[1], Activity: "CANTINE", Name: "Restauration scolaire"},
		{Child: sampleChildren[1], Activity: "SOIR", Name: "Accueil du soir"}}
	page := portal.CopyPage{Child: sampleChildren[0], Activity: "CANTINE", Name: "Restauration scolaire",
		Month: civil.MonthOf(2026, time.December), Sources: sources, Targets: targets, To: targets[1],
		From: civil.New(2026, 12, 1), Until: civil.New(2026, 12, 18), Draft: site.SampleDraft}
	ask := copyView{CopyPage: page, Chosen: choiceKey(sources[0].Child, sources[0].Activity),
		Toward: choiceKey(targets[1].Child, targets[1].Activity), Du: page.From.String(), Au: page.Until.String()}
	nothing := copyView{CopyPage: page}
	nothing.Sources, nothing.Draft = nil, booking.Tally{}
	refused := func(day int, why booking.Reason, detail string) booking.Day {
		return booking.Day{Key: booking.Key{Date: civil.New(2026, 12, day)}, Reason: why, Detail: detail}
	}
	done, failed, whole := ask, ask, ask
	done.Done = &portal.CopyDone{Copied: 6, Refused: []booking.Day{refused(7, booking.NoPlace, ""),
		refused(11, booking.Overlap, "Accueil du soir")}}
	failed.Done = &portal.CopyDone{Refused: done.Done.Refused[:1]}
	whole.Done = &portal.CopyDone{Copied: 1}
	sample := func(name, title string, v copyView) site.Sample {
		return site.Sample{Name: name, Title: "Recopier, " + title, Template: "family/copy",
			Layout: site.FamilyLayout("Recopier des jours", "reservations"), View: v}
	}
	wrong := sample("copy-wrong", "à corriger", ask)
	wrong.Layout.FieldErrors = map[string]string{
		"source": "Il n'y a pas de réservation à recopier sur cette période.",
		"vers":   "Choisissez l'enfant et l'activité.",
		"du":     "Cette date n'en est pas une. Écrivez par exemple 01/12/2026.",
		"au":     "La fin vient avant le début. Choisissez une date plus tardive."}
	return []site.Sample{sample("copy", "la demande", ask), wrong,
		sample("copy-nothing", "rien de choisi", nothing),
		sample("copy-done", "une partie", done), sample("copy-failed", "rien ne passe", failed),
		sample("copy-whole", "tout", whole)}
}
