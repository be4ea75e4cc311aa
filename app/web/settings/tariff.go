package settings

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// tariffView is a grid. May: the user may prepare its prices.
type tariffView struct {
	settings.TariffPage
	May bool
}

func (s *Pages) TariffPage(c *fiber.Ctx) error {
	page, err := s.Settings.Tariff(c.UserContext(), site.Actor(c), site.Param(c, "code"))
	if err != nil {
		return err
	}
	return s.Page(c, "settings/tariff", s.StaffLayout(c, "Grille de tarifs", "tariffs"),
		tariffView{page, s.MayDo(c, access.SetTariffs)})
}
