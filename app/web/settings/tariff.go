package settings

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) TariffPage(c *fiber.Ctx) error {
	page, err := s.Settings.Tariff(c.UserContext(), site.Actor(c), site.Param(c, "code"))
	if err != nil {
		return err
	}
	return s.Page(c, "settings/tariff", s.StaffLayout(c, "Grille de tarifs", "tariffs"), page)
}
