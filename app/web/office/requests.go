package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) RequestsPage(c *fiber.Ctx) error {
	list, err := s.Office.Requests(c.UserContext(), site.Actor(c), site.Day(c), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/requests", s.StaffLayout(c, "Demandes", "requests"), list)
}
