package treasury

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) PlatformStatusPage(c *fiber.Ctx) error {
	all, err := s.Treasury.PlatformStatus(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Page(c, "treasury/platform-status", s.StaffLayout(c, "Plateforme de paiement", "desk"), all)
}
