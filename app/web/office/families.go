package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/office"
	"cartable/app/web/site"
)

// familyView is the page of a family, with what the visitor may do there.
type familyView struct {
	office.Family
	Manage bool // its adults' access
	Move   bool // its residence
}

func (s *Pages) Families(c *fiber.Ctx) error {
	list, err := s.Office.Families(c.UserContext(), site.Actor(c), site.FamilyQuery(c))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Familles", "families")
	if site.Htmx(c) {
		return s.Fragment(c, "families#results", site.PageData{Layout: layout, V: list})
	}
	return s.Page(c, "staff/families", layout, list)
}

func (s *Pages) Family(c *fiber.Ctx) error {
	family, err := s.Office.Family(c.UserContext(), site.Actor(c), site.Param(c, "code"))
	if err != nil {
		return err
	}
	return s.Page(c, "staff/family", s.StaffLayout(c, "Famille "+family.Name(), "families"),
		familyView{family, s.MayDo(c, access.ManageGuardians), s.MayDo(c, access.SetResidence)})
}
