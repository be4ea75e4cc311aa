package web

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
)

func (s *Server) signInPage(c *fiber.Ctx) error {
	next := s.safeNext(c.Query("suite"))
	if visitorOf(c) != nil {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return s.showSignIn(c, SignIn{Next: next}, "")
}

func (s *Server) showSignIn(c *fiber.Ctx, view SignIn, notice string) error {
	view.Demo, view.FranceConnect = s.Demo, s.Account.FranceConnect != nil
	layout := s.layout(c, "Connexion", "")
	layout.CSRF, layout.Keys = s.token(s.visit(c)), true
	if notice != "" {
		layout.Notice = notice
	}
	return s.page(c, "parent/sign-in", layout, view)
}

func (s *Server) signIn(c *fiber.Ctx) error {
	login, next := c.FormValue("identifiant"), s.safeNext(c.FormValue("suite"))
	token, err := s.Account.SignIn(c.UserContext(), account.Try{Login: login, Password: c.FormValue("mot_de_passe"), Old: c.Cookies(s.cookie("session")), From: s.from(c)})
	switch fault.KindOf(err) {
	case "":
	case fault.Invalid, fault.TooMany, fault.Unavailable: // the form again: nothing typed is lost but the password
		s.refuse(c, err)
		return s.showSignIn(c, SignIn{Login: login, Next: next, Error: fault.Message(err)}, "")
	default:
		return err
	}
	s.setCookie(c, "session", token, 0)
	return c.Redirect(next, fiber.StatusSeeOther)
}

// signOut ends the session, and FranceConnect's when it came from there.
func (s *Server) signOut(c *fiber.Ctx) error {
	where := s.Account.SignOutElsewhere(c.UserContext(), visitorOf(c).SessionID)
	if err := s.Account.SignOut(c.UserContext(), c.Cookies(s.cookie("session"))); err != nil {
		return err
	}
	s.setCookie(c, "session", "", -1)
	c.Set("Clear-Site-Data", `"cache", "storage"`)
	if where != "" {
		return c.Redirect(where, fiber.StatusSeeOther)
	}
	return c.Redirect("/connexion", fiber.StatusSeeOther)
}

func (s *Server) lookAtFamily(c *fiber.Ctx) error {
	id, _ := strconv.ParseInt(c.FormValue("famille"), 10, 64)
	if err := s.Account.Look(c.UserContext(), *visitorOf(c), id); err != nil {
		return err
	}
	return c.Redirect("/", fiber.StatusSeeOther)
}

func (s *Server) lookAtStructure(c *fiber.Ctx) error {
	id, _ := strconv.ParseInt(c.FormValue("structure"), 10, 64)
	if err := s.Account.LookAtStructure(c.UserContext(), *visitorOf(c), id); err != nil {
		return err
	}
	return c.Redirect("/mairie", fiber.StatusSeeOther)
}
