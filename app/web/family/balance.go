package family

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/portal"
)

// BalancePage shows the wallets and their forecast. An error about an invalid or past date appears at its field.
func (s *Pages) BalancePage(c *fiber.Ctx) error {
	layout := s.Layout(c, "Solde", "balance")
	until, err := typedDate(c, "jusquau")
	if err == nil && until != 0 && until < s.Today() {
		until, err = 0, fault.Invalidf("jusquau",
			"Cette date est passée\u00a0: choisissez aujourd'hui ou un jour à venir.")
	}
	if err != nil {
		layout.FieldErrors = map[string]string{"jusquau": fault.Message(err)}
		c.Status(fiber.StatusUnprocessableEntity)
	}
	page, err := s.Portal.Balance(c.UserContext(), viewer(c),
		portal.BalanceQuery{Until: until, Waiting: c.Query("attente") == "oui"})
	if err != nil {
		return err
	}
	return s.Page(c, "family/balance", layout, page)
}
