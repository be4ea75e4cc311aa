package office

import (
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/organ"
	"cartable/app/domain/paging"
	"cartable/app/office"
	"cartable/app/queue"
	"cartable/app/web/site"
)

func officeSamples() []site.Sample {
	places := func(n int) *int { return &n }
	sheet := office.Expected{Code: "CANTINE", Name: "Restauration scolaire", Open: true, Start: 12 * 60, End: 13*60 +
		30, Expected: 3, Capacity: places(140), Free: 137, Waiting: 1, Pending: 1, Unmarked: 2,
		Schools: []office.SchoolCount{{School: "Jules-Ferry", Expected: 2}, {Expected: 1}}}
	shut := office.Expected{Code: "ALSH", Name: "Mercredi journée avec repas, 3-6 ans", ClosedWhy: "jour férié",
		Start: 8 * 60, End: 18 * 60}
	still := shut
	still.Expected = 3 // booked before the day was closed
	done := office.RunRow{ID: 41, Date: site.SampleDay, Pass: 1, Origin: "schedule", State: "done",
		StartedAt: site.SampleNow.Add(-13 * time.Hour), FinishedAt: site.SampleNow.Add(-13*time.Hour + time.Minute),
		Shards: 38, Done: 38, Accepted: 1204, Waitlisted: 37, Refused: 4, Cancelled: 112, Pending: 2, Reports: 318,
		Mails: 341, Debits: 1117}
	bad := done
	bad.ID, bad.Pass, bad.Origin, bad.Late, bad.Dead, bad.Date = 40, 2, "staff", true, 1, site.SampleDay-1
	bad.Unpriced = 12
	running := done
	running.ID, running.State, running.Done, running.Accepted, running.Origin, running.Dead, running.FinishedAt = 42,
		"settling", 17, 530, "command", 1, time.Time{}
	reporting := running
	reporting.State, reporting.Dead = "reporting", 0
	today := office.Today{Date: site.SampleDay, Prev: site.SampleDay - 1, Next: site.SampleDay + 1, Requests: 42,
		Unsettled: paging.Glance + 1, ToAnswer: 4, LastRun: &done, BadMails: 2, Blocked: 1,
		Erasures: 1, Online: &office.OnlineNumbers{Pending: 3, Anomalies: 2}, Week: []office.WeekDay{
			{Date: site.SampleDay, Open: true, Expected: 312, Most: 312},
			{Date: site.SampleDay + 1, Open: true, Expected: 298, Most: 312},
			{Date: site.SampleDay + 2, Why: "Fête de la commune", Most: 312},
			{Date: site.SampleDay + 3, Why: "Grève", Expected: 3, Most: 312},
			{Date: site.SampleDay + 4, Open: true, Why: "vacances de la Toussaint", Expected: 1, Most: 312}},
		Groups: []office.DayGroup{{Category: "Restauration", Activities: []office.Expected{sheet}},
			{
				Category: "Périscolaire",
				Activities: []office.Expected{
					{
						Code:     "MATIN",
						Name:     "Accueil du matin",
						Open:     true,
						Start:    7*60 + 30,
						End:      8*60 + 45,
						Expected: 40,
						Capacity: places(40),
						Waiting:  6,
					},
					{
						Code:     "SOIR",
						Name:     "Accueil du soir",
						Open:     true,
						Start:    16*60 + 30,
						End:      18*60 + 30,
						Expected: 63,
						Capacity: places(60),
						Pending:  3,
					},
					{
						Code:     "ETUDE",
						Name:     "Étude surveillée",
						Open:     true,
						Start:    16*60 + 30,
						End:      18 * 60,
						Expected: 12,
					},
					shut,
					still,
				},
			}}}
	all := func(t office.Today) todayView {
		return todayView{Today: t, SeeRequests: true, SeeRuns: true, SeeMails: true, SeeErasures: true, SeePlaces: true,
			SeeDiets: true,
			SeeDay:   true, SeeQuotients: true, Day: site.SampleDay}
	}
	today.ToDo = office.ToDo{Ages: office.Ages{ToAnswer: "la plus ancienne\u00a0: hier",
		BadMails: "la plus ancienne\u00a0: hier", Unmarked: "le plus ancien\u00a0: hier"},
		Unmarked: []office.UnmarkedDay{{Code: "CANTINE", Name: "Restauration scolaire", Date: site.SampleDay - 1,
			Children: 3}}, UnmarkedSum: 3, Queues: 2, QueueDay: site.SampleDay + 1, Quotients: 1,
		NightWrong: "nuit du 23 novembre\u00a0: travail abandonné", NightWrongID: 40}
	unwell := today
	unwell.Short = []office.Shortage{{Date: site.SampleDay + 1, Pool: "Mercredis", Code: "ALSH", Children: 27, Have: 2,
		Need: 3, Tomorrow: true},
		{Date: site.SampleDay + 5, Pool: "Soir", Code: "SOIR", Children: 15, Have: 1, Need: 2}}
	for i, one := range []organ.Organ{organ.Disk, organ.Worker, organ.Night, organ.Mail, organ.Payment, organ.Redis} {
		unwell.Ailing = append(unwell.Ailing,
			organ.Ailment{Organ: one, Since: site.SampleNow.Add(-time.Duration(i) * time.Hour)})
	}
	unwell.Ailing[1].Since = time.Time{}
	activities := []desk.Choice{{Code: "CANTINE", Name: "Restauration scolaire"}, {Code: "MERCREDI", Name: "Mercredi"}}
	requests := office.Requests{RequestQuery: office.RequestQuery{Date: site.SampleDay}, Activities: activities,
		Prev: site.SampleDay - 1, Page: paging.At(1).Of(72),
		Rows: []office.RequestRow{
			{Number: 1204, At: site.SampleNow, Family: "Martin", FamilyCode: "F001", Child: "Léa Martin",
				Activity: "Restauration scolaire", Date: site.SampleDay + 8, Status: booking.Accepted},
			{Number: 1203, At: site.SampleNow, Family: "Martin", Child: "Noé Martin", Activity: "Accueil du soir",
				Date: site.SampleDay + 9, Cancel: true, Status: booking.Cancelled, Transmitted: true},
			{Number: 1202, At: site.SampleNow, Family: "de La Rochefoucauld-Montbel", Child: "Marie-Clémentine",
				Activity: "Mercredi journée avec repas, 3-6 ans", Date: site.SampleDay + 9, Withdrawn: true},
			{Number: 1201, At: site.SampleNow, Family: "Martin", Child: "Léa Martin", Activity: "Étude surveillée",
				Date: site.SampleDay + 9, Status: booking.Waitlisted}}}
	sorted := requests
	sorted.RequestQuery = office.RequestQuery{Date: site.SampleDay - 7, Activity: "CANTINE", Kind: office.GivenUp,
		Notable: true, Order: paging.OrderOf("-famille")}
	sorted.Past = true
	none := sorted
	none.Rows, none.Order = nil, paging.OrderOf("jour")
	waiting := office.Waitlists{
		Activities: activities,
		WaitQuery:  office.WaitQuery{Activity: "MERCREDI"},
		Page:       paging.Page{Number: 2, Size: 2, Count: 3},
		Offers: []office.HeldPlace{{ID: 4, Date: site.SampleDay + 2, Activity: "Étude surveillée", Child: "Gabin Roux",
			Family: "Roux", FamilyCode: "F003", Until: site.SampleNow.Add(5 * time.Hour), By: "accueil"},
			{ID: 5, Date: site.SampleDay + 3, Activity: "Étude surveillée", Child: "Zoé Petit", Family: "Petit",
				Until: site.SampleNow, Over: true}},
		Groups: []office.WaitGroup{{Date: site.SampleDay + 2, Activity: "Mercredi journée avec repas, 3-6 ans",
			Accepted: 24, Taken: 24, Capacity: places(24), Offers: 6, Shared: true, Rows: []office.WaitRow{
				{ID: 1, Position: 1, Child: "Noé Martin", Family: "Martin", RequestedAt: site.SampleNow,
					Status: booking.Waitlisted, Served: true, Moved: "first", Words: "Situation d'urgence",
					Siblings: 1, Last: site.SampleNow.Add(40 * time.Hour)},
				{ID: 3, Position: 3, Child: "Jade Blanc", Family: "Blanc", RequestedAt: site.SampleNow, OtherDays: 4,
					Status: booking.Waitlisted, Moved: "passed", Words: "Famille injoignable", Unreachable: true,
					LastMoment: true, Last: site.SampleNow.Add(40 * time.Hour)},
				{ID: 2, Position: 2, Child: "Adèle Bernard", Family: "Bernard", FamilyCode: "F002", Priority: 1,
					RequestedAt: site.SampleNow, Status: booking.Waitlisted}}},
			{Date: site.SampleDay + 9, Activity: "Étude surveillée", Accepted: 1, Manual: true,
				Rows: []office.WaitRow{{Child: "Léa Martin", Family: "Martin", RequestedAt: site.SampleNow,
					Status: booking.Pending}}}},
	}
	imagined := waiting
	imagined.Extra = 3
	waitWrong := site.OfficeLayout("Listes d'attente", "waitlists")
	waitWrong.FieldErrors = map[string]string{"motif": "Dites pourquoi\u00a0: la famille lira ce motif.",
		"demandes": "Cochez les demandes.", "heures": "Donnez à la famille de 1 à 336 heures pour répondre.",
		"action": "Choisissez ce que vous faites des demandes cochées.", "retrait": "Dites pourquoi."}
	mails := office.Mails{Page: paging.At(1).Of(5), State: "refused", Rows: []office.MailRow{
		{ID: 5, At: site.SampleNow, Family: "Martin", FamilyCode: "F001", Address: "paul.martin@exemple.fr",
			Subject: "Compte rendu de vos réservations", State: "queued"},
		{ID: 4, At: site.SampleNow, Family: "Martin", Address: "anne.martin@exemple.fr",
			Subject: "Compte rendu de vos réservations", State: "sent", Attempts: 1, SentAt: site.SampleNow},
		{ID: 3, At: site.SampleNow, Family: "Bernard",
			Address: "une-adresse-vraiment-tres-longue.bernard@fournisseur-d-acces.exemple.fr",
			Subject: "Compte rendu de vos réservations", State: "delayed", Attempts: 3, Error: "450 boîte pleine"},
		{ID: 2, At: site.SampleNow, Family: "Durand", Address: "durand@exemple.fr",
			Subject: "Compte rendu de vos réservations", State: "unknown", Attempts: 1},
		{ID: 1, At: site.SampleNow, Family: "Petit", Address: "petit@exemple.invalid",
			Subject: "Compte rendu de vos réservations", State: "refused", Attempts: 1, Error: "550 adresse inconnue"}}}
	some := mails
	some.Number, some.Size, some.State = 2, 1, ""
	mail := office.Mail{MailRow: mails.Rows[1], Body: site.SampleReport}
	late := office.Mail{MailRow: mails.Rows[2], Body: site.SampleReport}
	runs := office.Runs{Rows: []office.RunRow{done, bad}, Open: 112, NextAt: site.SampleNow.Add(11 * time.Hour)}
	busy := office.Runs{Rows: []office.RunRow{running, reporting, done}, Running: &running}
	night := site.OfficeLayout("Nuits", "runs")
	night.Families = []site.Choice{{Value: "1", Label: "Famille Dubois", Selected: true}} // staff with a family
	plain := site.FamilyLayout("Courriels", "")

	return []site.Sample{
		{Name: "today", Title: "Mairie, aujourd'hui", Template: "office/today", Layout: site.OfficeLayout("Aujourd'hui",
			"today"), View: all(today)},
		{Name: "today-agent", Title: "Mairie, aujourd'hui, pour un agent", Template: "office/today",
			Layout: site.OfficeLayout("Aujourd'hui", "today"),
			View:   todayView{Today: office.Today{Date: site.SampleDay}}},
		{Name: "today-unwell", Title: "Mairie, aujourd'hui, ce qui va mal", Template: "office/today",
			Layout: site.OfficeLayout("Aujourd'hui", "today"), View: all(unwell)},
		{Name: "today-empty", Title: "Mairie, aujourd'hui, rien", Template: "office/today",
			Layout: site.OfficeLayout("Aujourd'hui", "today"), View: all(office.Today{Date: site.SampleDay,
				ClosedWhy: "week-end", NextOpen: site.SampleDay + 1, NoCalendar: true, Beginning: true,
				Online: &office.OnlineNumbers{Pending: 1}})},
		{Name: "requests", Title: "Mairie, demandes", Template: "office/requests",
			Layout: site.OfficeLayout("Demandes", "requests"), View: requestsView{requests}},
		{Name: "requests-sorted", Title: "Mairie, demandes filtrées et triées", Template: "office/requests",
			Layout: site.OfficeLayout("Demandes", "requests"), View: requestsView{sorted}},
		{Name: "requests-none", Title: "Mairie, demandes, aucune ne correspond", Template: "office/requests",
			Layout: site.OfficeLayout("Demandes", "requests"), View: requestsView{none}},
		{Name: "requests-empty", Title: "Mairie, demandes, rien", Template: "office/requests",
			Layout: site.OfficeLayout("Demandes", "requests"),
			View: requestsView{office.Requests{RequestQuery: office.RequestQuery{Date: site.SampleDay},
				Next: site.SampleDay + 1}}},
		{Name: "waitlists", Title: "Mairie, listes d'attente", Template: "office/waitlists",
			Layout: site.OfficeLayout("Listes d'attente", "waitlists"), View: waitlistsView{Waitlists: waiting,
				May: true, Hours: "24"}},
		{Name: "waitlists-read", Title: "Mairie, listes d'attente, lecture, simulation", Template: "office/waitlists",
			Layout: site.OfficeLayout("Listes d'attente", "waitlists"), View: waitlistsView{Waitlists: imagined}},
		{Name: "waitlists-wrong", Title: "Mairie, listes d'attente, erreurs", Template: "office/waitlists",
			Layout: waitWrong, View: waitlistsView{Waitlists: waiting, May: true, Serving: true, Hours: "0", Back: 4,
				Words: "x", Done: 2, Left: []queue.Left{{Date: site.SampleDay + 2, Child: "Adèle Bernard",
					Activity: "Étude surveillée", Why: "Il n'y a pas de place libre ce jour-là."}}}},
		{Name: "waitlists-empty", Title: "Mairie, listes d'attente, personne", Template: "office/waitlists",
			Layout: site.OfficeLayout("Listes d'attente", "waitlists"), View: waitlistsView{}},
		{Name: "runs", Title: "Mairie, nuits", Template: "office/runs", Layout: night, View: runsView{Runs: runs}},
		{Name: "runs-busy", Title: "Mairie, nuit en cours", Template: "office/runs", Layout: night,
			View: runsView{Runs: busy}},
		{Name: "runs-empty", Title: "Mairie, aucune nuit", Template: "office/runs", Layout: night, View: runsView{}},
		{Name: "runs-progress", Title: "Mairie, avancement", Template: "runs#progress", Fragment: true,
			View: site.PageData{Layout: night, V: busy}},
		{Name: "run", Title: "Mairie, une nuit", Template: "office/run", Layout: night,
			View: runView{Run: office.Run{RunRow: done, Cutoff: site.SampleNow.Add(-13 * time.Hour)}}},
		{Name: "run-errors", Title: "Mairie, une nuit avec des erreurs", Template: "office/run", Layout: night,
			View: runView{Waiting: galleryUnpriced(false),
				Run: office.Run{RunRow: bad, Cutoff: site.SampleNow.Add(-13 * time.Hour),
					Errors: []string{"Restauration scolaire, 1er décembre\u00a0: le groupe de places n'existe plus."},
					NoMail: []office.FamilyName{{Name: "Petit", Code: "F002"}, {Name: "Durand", Code: "F003"},
						{Name: "de La Rochefoucauld-Montbel", Code: "F004"}},
					Declined: []office.FamilyName{{Name: "Nguyen", Code: "F005"}, {Name: "Traoré", Code: "F006"}}}}},
		{Name: "runs-unpriced", Title: "Mairie, nuits, tarifs manquants", Template: "office/runs", Layout: night,
			View: runsView{Runs: runs, Waiting: galleryUnpriced(true)}},
		{Name: "mails", Title: "Mairie, courriels", Template: "office/mails",
			Layout: site.OfficeLayout("Courriels", "mails"), View: mails},
		{Name: "mails-more", Title: "Mairie, courriels, page 2", Template: "office/mails",
			Layout: site.OfficeLayout("Courriels", "mails"), View: some},
		{Name: "mails-empty", Title: "Mairie, aucun courriel", Template: "office/mails",
			Layout: site.OfficeLayout("Courriels", "mails"), View: office.Mails{}},
		{Name: "mail", Title: "Mairie, un courriel", Template: "office/mail",
			Layout: site.OfficeLayout("Courriel", "mails"), View: mail},
		{Name: "mail-late", Title: "Mairie, un courriel retardé", Template: "office/mail",
			Layout: site.OfficeLayout("Courriel", "mails"), View: late},
		{Name: "demo-mails", Title: "Démonstration, courriels", Template: "office/demo-mails", Layout: plain,
			View: some},
		{Name: "demo-mail", Title: "Démonstration, un courriel", Template: "office/demo-mail", Layout: plain,
			View: mail},
	}
}

// galleryUnpriced returns past days for which no tariff gives a price.
func galleryUnpriced(may bool) *unpricedView {
	return &unpricedView{N: 12, On: site.SampleDay - 1, MaySet: may,
		By: []office.UnpricedDays{{Activity: "Restauration scolaire", Days: 11},
			{Activity: "Mercredi journée avec repas, 3-6 ans", Days: 1}}}
}
