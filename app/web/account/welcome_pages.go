package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/domain/password"
	"cartable/app/web/site"
)

func (s *Pages) PasswordPage(c *fiber.Ctx) error {
	v := site.VisitorOf(c)
	if !v.MustChange {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return s.Page(c, "account/first-sign-in", s.Bare(c, "Votre mot de passe"), s.Account.Welcome(*v))
}

func (s *Pages) ChoosePassword(c *fiber.Ctx) error {
	v := site.VisitorOf(c)
	if !v.MustChange {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	token, broken, err := s.Account.ChoosePassword(c.UserContext(), *v, c.FormValue("mot_de_passe"), c.FormValue("confirmation"))
	if fault.KindOf(err) == fault.Invalid {
		return s.passwordRefused(c, "account/first-sign-in", s.Bare(c, "Votre mot de passe"), s.Account.Welcome(*v), broken, err)
	}
	if err != nil {
		return err
	}
	s.SetCookie(c, "session", token, 0)
	return c.Redirect("/conditions?fait=motdepasse", fiber.StatusSeeOther)
}

func (s *Pages) TermsPage(c *fiber.Ctx) error {
	unread, err := s.Account.Unread(c.UserContext(), *site.VisitorOf(c))
	if err != nil {
		return err
	}
	if len(unread) == 0 {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return s.Page(c, "account/terms", s.Bare(c, "Avant de commencer"), unread)
}

func (s *Pages) AcceptTerms(c *fiber.Ctx) error {
	var read []string
	for _, kind := range c.Context().PostArgs().PeekMulti("lu") {
		read = append(read, string(kind))
	}
	err := s.Account.Accept(c.UserContext(), *site.VisitorOf(c), read)
	if err != nil && fault.KindOf(err) == fault.Invalid {
		unread, readErr := s.Account.Unread(c.UserContext(), *site.VisitorOf(c))
		if readErr != nil {
			return readErr
		}
		layout := s.Bare(c, "Avant de commencer")
		layout.FieldErrors = map[string]string{site.FieldOf(err): fault.Message(err)}
		c.Status(fiber.StatusUnprocessableEntity)
		return s.Page(c, "account/terms", layout, unread)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/", fiber.StatusSeeOther)
}

// passwordRefused shows a form that chooses a password again, with the rules that the last try broke.
func (s *Pages) passwordRefused(c *fiber.Ctx, template string, layout site.Layout, view account.Welcome, broken []password.Rule, err error) error {
	view.Broken = map[string]bool{}
	for _, r := range broken {
		view.Broken[r.Code] = true
	}
	layout.FieldErrors = map[string]string{site.FieldOf(err): fault.Message(err)}
	c.Status(fiber.StatusUnprocessableEntity)
	return s.Page(c, template, layout, view)
}
