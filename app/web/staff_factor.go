package web

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
)

func (s *Server) accountFactor(c *fiber.Ctx) error { return s.showAccountFactor(c, nil) }

func (s *Server) showAccountFactor(c *fiber.Ctx, wrong error) error {
	id := idOf(c, "id")
	one, err := s.People.AccountFactor(c.UserContext(), actor(c), id)
	if err != nil {
		return err
	}
	layout := s.staffLayout(c, "Second facteur", "accounts")
	if wrong != nil {
		one.Reason, layout.FieldErrors = c.FormValue("motif"), map[string]string{fieldOf(wrong): fault.Message(wrong)}
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.page(c, "staff/factor", layout, one)
}

func (s *Server) resetFactor(c *fiber.Ctx) error {
	id := idOf(c, "id")
	err := s.People.ResetFactor(c.UserContext(), actor(c), id, c.FormValue("motif"))
	if fault.KindOf(err) == fault.Invalid {
		return s.showAccountFactor(c, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect(fmt.Sprintf("/mairie/comptes/%d/facteur?fait=facteur", id), fiber.StatusSeeOther)
}
