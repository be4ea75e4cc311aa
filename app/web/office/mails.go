package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/office"
	"cartable/app/web/site"
)

// mailbox is a list of messages, for staff and for the demonstration.
type mailbox struct {
	site.Layout
	Path string
	Rows []office.MailRow
}

func (s *Pages) MailsPage(c *fiber.Ctx) error {
	layout, states := s.StaffLayout(c, "Courriels", "mails"), []string{office.InTrouble}
	for _, known := range site.MailStates {
		states = append(states, known.State)
	}
	mails, err := s.Office.Mails(c.UserContext(), site.Actor(c), layout.OneOf(c, "etat", states...),
		site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/mails", layout, mails)
}
