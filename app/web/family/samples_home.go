package family

import (
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/queue"
	"cartable/app/web/site"
)

// homeSamples returns samples of the first page.
func homeSamples() []site.Sample {
	lea, noe := portal.Child{ID: 1, FirstName: "Léa", LastName: "Martin"}, portal.Child{ID: 2, FirstName: "Noé",
		LastName: "Martin"}
	morning := portal.PlaceAhead{Activity: "Accueil du matin", Start: 7*60 + 30, End: 8*60 + 45}
	meal := portal.PlaceAhead{Activity: "Restauration scolaire", Start: 12 * 60, End: 13*60 + 30}
	evening := portal.PlaceAhead{Activity: "Accueil du soir", Start: 16*60 + 30, End: 18*60 + 30}
	ill := meal
	ill.Sick = true
	ahead := func(day civil.Date, of ...portal.ChildAhead) portal.DayAhead {
		return portal.DayAhead{Date: day, Children: of}
	}
	quiet := portal.Home{Children: true,
		Next: []portal.DayAhead{
			ahead(site.SampleDay+1, portal.ChildAhead{Child: lea, Rows: []portal.PlaceAhead{morning, meal, evening}},
				portal.ChildAhead{Child: noe, Rows: []portal.PlaceAhead{ill}}),
			ahead(site.SampleDay+3, portal.ChildAhead{Child: noe, Rows: []portal.PlaceAhead{morning, meal}}),
			ahead(site.SampleDay+8, portal.ChildAhead{Child: lea, Rows: []portal.PlaceAhead{meal, evening}})},
		Deadlines: []portal.Deadline{
			{When: "aujourd'hui, 18 h", Soon: true, ChildID: 2, Date: site.SampleDay + 1,
				For: []portal.Closing{{When: "demain", What: "accueil du matin, du soir"}}},
			{When: "jeu. 26, 12 h", For: []portal.Closing{{When: "la semaine du 30 novembre",
				What: "restauration, activités du mercredi"}}, ChildID: 1, Date: site.SampleDay + 7, Longer: true},
			{When: "ven. 4 déc., 12 h", ChildID: 2, Date: site.SampleDay + 28,
				For: []portal.Closing{{When: "lundi 21 décembre", What: "vacances 3-6 ans (Noé)"}}}},
		Balances: []portal.Balance{{Code: "W1", Wallet: "Services scolaires et ALSH", Amount: 17180, Online: true},
			{Code: "W3", Wallet: "Transport", Online: true}}}
	busy := quiet
	busy.MaySick = true
	busy.QuotientEnds = "Votre quotient familial est connu jusqu'au jeudi 31 décembre 2026. Transmettez votre " +
		"nouvelle attestation à la mairie avant cette date\u00a0: sans elle, le tarif le plus élevé sera " +
		"appliqué ensuite."
	busy.Notice = "Le restaurant scolaire sera fermé le vendredi 4 décembre.\nPensez à annuler vos repas avant jeudi."
	busy.News = sampleHomeNews
	busy.Offers = []portal.Offer{{ID: 1, ChildID: 1, Child: "Léa", Activity: "Étude surveillée",
		Date: site.SampleDay + 3, Until: site.SampleNow.Add(5 * time.Hour), Left: 18000}}
	busy.Draft = portal.HomeDraft{Tally: site.SampleDraft, Until: site.SampleNow.Add(20 * time.Hour)}
	busy.Since = portal.Since{Visit: site.SampleDay - 4, More: 2, Changes: []portal.Change{
		{Word: "Refusée", Tone: "no", Child: "Noé", ChildID: 2, Activity: "Mercredi journée avec repas, 3-6 ans",
			Dates: []civil.Date{site.SampleDay + 2}, Why: booking.NoPlaceInTime.Sentence("")},
		{Word: "Place obtenue", Tone: "ok", Child: "Léa", ChildID: 1, Activity: "Étude surveillée",
			Dates: []civil.Date{site.SampleDay + 3, site.SampleDay + 10, site.SampleDay + 17, site.SampleDay + 24,
				site.SampleDay + 31, site.SampleDay + 38},
			Why: "Vous pouvez y renoncer sans frais jusqu'au mardi 24 novembre à 12 h."},
		{Word: "Prix différent", Tone: "wait", Child: "Léa", ChildID: 1, Activity: "Restauration scolaire",
			Dates: []civil.Date{site.SampleDay - 1}, Why: "Facturé 4,50\u00a0€, au lieu de 4,22\u00a0€ annoncés."}}}
	busy.Balances = []portal.Balance{{Code: "W1", Wallet: "Services scolaires et ALSH", Amount: -3420, Pay: 3420,
		Online: true,
		Debts:  []portal.Debt{{Category: "Restauration", Balance: -3420, Floor: -3000, Due: 421, Purse: "W1"}}},
		{Code: "W2", Wallet: "Mercredis", Amount: 1250, Pay: 2546, Online: true,
			Closes: "Mercredis", ClosesOn: site.SampleDay + 16},
		{Code: "W3", Wallet: "École de musique", Amount: -1230, Pay: 1230, Online: true},
		{Code: "W4", Wallet: "Transport", Amount: -400, Pay: 400}}
	busy.Report, busy.ReportOn = site.SampleReport, site.SampleDay
	first := portal.Home{Children: true, Meals: true, News: portal.HomeNews{Shown: sampleNews[2:]},
		Lapsed: &portal.Lapsed{Since: site.SampleNow.Add(-30 * time.Hour), Days: 2},
		Since:  portal.Since{Changes: busy.Since.Changes[1:2]}}

	paying := site.FamilyLayout("Accueil", "home")
	paying.PayURL = site.PayPath
	drafting := paying
	drafting.Draft, drafting.Demo = site.SampleDraft, &site.Demo{}
	drafting.Families = []site.Choice{{Value: "1", Label: "Famille Martin", Selected: true},
		{Value: "2", Label: "Famille Martin-Durand", Selected: false}}
	drafting.Structures = []site.Choice{{Value: "mairie", Label: "Saint-Martin-sur-Loire", Selected: true},
		{Value: "musique", Label: "École de musique", Selected: false}}
	drafting.Staff = true
	flash := site.FamilyLayout("Accueil", "home")
	flash.Notice, flash.Adult = site.Abandoned.Sentence(), ""
	offline := site.FamilyLayout("Accueil", "home")
	sample := func(name, title string, l site.Layout, v portal.Home) site.Sample {
		view := homeView{Home: v}
		for _, o := range v.Offers {
			view.Offers = append(view.Offers, offerLine{o, "/proposition/q8Zt3"})
		}
		return site.Sample{Name: name, Title: "Accueil" + title, Template: "family/home", Layout: l, View: view}
	}
	return []site.Sample{sample("home", "", paying, quiet),
		sample("home-busy", ", dette, saisie en cours et changements", drafting, busy),
		sample("home-first", ", première visite, saisie expirée", paying, first),
		sample("home-offline", ", dette, sans paiement en ligne", offline, portal.Home{Children: true,
			Next: quiet.Next, Balances: busy.Balances}),
		sample("home-empty", ", rien", flash, portal.Home{}),
		{Name: "home-report", Title: "Compte rendu", Template: "home#report", Fragment: true, View: busy}}
}

