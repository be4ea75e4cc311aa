package web

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/office"
)

// familyView is the page of a family, with what the visitor may do there.
type familyView struct {
	office.Family
	Manage bool // its adults' access
}

func (s *Server) families(c *fiber.Ctx) error {
	list, err := s.Office.Families(c.UserContext(), actor(c), familyQuery(c))
	if err != nil {
		return err
	}
	layout := s.staffLayout(c, "Familles", "families")
	if htmx(c) {
		return s.fragment(c, "families#results", page{layout, list})
	}
	return s.page(c, "staff/families", layout, list)
}

func (s *Server) family(c *fiber.Ctx) error {
	family, err := s.Office.Family(c.UserContext(), actor(c), param(c, "code"))
	if err != nil {
		return err
	}
	return s.page(c, "staff/family", s.staffLayout(c, "Famille "+family.Name(), "families"), familyView{family, s.mayDo(c, access.ManageGuardians)})
}
