package settings

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// The first steps of a town: what is done, what is missing, and the page that does it.

const startPath = "/mairie/demarrage"

func (s *Pages) StartPage(c *fiber.Ctx) error {
	start, err := s.Settings.Start(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Page(c, "settings/start", s.StaffLayout(c, "Démarrage", "rules"), start)
}

// HideStart hides the first steps on the page of the day, or shows them again.
func (s *Pages) HideStart(c *fiber.Ctx) error {
	if err := s.Settings.HideStart(c.UserContext(), site.Actor(c), c.FormValue("faire") == "cacher"); err != nil {
		return err
	}
	return c.Redirect(startPath, fiber.StatusSeeOther)
}
