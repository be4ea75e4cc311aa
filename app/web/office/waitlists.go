package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) WaitlistsPage(c *fiber.Ctx) error {
	list, err := s.Office.Waitlists(c.UserContext(), site.Actor(c), c.Query("activite"), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/waitlists", s.StaffLayout(c, "Listes d'attente", "waitlists"), list)
}
