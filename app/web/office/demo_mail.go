package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/web/site"
)

func (s *Pages) DemoMailPage(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	mail, err := s.Office.Mail(c.UserContext(), desk.Actor{}, id)
	if err != nil {
		return err
	}
	return s.Page(c, "office/demo-mail", s.Layout(c, mail.Subject, "demo"), mail)
}
