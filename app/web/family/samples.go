package family

import (
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/portal"
	"cartable/app/web/site"
)

func galleryRow(day int, child, activity string, s booking.Status, transmitted bool) portal.FollowUpRow {
	return portal.FollowUpRow{Date: civil.New(2026, time.December, day), ChildID: 1, Child: child, Activity: activity,
		Start: 7*60 + 30, End: 8*60 + 45, Cost: 422, Status: s, Transmitted: transmitted}
}

func familySamples() []site.Sample {
	rows := followRows()
	home := portal.Home{
		QuotientEnds: "Votre quotient familial est connu jusqu'au jeudi 31 décembre 2026. Transmettez votre nouvelle " +
			"attestation à la structure avant cette date\u00a0: sans elle, le tarif le plus élevé sera " +
			"appliqué ensuite.",
		Notice: "Le restaurant scolaire sera fermé le vendredi 4 décembre.\nPensez à annuler vos repas avant jeudi.",
		Next: []portal.DayAhead{{Date: rows[0].Date,
			Rows: []portal.FollowUpRow{galleryRow(1, "Léa", "Accueil du matin", booking.Accepted, true),
				galleryRow(1, "Noé", "Mercredi journée avec repas, 3-6 ans", booking.Accepted, true)}},
			{Date: rows[0].Date + 1,
				Rows: []portal.FollowUpRow{galleryRow(2, "Léa", "Restauration scolaire", booking.Accepted, true)}}},
		Draft: site.SampleDraft, Report: site.SampleReport, ReportOn: site.SampleDay,
		Balances: []portal.Balance{{Wallet: "Services scolaires et ALSH", Amount: -3420,
			Debts: []portal.Debt{{Category: "Restauration", Balance: -3420, Floor: -3000, Due: 421}}},
			{Wallet: "École de musique", Amount: 123450}, {Wallet: "Transport", Amount: 0}},
		Counts: []portal.Countdown{{Activity: "Cantine",
			Words: "réservez avant jeudi 26 novembre à 12\u00a0h pour la " +
				"semaine du 30."},
			{Activity: "Accueil du matin",
				Words: "Accueil du matin\u00a0: réservez avant demain, 18\u00a0h, pour mercredi."}},
	}
	quiet := home
	quiet.Notice, quiet.Report, quiet.Balances = "", "",
		[]portal.Balance{{Wallet: "Services scolaires et ALSH", Amount: money.Cents(17180)}}

	drafting := site.FamilyLayout("Accueil", "home")
	drafting.Draft, drafting.PayURL, drafting.Demo = site.SampleDraft, "/paiement", &site.Demo{}
	drafting.Families = []site.Choice{{Value: "1", Label: "Famille Martin", Selected: true},
		{Value: "2", Label: "Famille Martin-Durand", Selected: false}}
	drafting.Structures = []site.Choice{{Value: "mairie", Label: "Saint-Martin-sur-Loire", Selected: true},
		{Value: "musique", Label: "École de musique", Selected: false}}
	drafting.Staff = true
	flash := site.FamilyLayout("Accueil", "home")
	flash.Notice = "Vos changements ont été abandonnés."
	flash.Draft = booking.Tally{Adds: 1}

	return []site.Sample{
		{Name: "home", Title: "Accueil", Template: "family/home", Layout: site.FamilyLayout("Accueil", "home"),
			View: quiet},
		{Name: "home-busy", Title: "Accueil, dette et saisie en cours", Template: "family/home", Layout: drafting,
			View: home},
		{Name: "home-empty", Title: "Accueil, rien", Template: "family/home", Layout: flash, View: portal.Home{}},
		{Name: "home-report", Title: "Compte rendu", Template: "home#report", Fragment: true, View: home},
		{Name: "feed", Title: "Agenda, aucun", Template: "family/feed",
			Layout: site.FamilyLayout("Mon agenda", "follow-up"), View: portal.FeedPage{}},
		{Name: "feed-new", Title: "Agenda, nouvelle adresse", Template: "family/feed",
			Layout: site.FamilyLayout("Mon agenda", "follow-up"),
			View:   portal.FeedPage{Since: site.SampleNow, URL: "https://portail.example.org/agenda/q8Zt3.ics"}},
		{Name: "feed-open", Title: "Agenda ouvert", Template: "family/feed",
			Layout: site.FamilyLayout("Mon agenda", "follow-up"), View: portal.FeedPage{Since: site.SampleNow}},
	}
}

func Samples() []site.Sample {
	return slices.Concat(familySamples(), recapSamples(), followSamples(), monthSamples(), chooseSamples(),
		paySamples(), moneySamples())
}
