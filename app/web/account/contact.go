package account

import "github.com/gofiber/fiber/v2"

// ContactPage says how the town hall is reached.
func (s *Pages) ContactPage(c *fiber.Ctx) error {
	return s.Page(c, "account/contact", s.Layout(c, "Contact", ""), nil)
}
