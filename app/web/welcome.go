package web

import (
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/portal"
)

// Before anything else, a session passes its second factor, a first sign-in chooses a password, who works for the town
// makes a second factor, and everybody reads the texts in force. Until then a session opens the one page where it must
// go, the way out, and what is open to all.

// Where a session must go first.
const (
	codePath     = "/connexion/code"
	passwordPath = "/premiere-connexion"
	keyPath      = "/profil/securite/application"
	termsPath    = "/conditions"
)

// welcomeTo is where a visitor must go first; empty when nothing is left to do.
func (s *Server) welcomeTo(v *portal.Visitor) string {
	switch lack := s.Portal.Lacks(*v); {
	case lack == portal.LacksCode:
		return codePath
	case v.MustChange:
		return passwordPath
	case lack == portal.LacksKey:
		return keyPath
	case v.Unread > 0:
		return termsPath
	case v.FamilyID == 0 && !v.Staff: // rights were withdrawn
		return noFamilyPath
	}
	return ""
}

// opensBefore tells whether a route is open to a session that must go somewhere first.
func opensBefore(r Route, first string) bool {
	return r.Path == first || r.Path == signOutPath || access.May("", r.Access)
}

const signOutPath = "/deconnexion"

// wanted keeps, for the page that asks for a code, where the visitor was going.
func (s *Server) wanted(c *fiber.Ctx, first string) string {
	if first != codePath || c.Method() != get || c.OriginalURL() == "/" || c.Get("HX-Request") != "" {
		return ""
	}
	return "?suite=" + url.QueryEscape(c.OriginalURL())
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
	if fault.KindOf(err) == fault.Invalid {
		return s.passwordRefused(c, "parent/password", s.bare(c, "Votre mot de passe"), s.Portal.Welcome(*v), broken, err)
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
