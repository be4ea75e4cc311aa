package treasury

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) LedgerPage(c *fiber.Ctx) error {
	ledger, err := s.Treasury.Ledger(c.UserContext(), site.Actor(c), site.IdOf(c, "id"),
		int64(site.Number(c, "porte-monnaie")), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "treasury/ledger", s.StaffLayout(c, "Compte "+ledger.Code, "desk"), ledger)
}
