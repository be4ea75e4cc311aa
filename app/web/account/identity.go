package account

import (
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/patience"
	"cartable/app/web/site"
)

// ReturnPath is the address to which FranceConnect redirects browsers, whatever the purpose.
const ReturnPath = "/franceconnect/retour"

// awayCookie binds a departure to FranceConnect to the browser that made it.
const awayCookie = "franceconnect"

// browser gives a browser that departs to FranceConnect its own secret.
func (s *Pages) browser(c *fiber.Ctx) string {
	secret := rand.Text()
	s.SetCookie(c, awayCookie, secret, int(account.IdentityLasts.Seconds()))
	return secret
}

func (s *Pages) DepartSignIn(c *fiber.Ctx) error {
	next := s.SafeNext(c.FormValue("suite"))
	address, err := s.Account.Depart(c.UserContext(), s.browser(c), next, patience.Origin{Address: site.ClientOf(c)})
	switch fault.KindOf(err) {
	case fault.Unavailable:
		slog.Warn("FranceConnect does not answer", "error", err.Error())
		return s.refuseAtTheDoor(c, next, err)
	case fault.TooMany:
		return s.refuseAtTheDoor(c, next, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}

func (s *Pages) DepartLink(c *fiber.Ctx) error {
	address, err := s.Account.DepartToLink(c.UserContext(), *site.VisitorOf(c), s.browser(c))
	if err != nil {
		return s.securityRefused(c, err)
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}

// Arrive handles the return from FranceConnect. It changes state although it is a GET, as OpenID Connect requires: the
// state parameter, valid once and in one browser only, replaces the form token.
func (s *Pages) Arrive(c *fiber.Ctx) error {
	secret := c.Cookies(s.Cookie(awayCookie))
	s.SetCookie(c, awayCookie, "", -1)
	v := site.VisitorOf(c)
	if v != nil && s.WelcomeTo(v) != "" {
		v = nil // a session that is not fully signed in cannot link an identity
	}
	back, err := s.Account.Arrive(c.UserContext(), v, secret, c.Query("state"), c.Query("code"), c.Query("error"),
		c.Cookies(s.Cookie("session")), s.From(c))
	switch {
	case err != nil && fault.KindOf(err) == fault.Internal:
		return err
	case err != nil:
		slog.Info("FranceConnect", "refused", err.Error())
		switch {
		case v != nil:
			return s.securityRefused(c, err)
		case site.VisitorOf(c) != nil:
			return c.Redirect(s.WelcomeTo(site.VisitorOf(c)), fiber.StatusSeeOther)
		}
		return s.refuseAtTheDoor(c, "/", err)
	case back.Proved:
		v.ProvedAt = time.Now()
		return s.goOn(c, back.Resume)
	case back.Linked:
		return site.Say(c, site.IdentityLinked, "/profil/securite")
	}
	s.SetCookie(c, "session", back.Token, 0)
	return c.Redirect(s.SafeNext(back.Next), fiber.StatusSeeOther)
}

func (s *Pages) Unlink(c *fiber.Ctx) error {
	if err := s.Account.Unlink(c.UserContext(), *site.VisitorOf(c)); err != nil {
		return s.securityRefused(c, err)
	}
	return site.Say(c, site.IdentityUnlinked, "/profil/securite")
}
