package account

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

func (s *Pages) SignInPage(c *fiber.Ctx) error {
	next := s.SafeNext(c.Query("suite"))
	if site.VisitorOf(c) != nil {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return s.showSignIn(c, site.SignIn{Next: next}, "")
}

func (s *Pages) showSignIn(c *fiber.Ctx, view site.SignIn, notice string) error {
	view.Demo, view.FranceConnect = s.Demo, s.Account.FranceConnect != nil
	layout := s.Layout(c, "Connexion", "")
	layout.CSRF, layout.Keys = s.Token(s.Visit(c)), true
	if notice != "" {
		layout.Notice = notice
	}
	return s.Page(c, "account/sign-in", layout, view)
}

func (s *Pages) SignIn(c *fiber.Ctx) error {
	login, next := c.FormValue("identifiant"), s.SafeNext(c.FormValue("suite"))
	token, err := s.Account.SignIn(c.UserContext(), account.Try{Login: login, Password: c.FormValue("mot_de_passe"), Old: c.Cookies(s.Cookie("session")), From: s.From(c)})
	switch fault.KindOf(err) {
	case "":
	case fault.Invalid, fault.TooMany, fault.Unavailable: // the form again: nothing typed is lost but the password
		s.Refuse(c, err)
		return s.showSignIn(c, site.SignIn{Login: login, Next: next, Error: fault.Message(err)}, "")
	default:
		return err
	}
	s.SetCookie(c, "session", token, 0)
	return c.Redirect(next, fiber.StatusSeeOther)
}

// signOut ends the session, and FranceConnect's when it came from there.
func (s *Pages) SignOut(c *fiber.Ctx) error {
	where := s.Account.SignOutElsewhere(c.UserContext(), site.VisitorOf(c).SessionID)
	if err := s.Account.SignOut(c.UserContext(), c.Cookies(s.Cookie("session"))); err != nil {
		return err
	}
	s.SetCookie(c, "session", "", -1)
	c.Set("Clear-Site-Data", `"cache", "storage"`)
	if where != "" {
		return c.Redirect(where, fiber.StatusSeeOther)
	}
	return c.Redirect("/connexion", fiber.StatusSeeOther)
}

func (s *Pages) LookAtFamily(c *fiber.Ctx) error {
	id, _ := strconv.ParseInt(c.FormValue("famille"), 10, 64)
	if err := s.Account.Look(c.UserContext(), *site.VisitorOf(c), id); err != nil {
		return err
	}
	return c.Redirect("/", fiber.StatusSeeOther)
}

func (s *Pages) LookAtStructure(c *fiber.Ctx) error {
	id, _ := strconv.ParseInt(c.FormValue("structure"), 10, 64)
	if err := s.Account.LookAtStructure(c.UserContext(), *site.VisitorOf(c), id); err != nil {
		return err
	}
	return c.Redirect("/mairie", fiber.StatusSeeOther)
}
