package family

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/portal"
	"cartable/app/web/site"
)

func (s *Pages) HomePage(c *fiber.Ctx) error {
	v, family := portal.ViewerOf(*site.VisitorOf(c))
	if !family {
		return c.Redirect("/mairie", fiber.StatusSeeOther)
	}
	home, err := s.Portal.Home(c.UserContext(), v)
	if err != nil {
		return err
	}
	return s.Page(c, "family/home", s.Layout(c, "Accueil", "home"), home)
}
