package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

func (s *Pages) TermsPage(c *fiber.Ctx) error {
	unread, err := s.Account.Terms(c.UserContext(), *site.VisitorOf(c))
	if err != nil {
		return err
	}
	if len(unread) == 0 {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return s.Page(c, "account/terms", s.Bare(c, "Avant de continuer"), unread)
}

func (s *Pages) AcceptTerms(c *fiber.Ctx) error {
	var read []string
	for _, kind := range c.Context().PostArgs().PeekMulti("lu") {
		read = append(read, string(kind))
	}
	err := s.Account.AcceptTerms(c.UserContext(), *site.VisitorOf(c), read)
	if err != nil && fault.KindOf(err) == fault.Invalid {
		unread, readErr := s.Account.Terms(c.UserContext(), *site.VisitorOf(c))
		if readErr != nil {
			return readErr
		}
		layout := s.Bare(c, "Avant de continuer")
		layout.FieldErrors = map[string]string{site.FieldOf(err): fault.Message(err)}
		c.Status(fiber.StatusUnprocessableEntity)
		return s.Page(c, "account/terms", layout, unread)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/", fiber.StatusSeeOther)
}
