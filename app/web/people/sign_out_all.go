package people

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// SignOutAllPage is the page before everybody is signed out.
func (s *Pages) SignOutAllPage(c *fiber.Ctx) error { return s.showSignOutAll(c, nil) }

func (s *Pages) showSignOutAll(c *fiber.Ctx, refusal error) error {
	n, err := s.People.SessionsOpen(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Confirm(c, "accounts", site.Confirm{Title: "Fermer toutes les connexions",
		Object: site.Plural(n, "connexion ouverte", "connexions ouvertes") + ", hors les vôtres",
		Effects: []string{"Agents et familles sont immédiatement déconnectés de tous leurs appareils.",
			"Mots de passe, codes de validation et droits ne changent pas\u00a0: chacun peut se reconnecter.",
			"Les choix non validés des familles sont gardés."},
		Action: "/mairie/comptes/deconnecter", Button: "Fermer toutes les connexions", Danger: true,
		Back: "/mairie/comptes"}, refusal)
}

func (s *Pages) SignOutAll(c *fiber.Ctx) error {
	err := s.People.SignOutAll(c.UserContext(), site.Actor(c), c.FormValue("motif"))
	if site.Invalid(err) {
		return s.showSignOutAll(c, err)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.AllSignedOut, "/mairie/comptes")
}
