package account

import "github.com/gofiber/fiber/v2"

// LegalPage says who publishes and who hosts the portal.
func (s *Pages) LegalPage(c *fiber.Ctx) error {
	return s.Page(c, "account/legal", s.Layout(c, "Mentions légales", ""), s.HostedBy)
}
