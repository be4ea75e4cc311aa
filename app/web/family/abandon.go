package family

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// AbandonPage asks before a draft is dropped.
func (s *Pages) AbandonPage(c *fiber.Ctx) error {
	layout := s.bookingLayout(c, "Abandonner ma saisie")
	if layout.Draft.Changes() == 0 {
		return c.Redirect(at(c), fiber.StatusSeeOther)
	}
	return s.Page(c, "family/abandon", layout, layout.Draft)
}

func (s *Pages) Abandon(c *fiber.Ctx) error {
	if _, err := s.Portal.Abandon(c.UserContext(), viewer(c)); err != nil {
		return err
	}
	if next := calendarOf(c); next != at(c) { // where the bar says it, and takes it back
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return site.Say(c, site.Abandoned, at(c))
}
