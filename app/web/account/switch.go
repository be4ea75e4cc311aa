package account

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) LookAtFamily(c *fiber.Ctx) error {
	id, _ := strconv.ParseInt(c.FormValue("famille"), 10, 64)
	if err := s.Account.Look(c.UserContext(), *site.VisitorOf(c), id); err != nil {
		return err
	}
	return c.Redirect("/", fiber.StatusSeeOther)
}

func (s *Pages) LookAtStructure(c *fiber.Ctx) error {
	id, _ := strconv.ParseInt(c.FormValue("structure"), 10, 64)
	if err := s.Account.LookAtStructure(c.UserContext(), *site.VisitorOf(c), id); err != nil {
		return err
	}
	return c.Redirect(s.StaffHome(c, id), fiber.StatusSeeOther)
}
