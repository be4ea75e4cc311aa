package web

import "github.com/gofiber/fiber/v2"

func (s *Server) healthSheet(c *fiber.Ctx) error {
	page, err := s.Office.HealthOf(c.UserContext(), actor(c), c.Params("code"), day(c))
	if err != nil {
		return err
	}
	return s.page(c, "staff/health", s.staffLayout(c, "Régimes et allergies, "+page.Activity, "today"), page)
}
