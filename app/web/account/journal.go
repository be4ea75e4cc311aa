package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// JournalPage shows a family what was done to its file.
func (s *Pages) JournalPage(c *fiber.Ctx) error {
	list, err := s.Account.Journal(c.UserContext(), *site.VisitorOf(c), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "account/journal", s.Layout(c, "Historique de votre dossier", "profile"), list)
}
