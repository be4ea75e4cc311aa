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

func galleryLine(day int, child, activity string, result booking.Result, why booking.Reason) portal.RecapLine {
	return portal.RecapLine{
		Date: civil.New(2026, time.December, day), Child: child, Activity: activity, Start: 12 * 60, End: 13*60 + 30,
		Price:    422,
		PriceWhy: site.SamplePrice.Why, Result: result, Observation: booking.Observation(result, why),
		Why: why.Sentence(""), NextStep: why.Next(),
	}
}

func galleryRow(day int, child, activity string, s booking.Status, transmitted bool) portal.FollowUpRow {
	return portal.FollowUpRow{Date: civil.New(2026, time.December, day), Child: child, Activity: activity,
		Start: 7*60 + 30, End: 8*60 + 45, Cost: 422, Status: s, Transmitted: transmitted}
}

func familySamples() []site.Sample {
	bookings := []portal.RecapLine{
		galleryLine(1, "Léa", "Restauration scolaire", booking.ResultAccepted, ""),
		galleryLine(2, "Léa", "Mercredi journée avec repas, 3-6 ans", booking.ResultWaitlisted, ""),
		galleryLine(3, "Noé", "Accueil du matin", booking.ResultPending, ""),
		galleryLine(4, "Noé", "Restauration scolaire", booking.ResultUntreated, booking.NoPlace),
	}
	changed := galleryLine(7, "Léa", "Restauration scolaire", booking.ResultUntreated, booking.WaitlistFull)
	changed.Changed = true
	cancels := []portal.RecapLine{galleryLine(8, "Léa", "Accueil du soir", booking.ResultCancelled, ""),
		galleryLine(9, "Léa", "Accueil du soir", booking.ResultCancelled, "")}
	cancels[0].GivenUp, cancels[0].OneWay = true, booking.WouldWait.Sentence("")
	cancels[1].GivenUp, cancels[1].Price = true, 0
	totals := portal.Totals{{Wallet: "Services scolaires et ALSH", Accepted: 422, Waiting: 844, Back: 422,
		Balance: 17180}}
	recap := portal.Recap{RecapKey: portal.RecapKey{DraftID: 3, Revision: 17}, Bookings: bookings,
		Cancels: cancels, Totals: totals,
		Remarks: []string{
			"Cette annulation ne pourra pas être reprise\u00a0: Accueil du soir, Léa, mar. 8 déc. 2026. " +
				"Une nouvelle demande irait en liste d'attente.", "Le 4 décembre est complet\u00a0: cette " +
				"ligne ne sera " +
				"pas traitée.", "Votre solde ne couvre pas ces réservations\u00a0: il manquera 4,22\u00a0€."}}
	dearer := recap
	dearer.Bookings = slices.Clone(bookings)
	dearer.Bookings[0].Changed, dearer.Bookings[0].Was = true, new(money.Cents(410))
	dearer.Changed, dearer.LastMoment, dearer.Remarks = 1, true,
		[]string{"1 jour a changé de prix pendant que vous lisiez\u00a0: il est " +
			"signalé ci-dessous. Vérifiez, puis validez."}
	done := portal.Confirmation{Number: "2026-1123-0042", At: site.SampleNow, Bookings: bookings, Cancels: cancels,
		Totals:    portal.Totals{{Wallet: totals[0].Wallet, Accepted: 1266, Back: 422, Balance: 17180}},
		NextNight: site.SampleNow.Add(11 * time.Hour), HasMail: true}
	worse := done
	worse.Bookings, worse.Changed, worse.HasMail, worse.NextNight, worse.Totals = append(bookings[:2:2], changed), 1,
		false, time.Time{}, nil
	other := galleryLine(9, "Noé", "Restauration scolaire", booking.ResultWaitlisted, "")
	other.Changed = true
	worst := worse
	worst.Bookings, worst.Changed = append(worse.Bookings[:3:3], other), 2

	rows := []portal.FollowUpRow{
		galleryRow(1, "Léa", "Accueil du matin", booking.Accepted, true), galleryRow(2, "Noé", "Restauration scolaire",
			booking.Pending, false),
		galleryRow(3, "Léa", "Mercredi journée avec repas, 3-6 ans", booking.Waitlisted, false),
		galleryRow(4, "Léa", "Accueil du soir", booking.Refused, true),
		galleryRow(7, "Noé", "Accueil du soir", booking.Cancelled, false),
	}
	rows[2].Position = 3
	rows[0].Attendance, rows[0].Debited = wallet.AbsentUnjustified, new(money.Cents(450))
	follow := portal.FollowUp{Children: sampleChildren, Activities: sampleActivities, Rows: rows,
		Page: paging.At(2).Of(124), Accepted: 31228, Waiting: 844,
		Filter: portal.Filter{ChildID: 1, Activity: "MATIN", From: site.SampleDay, To: site.SampleDay + 60,
			Statuses: booking.Statuses(booking.Status.Live), Transmitted: true, NotTransmitted: true, Page: 2}}
	short := follow
	short.Page, short.Rows, short.Filter = paging.At(1).Of(5), rows, portal.Filter{}

	pushing := site.FamilyLayout("Suivi", "follow-up")
	pushing.History = true
	wrong := site.FamilyLayout("Suivi", "follow-up")
	wrong.Alert = "Votre session a expiré. Vos choix sont conservés."
	wrong.Draft = booking.Tally{Adds: 1}
	wrong.FieldErrors = map[string]string{"du": "La date de début n'est pas une date.",
		"": "Corrigez les dates et réessayez."}

	return []site.Sample{
		{Name: "recap", Title: "Vérifier", Template: "family/recap", Layout: site.FamilyLayout("Vérifier ma demande",
			"reservations"), View: recap},
		{Name: "recap-dearer", Title: "Vérifier, un prix a changé", Template: "family/recap",
			Layout: site.FamilyLayout("Vérifier ma demande", "reservations"), View: dearer},
		{Name: "recap-empty", Title: "Vérifier, rien", Template: "family/recap",
			Layout: site.FamilyLayout("Vérifier ma demande", "reservations"), View: portal.Recap{}},
		{Name: "recap-lapsed", Title: "Vérifier, saisie expirée", Template: "family/recap",
			Layout: site.FamilyLayout("Vérifier ma demande", "reservations"),
			View:   portal.Recap{Lapsed: &portal.Lapsed{Since: site.SampleNow.Add(-30 * time.Hour), Days: 2}}},
		{Name: "confirmation", Title: "Confirmation", Template: "family/confirmation",
			Layout: site.FamilyLayout("Demande enregistrée", "reservations"), View: done},
		{Name: "confirmation-changed", Title: "Confirmation, une ligne changée", Template: "family/confirmation",
			Layout: site.FamilyLayout("Demande enregistrée", "reservations"), View: worse},
		{Name: "confirmation-changes", Title: "Confirmation, deux lignes changées", Template: "family/confirmation",
			Layout: site.FamilyLayout("Demande enregistrée", "reservations"), View: worst},
		{Name: "follow-up", Title: "Suivi", Template: "family/follow-up",
			Layout: site.FamilyLayout("Suivi", "follow-up"), View: followUpView{short, "1.1"}},
		{Name: "follow-up-filtered", Title: "Suivi filtré", Template: "family/follow-up", Layout: pushing,
			View: followUpView{follow, "1.1"}},
		{Name: "follow-up-answer", Title: "Suivi, réponse à un filtre", Template: "follow-up#filtered", Fragment: true,
			View: followUpView{follow, "1.1"}},
		{Name: "feed", Title: "Agenda, aucun", Template: "family/feed",
			Layout: site.FamilyLayout("Mon agenda", "follow-up"), View: portal.FeedPage{}},
		{Name: "feed-new", Title: "Agenda, nouvelle adresse", Template: "family/feed",
			Layout: site.FamilyLayout("Mon agenda", "follow-up"),
			View:   portal.FeedPage{Since: site.SampleNow, URL: "https://portail.example.org/agenda/q8Zt3.ics"}},
		{Name: "feed-open", Title: "Agenda ouvert", Template: "family/feed",
			Layout: site.FamilyLayout("Mon agenda", "follow-up"), View: portal.FeedPage{Since: site.SampleNow}},
		{Name: "follow-up-empty", Title: "Suivi, rien, saisie fausse", Template: "family/follow-up", Layout: wrong,
			View: followUpView{portal.FollowUp{}, "1.1"}},
	}
}

func Samples() []site.Sample {
	return slices.Concat(homeSamples(), familySamples(), monthSamples(), chooseSamples(), paySamples(), moneySamples())
}
