package account

import "github.com/gofiber/fiber/v2"

// MapPart is a part of the map of the site.
type MapPart struct {
	Title string
	Links []MapLink
}

// MapLink is a page of the map.
type MapLink struct{ URL, Label string }

// parts are the pages of parents that stand for themselves, in the order of a day: what else exists is reached from
// one of them. The town hall's pages are in its bar.
var parts = []MapPart{
	{"Réserver", []MapLink{{"/", "Accueil"}, {"/reservations", "Calendrier"},
		{"/reservations/semaine-type", "Semaine type"},
		{"/reservations/recopier", "Recopier des jours"}, {"/reservations/verifier", "Vérifier ma demande"},
		{"/actualites", "Actualités de la mairie"}, {"/menus", "Menus de la cantine"}}},
	{"Suivre", []MapLink{{"/suivi", "Suivi des réservations"}, {"/historique", "Historique"},
		{"/historique/attestations", "Relevés et attestations"}, {"/suivi/agenda", "Mon agenda"}}},
	{"Payer", []MapLink{{"/solde", "Solde"}, {"/recu", "Vérifier un reçu"}}},
	{"Mon compte", []MapLink{{"/profil", "Profil"}, {"/profil/securite", "Sécurité de la connexion"},
		{"/profil/mot-de-passe", "Changer mon mot de passe"}, {"/profil/textes", "Textes que vous avez acceptés"},
		{"/profil/journal", "Historique de mon dossier"},
		{"/mot-de-passe-oublie", "Mot de passe oublié"}}},
	{"Le portail", []MapLink{{"/contact", "Contact"}, {"/mentions-legales", "Mentions légales"},
		{"/textes/donnees-personnelles", "Données personnelles"}, {"/textes/conditions", "Conditions d'utilisation"},
		{"/accessibilite", "Accessibilité"}}},
}

// MapPage lists the pages of the portal: the second way to find one, beside the bar.
func (s *Pages) MapPage(c *fiber.Ctx) error {
	return s.Page(c, "account/map", s.Layout(c, "Plan du site", ""), parts)
}
