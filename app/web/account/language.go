package account

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// ChooseLanguage keeps a language: in the browser, for the page to sign in, and with the account of a session that is
// past its second factor. The next page is the one with the form.
func (s *Pages) ChooseLanguage(c *fiber.Ctx) error {
	tag, known := s.KeepLanguage(c)
	if !known {
		return fault.Invalidf("", "Cette langue n'est pas proposée. Choisissez-en une dans la liste.")
	}
	if v := site.VisitorOf(c); v != nil && s.WelcomeTo(v) == "" {
		if err := s.Account.SetLanguage(c.UserContext(), *v, tag); err != nil {
			return err
		}
	}
	next := "/"
	if from, err := url.Parse(c.Get(fiber.HeaderReferer)); err == nil {
		next = s.SafeNext(from.RequestURI())
	}
	if site.VisitorOf(c) == nil && next == "/" {
		next = "/connexion"
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}
