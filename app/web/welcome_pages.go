package web

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/domain/password"
)

func (s *Server) passwordPage(c *fiber.Ctx) error {
	v := visitorOf(c)
	if !v.MustChange {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return s.page(c, "parent/password", s.bare(c, "Votre mot de passe"), s.Account.Welcome(*v))
}

func (s *Server) choosePassword(c *fiber.Ctx) error {
	v := visitorOf(c)
	if !v.MustChange {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	token, broken, err := s.Account.ChoosePassword(c.UserContext(), *v, c.FormValue("mot_de_passe"), c.FormValue("confirmation"))
	if fault.KindOf(err) == fault.Invalid {
		return s.passwordRefused(c, "parent/password", s.bare(c, "Votre mot de passe"), s.Account.Welcome(*v), broken, err)
	}
	if err != nil {
		return err
	}
	s.setCookie(c, "session", token, 0)
	return c.Redirect("/conditions?fait=motdepasse", fiber.StatusSeeOther)
}

func (s *Server) termsPage(c *fiber.Ctx) error {
	unread, err := s.Account.Unread(c.UserContext(), *visitorOf(c))
	if err != nil {
		return err
	}
	if len(unread) == 0 {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return s.page(c, "parent/terms", s.bare(c, "Avant de commencer"), unread)
}

func (s *Server) acceptTerms(c *fiber.Ctx) error {
	var read []string
	for _, kind := range c.Context().PostArgs().PeekMulti("lu") {
		read = append(read, string(kind))
	}
	err := s.Account.Accept(c.UserContext(), *visitorOf(c), read)
	if err != nil && fault.KindOf(err) == fault.Invalid {
		unread, readErr := s.Account.Unread(c.UserContext(), *visitorOf(c))
		if readErr != nil {
			return readErr
		}
		layout := s.bare(c, "Avant de commencer")
		layout.FieldErrors = map[string]string{fieldOf(err): fault.Message(err)}
		c.Status(fiber.StatusUnprocessableEntity)
		return s.page(c, "parent/terms", layout, unread)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/", fiber.StatusSeeOther)
}

// passwordRefused shows a form that chooses a password again, with the rules that the last try broke.
func (s *Server) passwordRefused(c *fiber.Ctx, template string, layout Layout, view account.Welcome, broken []password.Rule, err error) error {
	view.Broken = map[string]bool{}
	for _, r := range broken {
		view.Broken[r.Code] = true
	}
	layout.FieldErrors = map[string]string{fieldOf(err): fault.Message(err)}
	c.Status(fiber.StatusUnprocessableEntity)
	return s.page(c, template, layout, view)
}
