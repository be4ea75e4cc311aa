package people

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) StaffAccountsPage(c *fiber.Ctx) error {
	list, err := s.People.StaffAccounts(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Page(c, "people/staff-accounts", s.StaffLayout(c, "Comptes des agents", "accounts"), list)
}
