package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/web/site"
)

// DemoMailsPage shows all mail to anybody: the families of the demonstration are invented.
func (s *Pages) DemoMailsPage(c *fiber.Ctx) error {
	mails, err := s.Office.Mails(c.UserContext(), desk.Actor{}, c.Query("etat"), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/demo-mails", s.Layout(c, "Courriels de la démonstration", "demo"), mails)
}
