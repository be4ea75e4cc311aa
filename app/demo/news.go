package demo

import "cartable/app/domain/news"

// Newswriter is the login of the member of staff who wrote the announcements.
const Newswriter = "accueil"

// News are the announcements of the first town. Their dates are days from today.
var News = []news.Item{
	{Title: "Inscriptions des vacances", Target: news.All, From: -4, To: 40, Pinned: true,
		Body: "Les inscriptions à l'accueil de loisirs des prochaines vacances ouvrent dans trois semaines.\n\n" +
			"Préparez\u00a0:\n- l'attestation de quotient familial\n- le carnet de vaccination\n\n" +
			"Toutes les informations\u00a0: https://saint-martin.example.org/vacances"},
	{Title: "Grève jeudi\u00a0: un accueil est ouvert", Target: news.All, From: -1, To: 6, MustRead: true,
		Body: "Plusieurs enseignants seront en grève jeudi. La mairie ouvre un accueil dans chaque école, de 8 h 30 " +
			"à 16 h 30.\n\nLe restaurant scolaire est fermé\u00a0: apportez un panier repas."},
	{Title: "Votre quotient familial n'est pas connu", Target: news.WithoutQuotient, From: -10, To: 60,
		Body: "Sans quotient, le tarif le plus élevé est appliqué. Transmettez votre attestation à la mairie."},
	{Title: "Une place peut encore se libérer", Target: news.Waiting, From: 0, To: 20,
		Body: "Vous attendez une place\u00a0? Chaque nuit, celles qui se libèrent sont attribuées dans l'ordre de " +
			"la liste."},
	{Title: "Fête de l'école", Target: news.All, From: 12, To: 30, Body: "Elle a lieu samedi, à partir de 10 h."},
}
