package web

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/portal"
)

// Before anything else, a first sign-in chooses a password, then reads the texts in force. Until then admit
// lets through nothing but the routes of this file and the way out.

// welcomeTo is where a visitor must go first; empty when nothing is left to do.
func welcomeTo(v *portal.Visitor) string {
	switch {
	case v.MustChange:
		return "/premiere-connexion"
	case v.Unread > 0:
		return "/conditions"
	}
	return ""
}

func (s *Server) passwordPage(c *fiber.Ctx) error {
	v := visitorOf(c)
	if !v.MustChange {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return s.page(c, "parent/password", s.bare(c, "Votre mot de passe"), s.Portal.Welcome(*v))
}

func (s *Server) choosePassword(c *fiber.Ctx) error {
	v := visitorOf(c)
	if !v.MustChange {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	token, broken, err := s.Portal.ChoosePassword(c.UserContext(), *v, c.FormValue("mot_de_passe"), c.FormValue("confirmation"))
	if err != nil && fault.KindOf(err) == fault.Invalid {
		view := s.Portal.Welcome(*v)
		view.Broken = map[string]bool{}
		for _, r := range broken {
			view.Broken[r.Code] = true
		}
		layout := s.bare(c, "Votre mot de passe")
		layout.FieldErrors = map[string]string{fieldOf(err): fault.Message(err)}
		c.Status(fiber.StatusUnprocessableEntity)
		return s.page(c, "parent/password", layout, view)
	}
	if err != nil {
		return err
	}
	s.setCookie(c, "session", token, 0)
	return c.Redirect("/conditions?fait=motdepasse", fiber.StatusSeeOther)
}

func (s *Server) termsPage(c *fiber.Ctx) error {
	unread, err := s.Portal.Unread(c.UserContext(), *visitorOf(c))
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
	err := s.Portal.Accept(c.UserContext(), *visitorOf(c), read)
	if err != nil && fault.KindOf(err) == fault.Invalid {
		unread, readErr := s.Portal.Unread(c.UserContext(), *visitorOf(c))
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

// fieldOf is the form field that a refusal is about.
func fieldOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Field
	}
	return ""
}

// bare is a layout without navigation.
func (s *Server) bare(c *fiber.Ctx, title string) Layout {
	l := s.layout(c, title, "")
	l.NoNav = true
	return l
}
