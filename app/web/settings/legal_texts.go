package settings

import (
	"github.com/gofiber/fiber/v2"
)

// The legal texts that everybody accepts: their versions, and the form that publishes the next one.

const (
	legalPath  = "/mairie/reglages/textes"
	legalTitle = "Textes légaux"
)

func (s *Pages) LegalTextsPage(c *fiber.Ctx) error {
	texts, err := s.Settings.LegalTexts(c.UserContext())
	if err != nil {
		return err
	}
	return s.Page(c, "settings/legal-texts", s.StaffLayout(c, legalTitle, "rules"), texts)
}
