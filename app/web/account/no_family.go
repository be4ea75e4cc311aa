package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// NoFamilyPage shows another family of the account if there is one, and otherwise explains what happened.
func (s *Pages) NoFamilyPage(c *fiber.Ctx) error {
	v := site.VisitorOf(c)
	if v.FamilyID != 0 || v.Staff {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	left, err := s.Account.Families(c.UserContext(), v.AccountID)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		if err := s.Account.Look(c.UserContext(), *v, left[0].FamilyID); err != nil {
			return err
		}
		return site.Say(c, site.OtherFamilyLeft, "/")
	}
	layout := s.Layout(c, "Accès fermé", "")
	layout.NoNav = true
	return s.Page(c, "account/no-family", layout, nil)
}
