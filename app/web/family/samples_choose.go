package family

import (
	"strconv"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// chooseSamples returns samples of the booking pages other than the month of an activity: the overview, the day, the
// copy; and the offline page.
func chooseSamples() []site.Sample {
	return append(append(overviewSamples(), daySamples()...), append(copySamples(),
		site.Sample{Name: "offline", Title: "Hors connexion", Template: "site/offline",
			Layout: site.Layout{Title: "Hors connexion"}},
		site.Sample{Name: "gallery-fragment", Title: "Apparence, un fragment", Template: "gallery/fragment",
			Layout: site.Layout{Title: "Fragment"},
			View: site.SampleFragment{Title: "Réserver, réponse à une touche", Template: "month#saved",
				HTML: "<hx-partial>…</hx-partial>"}})...)
}

func overviewSamples() []site.Sample {
	december := civil.MonthOf(2026, time.December)
	looks := []portal.OverviewDay{
		{State: booking.Closed}, {State: booking.Available, Bookable: 3}, {State: booking.Booked, Booked: 1},
		{State: booking.Booked, Booked: 2, Requested: 1, Bookable: 1}, {State: booking.Requested, Requested: 1},
		{State: booking.Available, Bookable: 3, Adds: 2}, {State: booking.Booked, Booked: 2, Adds: 1, Bookable: 1},
		{State: booking.Booked, Booked: 2, Cancels: 1}, {State: booking.Booked, Booked: 1, Bookable: 2, Adds: 1,
			Cancels: 1},
	}
	overview := portal.Overview{Children: sampleChildren, Child: sampleChildren[0], Activities: sampleActivities,
		Month: december, Prev: december.Prev(), Next: december.Next(), Columns: []int{1, 2, 3, 4, 5},
		Draft: site.SampleDraft}
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
	stale := last
	stale.Lapsed = &portal.Lapsed{Since: site.SampleNow.Add(-30 * time.Hour), Days: 1}
	return []site.Sample{
		page("overview", "tous les aspects", overview),
		page("overview-lapsed", "saisie expirée", stale),
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
		return portal.DayRow{Day: d, Quote: site.SamplePrice.Total.String(), Why: site.SamplePrice.Why,
			Excludes: excludes}
	}
	held := func(state booking.State, r booking.Reservation, draft booking.Kind, why booking.Reason) booking.Day {
		return booking.Day{State: state, Draft: draft, Reason: why, Detail: sampleLimit, Reservation: &r}
	}
	rows := []portal.DayRow{
		row("Accueil du matin", 450, 510, held(booking.Booked, booking.Reservation{Status: booking.Accepted}, "", "")),
		row("Restauration scolaire", 720, 810, booking.Day{State: booking.Available, Free: 3}),
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
		row("Natation", 840, 900, booking.Day{State: booking.Closed, Reason: booking.TooLateToBook,
			Detail: sampleLimit}),
	}
	locked[3].Quote, locked[3].Why, locked[0].Why = "", "Aucun tarif en vigueur à cette date", "Tarif unique"
	shutRows := []portal.DayRow{
		row("Accueil de loisirs", 480, 1080, booking.Day{State: booking.Closed, Reason: booking.SchoolDay}),
		row("Sortie", 480, 1080, booking.Day{State: booking.Closed, Reason: booking.ClosedDay, Detail: "grève"}),
	}
	page := portal.DayPage{Children: sampleChildren, Child: sampleChildren[0], Date: date, Prev: date - 1, Next: date +
		1, Rows: append(rows, shutRows...), Draft: site.SampleDraft}
	stuck := page
	stuck.Rows, stuck.Prev, stuck.Next, stuck.Draft = locked, 0, 0, booking.Tally{}
	shutPage := page
	shutPage.Rows, shutPage.Draft = shutRows, booking.Tally{}
	none := page
	none.Rows, none.Draft = nil, booking.Tally{}
	sample := func(name, title string, p portal.DayPage) site.Sample {
		return site.Sample{Name: name, Title: "Un jour, " + title, Template: "family/day",
			Layout: site.FamilyLayout(site.Capital(p.Date.Long()), "reservations"), View: s.dayView(p)}
	}
	owing := s.dayRows(locked, "/paiement")
	stuckPage := sample("day-locked", "rien à faire ou presque", stuck)
	view := s.dayView(stuck)
	view.Open = owing
	stuckPage.View = view
	return []site.Sample{
		sample("day", "tous les aspects", page),
		stuckPage,
		sample("day-shut", "fermé", shutPage),
		sample("day-none", "enfant non inscrit", none),
		{Name: "day-saved", Title: "Un jour, réponse à une touche", Template: "day#saved", Fragment: true,
			View: daySaved{site.SampleDraft, "4 jours à réserver, 1 à annuler, total 12,66\u00a0€.",
				s.dayRows(rows[2:4], "")}},
	}
}

func copySamples() []site.Sample {
	sources := []portal.CopySource{{Child: sampleChildren[0], Activity: "CANTINE", Name: "Restauration scolaire",
		Days: 4},
		{Child: sampleChildren[0], Activity: "MATIN", Name: "Accueil du matin", Days: 1}}
	page := portal.CopyPage{Child: sampleChildren[1], Activity: "CANTINE", Name: "Restauration scolaire",
		Month:   civil.MonthOf(2026, time.December),
		Sources: sources, From: civil.New(2026, 12, 1), To: civil.New(2026, 12, 18), Draft: site.SampleDraft,
		Children: sampleChildren, Activities: sampleActivities}
	ask := copyView{CopyPage: page, Chosen: sourceKey(sources[0]), Du: page.From.String(), Au: page.To.String()}
	self := copyView{CopyPage: page}
	self.Child, self.Sources = sampleChildren[0], nil
	nothing := self
	nothing.Draft = booking.Tally{}
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
		"source": "Il n'y a pas de nouvelle réservation à recopier sur cette période.",
		"du":     "Cette date n'en est pas une.", "au": "La fin vient avant le début."}
	return []site.Sample{sample("copy", "la demande", ask), wrong, sample("copy-self", "rien d'ailleurs", self),
		sample("copy-nothing", "rien de choisi", nothing),
		sample("copy-done", "une partie", done), sample("copy-failed", "rien ne passe", failed),
		sample("copy-whole", "tout", whole)}
}
