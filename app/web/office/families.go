package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) FamiliesPage(c *fiber.Ctx) error {
	list, err := s.Office.Families(c.UserContext(), site.Actor(c), site.FamilyQuery(c))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Familles", "families")
	if site.Htmx(c) {
		return s.Fragment(c, "families#results", site.PageData{Layout: layout, V: list})
	}
	return s.Page(c, "office/families", layout, list)
}
