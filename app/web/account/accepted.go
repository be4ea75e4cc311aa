package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// AcceptedPage shows the texts that the visitor accepted.
func (s *Pages) AcceptedPage(c *fiber.Ctx) error {
	all, err := s.Account.Accepted(c.UserContext(), *site.VisitorOf(c))
	if err != nil {
		return err
	}
	return s.Page(c, "account/accepted", s.AccountLayout(c, "Textes acceptés", "profile"), all)
}
