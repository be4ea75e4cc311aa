package demo

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/news"
)

// Newswriter is the login of the member of staff who wrote the announcements.
const Newswriter = "accueil"

// Ill is the login of the parent whose child is ill this morning.
const Ill = "dubois"

// News returns the announcements of the first town on a day. What they say is so in the town that Write makes.
func News(today civil.Date) []news.Item {
	all := []news.Item{
		{Title: "Vacances\u00a0: réservez à temps", Target: news.All, From: today - 4, To: today + 40, Pinned: true,
			Body: "Les vacances se réservent au centre de loisirs intercommunal du Dropt, jusqu'à quinze jours avant " +
				"chaque date.\n\nPréparez\u00a0:\n- l'attestation de quotient familial\n- le carnet de " +
				"vaccination\n\nToutes les informations\u00a0: https://saint-aubin.example/vacances"},
	}
	if day := Strike(today); day != 0 {
		all = append(all, news.Item{Title: "Grève le " + day.DayMonth() + "\u00a0: un accueil est ouvert",
			Target: news.All, From: today - 1, To: day, MustRead: true,
			Body: "Plusieurs enseignants seront en grève le " + day.Long() + ". La mairie ouvre un accueil dans " +
				"chaque école, de 8 h 30 à 16 h 30.\n\nNi restauration, ni accueil du matin et du soir, ni étude ce " +
				"jour-là\u00a0: apportez un panier repas."})
	}
	all = append(all, []news.Item{
		{Title: "Votre quotient familial n'est pas connu", Target: news.WithoutQuotient,
			From: today - 10, To: today + 60,
			Body: "Sans quotient, le tarif le plus élevé est appliqué. Transmettez votre attestation à la mairie."},
		{Title: "Une place peut encore se libérer", Target: news.Waiting, From: today, To: today + 20,
			Body: "Vous attendez une place\u00a0? Chaque nuit, celles qui se libèrent sont attribuées dans l'ordre " +
				"de la liste."},
	}...)
	if day := schoolFair(today); day != 0 {
		all = append(all, news.Item{Title: "Fête de l'école", Target: news.All, From: today + 12, To: day,
			Body: "Elle a lieu le " + day.Long() + ", à partir de 10 h."})
	}
	return all
}

// schoolFair returns a Saturday at the end of a week of school, some weeks ahead; none in summer.
func schoolFair(today civil.Date) civil.Date {
	for d := today + 19; d < today+60; d++ {
		if d.Weekday() == 6 && schoolDay(d-1) {
			return d
		}
	}
	return 0
}
