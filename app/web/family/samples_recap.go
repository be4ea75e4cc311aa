package family

import (
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/wallet"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// samplePages are pages at the samples' hour.
var samplePages = &Pages{Server: &site.Server{Options: site.Options{Loc: site.SampleZone,
	Now: func() time.Time { return site.SampleNow }}}}

func galleryLine(day int, child, activity string, result booking.Result, why booking.Reason) portal.RecapLine {
	l := portal.RecapLine{
		Date: civil.New(2026, time.December, day), ChildID: 1, Child: child, Activity: activity,
		Start: 12 * 60, End: 13*60 + 30, Price: 422, PriceWhy: site.SamplePrice.Why(), Result: result,
		Observation: booking.Observation(result, why), Why: why.Sentence(""), NextStep: why.Next(),
	}
	if child == "Noé" {
		l.ChildID = 2
	}
	return l
}

func recapSamples() []site.Sample {
	const meal, morning, evening = "Restauration scolaire", "Accueil du matin", "Accueil du soir"
	bookings := []portal.RecapLine{
		galleryLine(1, "Léa", morning, booking.ResultAccepted, ""),
		galleryLine(1, "Léa", meal, booking.ResultAccepted, ""),
		galleryLine(1, "Noé", meal, booking.ResultAccepted, ""),
		galleryLine(2, "Léa", "Mercredi journée avec repas, 3-6 ans", booking.ResultWaitlisted, ""),
		galleryLine(3, "Noé", morning, booking.ResultPending, ""),
		galleryLine(3, "Noé", "Étude surveillée", booking.ResultPending, ""),
		galleryLine(4, "Noé", meal, booking.ResultUntreated, booking.NoPlace),
	}
	bookings[5].ByStaff = true
	cancels := []portal.RecapLine{galleryLine(8, "Léa", evening, booking.ResultCancelled, ""),
		galleryLine(9, "Léa", evening, booking.ResultCancelled, "")}
	cancels[0].GivenUp, cancels[0].OneWay = true, booking.WouldWait.Sentence("")
	cancels[1].GivenUp, cancels[1].Price = true, 0
	totals := portal.Totals{{Wallet: "Services scolaires", Accepted: 1266, Waiting: 422, Back: 422, Balance: 17180},
		{Wallet: "Mercredis et vacances", Waiting: 844, Balance: 1200}}
	recap := portal.Recap{RecapKey: portal.RecapKey{DraftID: 3, Revision: 17}, Bookings: bookings,
		Cancels: cancels, Totals: totals, NextNight: site.SampleNow.Add(11 * time.Hour),
		Remarks: []string{
			"Cette annulation ne pourra pas être reprise\u00a0: Accueil du soir, Léa, mar. 8 déc. 2026. " +
				"Une nouvelle demande irait en liste d'attente.",
			"1 demande ne pourra pas être traitée\u00a0: voyez pourquoi ci-dessous.",
		}}
	dearer := recap
	dearer.Bookings = slices.Clone(bookings)
	dearer.Bookings[0].Changed, dearer.Bookings[0].Was = true, new(money.Cents(410))
	dearer.Changed, dearer.LastMoment, dearer.Remarks = 1, true, []string{"1 jour a changé de prix pendant que vous " +
		"lisiez\u00a0: il est signalé ci-dessous. Vérifiez, puis validez."}
	simple := recap
	simple.Bookings, simple.Cancels, simple.Remarks = bookings[:3], nil, nil
	simple.Totals = portal.Totals{{Wallet: "Services scolaires", Accepted: 1266, Balance: 17180}}
	unpriced := simple
	unpriced.Bookings = slices.Clone(bookings[:2])
	unpriced.Bookings[1].Unpriced, unpriced.Bookings[1].PriceWhy = true, "Aucun tarif en vigueur à cette date"
	giving := recap
	giving.Bookings, giving.Totals, giving.Remarks = nil, portal.Totals{{Wallet: "Services scolaires", Back: 422,
		Balance: 17180}}, recap.Remarks[:1]
	free := giving
	free.Cancels, free.Totals, free.Remarks = cancels[1:], nil, nil

	done := portal.Confirmation{Number: "261123-K7QM-2XPD", At: site.SampleNow, Bookings: bookings, Cancels: cancels,
		Totals: totals, NextNight: recap.NextNight, HasMail: true}
	changed := galleryLine(7, "Léa", meal, booking.ResultUntreated, booking.WaitlistFull)
	changed.Changed = true
	worse := done
	worse.Bookings, worse.Changed, worse.HasMail, worse.Totals = append(bookings[:4:4], changed), 1, false, nil
	other := galleryLine(9, "Noé", meal, booking.ResultWaitlisted, "")
	other.Changed = true
	worst := worse
	worst.Bookings, worst.Changed = append(worse.Bookings[:5:5], other), 2

	recapPage := func(name, title string, r portal.Recap) site.Sample {
		return site.Sample{Name: name, Title: "Vérifier" + title, Template: "family/recap",
			Layout: site.FamilyLayout("Vérifier ma demande", "reservations"), View: samplePages.recapView(r)}
	}
	confirmation := func(name, title string, done portal.Confirmation, sent bool) site.Sample {
		return site.Sample{Name: name, Title: "Confirmation" + title, Template: "family/confirmation",
			Layout: site.FamilyLayout("Demande validée", "reservations"),
			View:   samplePages.confirmationView(done, sent)}
	}
	abandon := func(name, title string, draft booking.Tally) site.Sample {
		return site.Sample{Name: name, Title: "Abandonner la saisie" + title, Template: "family/abandon",
			Layout: site.FamilyLayout("Abandonner ma saisie", "reservations"), View: draft}
	}
	return []site.Sample{
		recapPage("recap", "", recap),
		recapPage("recap-simple", ", tout est accepté", simple),
		recapPage("recap-dearer", ", un prix a changé", dearer),
		recapPage("recap-unpriced", ", un prix n'est pas connu", unpriced),
		recapPage("recap-cancels", ", annulations seules", giving),
		recapPage("recap-cancel", ", une annulation sans prix", free),
		recapPage("recap-empty", ", rien", portal.Recap{}),
		recapPage("recap-lapsed", ", saisie expirée",
			portal.Recap{Lapsed: &portal.Lapsed{Since: site.SampleNow.Add(-30 * time.Hour), Days: 2}}),
		recapPage("recap-done", ", déjà validée",
			portal.Recap{Done: &portal.Done{Number: done.Number, At: site.SampleNow}}),
		confirmation("confirmation", "", done, false),
		confirmation("confirmation-changed", ", une ligne changée", worse, false),
		confirmation("confirmation-changes", ", deux lignes changées, transmise", worst, true),
		abandon("abandon", "", site.SampleDraft),
		abandon("abandon-days", ", plusieurs annulations", booking.Tally{Cancels: 3}),
	}
}

func followRows() []portal.FollowUpRow {
	rows := []portal.FollowUpRow{
		galleryRow(1, "Léa", "Accueil du matin", booking.Accepted, true),
		galleryRow(1, "Léa", "Restauration scolaire", booking.Accepted, true),
		galleryRow(1, "Noé", "Restauration scolaire", booking.Pending, false),
		galleryRow(3, "Léa", "Mercredi journée avec repas, 3-6 ans", booking.Waitlisted, false),
		galleryRow(4, "Léa", "Accueil du soir", booking.Refused, true),
		galleryRow(7, "Noé", "Accueil du soir", booking.Cancelled, false),
	}
	rows[3].Position = 3
	rows[4].Why = booking.NoPlaceInTime.Sentence("")
	rows[1].ByTown = "Réservé par la mairie, au téléphone, le lundi 23 novembre 2026\u00a0: Claire Martin."
	rows[0].Attendance, rows[0].Debited = wallet.AbsentUnjustified, new(money.Cents(450))
	return rows
}

func followSamples() []site.Sample {
	follow := portal.FollowUp{Children: sampleChildren, Activities: sampleActivities, Rows: followRows(),
		Page: paging.At(2).Of(124), Accepted: 31228, Waiting: 844, NextNight: site.SampleNow.Add(11 * time.Hour),
		Filter: portal.Filter{ChildID: 1, Activity: "MATIN", From: site.SampleDay, To: site.SampleDay + 60,
			Statuses: booking.Statuses(booking.Status.Live), Transmitted: true, NotTransmitted: true, Page: 2}}
	short := follow
	short.Page, short.Filter = paging.At(1).Of(6), portal.Filter{}
	pushing := site.FamilyLayout("Suivi", "follow-up")
	pushing.History = true
	wrong := site.FamilyLayout("Suivi", "follow-up")
	wrong.Draft = booking.Tally{Adds: 1}
	wrong.Alert = "Le service est momentanément surchargé."
	wrong.FieldErrors = map[string]string{"du": "Indiquez une date qui existe, par exemple 24/11/2026.",
		"": "Le portail n'a pas compris cette demande."}
	view := func(list portal.FollowUp) followUpView { return samplePages.followUpView(list, "1.1") }
	return []site.Sample{
		{Name: "follow-up", Title: "Suivi", Template: "family/follow-up",
			Layout: site.FamilyLayout("Suivi", "follow-up"), View: view(short)},
		{Name: "follow-up-filtered", Title: "Suivi filtré", Template: "family/follow-up", Layout: pushing,
			View: view(follow)},
		{Name: "follow-up-answer", Title: "Suivi, réponse à un filtre", Template: "follow-up#filtered", Fragment: true,
			View: view(follow)},
		{Name: "follow-up-empty", Title: "Suivi, rien, saisie fausse", Template: "family/follow-up", Layout: wrong,
			View: view(portal.FollowUp{})},
	}
}
