package account

import "github.com/gofiber/fiber/v2"

// AccessibilityPage says how accessible the portal is.
func (s *Pages) AccessibilityPage(c *fiber.Ctx) error {
	return s.Page(c, "account/accessibility", s.Layout(c, "Accessibilité : non conforme", ""), nil)
}
