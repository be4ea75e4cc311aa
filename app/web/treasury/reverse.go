package treasury

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/treasury"
	"cartable/app/web/site"
)

// reverseForm is the page before a line is reversed.
type reverseForm struct {
	treasury.Reversal
	Reason string
}

// List returns the address of the ledger that the line is in.
func (f reverseForm) List() string { return ledgerPath(f.Ledger.FamilyID) }

func ledgerPath(family int64) string { return fmt.Sprintf("/mairie/regie/comptes/%d", family) }

func (s *Pages) ReversePage(c *fiber.Ctx) error {
	line, err := s.Treasury.ReversePage(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	return s.Page(c, "treasury/reverse", s.StaffLayout(c, "Annuler une ligne", "desk"), reverseForm{line, ""})
}

func (s *Pages) Reverse(c *fiber.Ctx) error {
	id, reason := site.IdOf(c, "id"), c.FormValue("motif")
	family, err := s.Treasury.Reverse(c.UserContext(), site.Actor(c), id, reason)
	if wrong := site.FieldFaults(err); wrong != nil {
		line, err := s.Treasury.ReversePage(c.UserContext(), site.Actor(c), id)
		if err != nil {
			return err
		}
		return s.Again(c, "treasury/reverse", s.StaffLayout(c, "Annuler une ligne", "desk"), wrong,
			reverseForm{line, reason})
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.LineReversed, fmt.Sprintf("%s#l-%d", site.BackTo(c, ledgerPath(family)), id))
}
