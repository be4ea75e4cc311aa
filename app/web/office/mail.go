package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) MailPage(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	mail, err := s.Office.Mail(c.UserContext(), site.Actor(c), id)
	if err != nil {
		return err
	}
	return s.Page(c, "office/mail", s.StaffLayout(c, mail.Subject, "mails"), mail)
}
