package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/patience"
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
	layout.CSRF, layout.Passkeys = s.Token(s.Visit(c)), true
	if notice != "" {
		layout.Notice = notice
	}
	return s.Page(c, "account/sign-in", layout, view)
}

func (s *Pages) SignIn(c *fiber.Ctx) error {
	login, next := c.FormValue("identifiant"), s.SafeNext(c.FormValue("suite"))
	token, err := s.Account.SignIn(c.UserContext(), account.Try{Login: login, Password: c.FormValue("mot_de_passe"),
		Old: c.Cookies(s.Cookie("session")), From: s.From(c)})
	switch fault.KindOf(err) {
	case "":
	case fault.Invalid, fault.TooMany, fault.Unavailable: // show the form again: only the password has to be retyped
		s.Refuse(c, err)
		return s.showSignIn(c, site.SignIn{Login: login, Next: next, Error: fault.Message(err)}, "")
	default:
		return err
	}
	s.SetCookie(c, "session", token, 0)
	return c.Redirect(next, fiber.StatusSeeOther)
}

// SignOut ends the session, and FranceConnect's too if it was used to sign in.
func (s *Pages) SignOut(c *fiber.Ctx) error {
	where := s.Account.SignOutElsewhere(c.UserContext(), site.VisitorOf(c).SessionID)
	if err := s.Account.SignOut(c.UserContext(), c.Cookies(s.Cookie("session"))); err != nil {
		return err
	}
	s.SetCookie(c, "session", "", -1)
	s.ForgetLeft(c)
	c.Set("Clear-Site-Data", `"cache", "storage"`)
	if where != "" {
		return c.Redirect(where, fiber.StatusSeeOther)
	}
	return c.Redirect("/connexion", fiber.StatusSeeOther)
}

// AskForPasskey sends the script the data that the browser needs to sign in with a passkey.
func (s *Pages) AskForPasskey(c *fiber.Ctx) error {
	asked, err := s.Account.AskForPasskey(c.UserContext(), c.Cookies(s.Cookie("visite")),
		patience.Origin{Address: site.ClientOf(c)})
	if err != nil {
		return err
	}
	return c.JSON(asked)
}

func (s *Pages) EnterByPasskey(c *fiber.Ctx) error {
	next := s.SafeNext(c.FormValue("suite"))
	token, err := s.Account.EnterByPasskey(c.UserContext(), c.Cookies(s.Cookie("visite")), c.FormValue("defi"),
		c.FormValue("reponse"), c.Cookies(s.Cookie("session")), s.From(c))
	if fault.KindOf(err) == fault.Invalid {
		return s.refuseAtTheDoor(c, next, err)
	}
	if err != nil {
		return err
	}
	s.SetCookie(c, "session", token, 0)
	return c.Redirect(next, fiber.StatusSeeOther)
}

// refuseAtTheDoor shows the sign-in page with an error. The visitor can still sign in with a login and a password.
func (s *Pages) refuseAtTheDoor(c *fiber.Ctx, next string, err error) error {
	s.Refuse(c, err)
	return s.showSignIn(c, site.SignIn{Next: next, Error: fault.Message(err)}, "")
}

// Stay keeps a session alive. The warning before the end of a session has a button for it.
func (s *Pages) Stay(c *fiber.Ctx) error {
	if !site.Htmx(c) {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return c.SendStatus(fiber.StatusNoContent)
}
