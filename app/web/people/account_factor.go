package people

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

func (s *Pages) AccountFactorPage(c *fiber.Ctx) error { return s.showAccountFactor(c, nil) }

func (s *Pages) showAccountFactor(c *fiber.Ctx, wrong error) error {
	id := site.IdOf(c, "id")
	one, err := s.People.AccountFactor(c.UserContext(), site.Actor(c), id)
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Codes de validation", "accounts")
	if wrong != nil {
		one.Reason, layout.FieldErrors = c.FormValue("motif"),
			map[string]string{site.FieldOf(wrong): fault.Message(wrong)}
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.Page(c, "people/account-factor", layout, one)
}

func (s *Pages) ResetFactor(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	err := s.People.ResetFactor(c.UserContext(), site.Actor(c), id, c.FormValue("motif"))
	if fault.KindOf(err) == fault.Invalid {
		return s.showAccountFactor(c, err)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.FactorReset, fmt.Sprintf("/mairie/comptes/%d/facteur", id))
}
