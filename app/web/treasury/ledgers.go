package treasury

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) LedgersPage(c *fiber.Ctx) error {
	list, err := s.Treasury.Ledgers(c.UserContext(), site.Actor(c), c.Query("q"), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "treasury/ledgers", s.StaffLayout(c, "Comptes des familles", "desk"), list)
}