// proposalSamples returns samples of the page of an offered place.
func proposalSamples() []site.Sample {
	open := queue.Proposal{Child: "Léa", Activity: "Mercredi journée avec repas, 3-6 ans", Date: site.SampleDay + 3,
		Start: 8 * 60, End: 18 * 60, Until: site.SampleNow.Add(5 * time.Hour), Free: site.SampleNow.Add(30 * time.Hour),
		State: "open"}
	mine, out := site.FamilyLayout("Une place pour votre enfant", ""), site.Layout{Title: "Une place pour votre enfant",
		Town: "Saint-Martin-sur-Loire", Now: site.SampleNow, Loc: site.SampleZone, CSRF: "jeton"}
	sample := func(name, title string, l site.Layout, v proposalView) site.Sample {
		v.Path = "/proposition/q8Zt3"
		return site.Sample{Name: "proposal" + name, Title: "Place offerte" + title, Template: "family/proposal",
			Layout: l, View: v}
	}
	became := func(state string) queue.Proposal {
		p := open
		p.State, p.Free = state, time.Time{}
		return p
	}
	waits := became("void")
	waits.Waits, open.Price = true, 1250
	return []site.Sample{sample("", "", out, proposalView{Proposal: open, Left: 18000}),
		sample("-firm", ", sans annulation", mine, proposalView{Proposal: became("open"), Left: 18000}),
		sample("-taken", ", acceptée", mine, proposalView{Proposal: became("accepted")}),
		sample("-back", ", retirée", out, proposalView{Proposal: waits}),
		sample("-declined", ", déclinée", out, proposalView{Proposal: became("declined")}),
		sample("-over", ", passée", out, proposalView{Proposal: became("lapsed")}),
		sample("-late", ", trop tard", out, proposalView{Proposal: became("lapsed"),
			Wrong: "Le temps pour répondre est passé\u00a0: cette place n'est plus réservée pour vous."})}
}
