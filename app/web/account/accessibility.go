package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// AccessibilityPage says how accessible the portal is.
func (s *Pages) AccessibilityPage(c *fiber.Ctx) error {
	title := "Accessibilité : " + site.Audited.State()
	return s.Page(c, "account/accessibility", s.Layout(c, title, ""), site.Audited)
}
