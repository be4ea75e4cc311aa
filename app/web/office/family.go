package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/office"
	"cartable/app/web/site"
)

// familyView is the page of a family, with the visitor's rights.
type familyView struct {
	office.Family
	Manage bool // the access of its adults
	Move   bool // its residence
	Book   bool // for it
	Edit   bool // its file and those of its children
	Merge  bool // with another file
	Traces bool // of the opérations that touched it
}

func (s *Pages) FamilyPage(c *fiber.Ctx) error {
	family, err := s.Office.Family(c.UserContext(), site.Actor(c), site.Param(c, "code"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/family", s.StaffLayout(c, "Famille "+family.Name(), "families"),
		familyView{family, s.MayDo(c, access.ManageGuardians), s.MayDo(c, access.SetResidence),
			s.MayDo(c, access.BookForFamily), s.MayDo(c, access.EditFamilies),
			s.MayDo(c, access.MergeFamilies), s.MayDo(c, access.SeeOperations)})
}
