package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) HealthPage(c *fiber.Ctx) error {
	page, err := s.Office.Health(c.UserContext(), site.Actor(c), c.Params("code"), site.Day(c))
	if err != nil {
		return err
	}
	return s.Page(c, "office/health", s.StaffLayout(c, "Régimes et allergies, "+page.Activity, "today"), page)
}
