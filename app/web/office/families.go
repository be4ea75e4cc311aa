package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/web/site"
)

// familiesView offers the letters to whoever may have them made.
type familiesView struct {
	desk.Families
	Letters bool
}

func (s *Pages) FamiliesPage(c *fiber.Ctx) error {
	list, err := s.Office.Families(c.UserContext(), site.Actor(c), site.FamilyQuery(c))
	if err != nil {
		return err
	}
	layout, view := s.StaffLayout(c, "Familles", "families"), familiesView{list, s.MayDo(c, access.Provision)}
	if site.Htmx(c) {
		return s.Fragment(c, "families#results", site.PageData{Layout: layout, V: view})
	}
	return s.Page(c, "office/families", layout, view)
}
