package web

import (
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/patience"
)

// returnPath is where FranceConnect sends people back, whatever they left for.
const returnPath = "/franceconnect/retour"

// awayCookie binds a departure to the browser that leaves.
const awayCookie = "franceconnect"

// browser gives the browser that leaves a secret of its own.
func (s *Server) browser(c *fiber.Ctx) string {
	secret := rand.Text()
	s.setCookie(c, awayCookie, secret, int(account.IdentityLasts.Seconds()))
	return secret
}

func (s *Server) departSignIn(c *fiber.Ctx) error {
	next := s.safeNext(c.FormValue("suite"))
	address, err := s.Account.Depart(c.UserContext(), s.browser(c), next, patience.Origin{Address: clientOf(c)})
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

func (s *Server) departLink(c *fiber.Ctx) error {
	address, err := s.Account.DepartToLink(c.UserContext(), *visitorOf(c), s.browser(c))
	if err != nil {
		return s.securityRefused(c, err)
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}

// arrive takes people back. It changes something though it is a GET, as OpenID Connect has it: the state, which works once
// and in one browser alone, stands for the token of a form.
func (s *Server) arrive(c *fiber.Ctx) error {
	secret := c.Cookies(s.cookie(awayCookie))
	s.setCookie(c, awayCookie, "", -1)
	v := visitorOf(c)
	if v != nil && s.welcomeTo(v) != "" {
		v = nil // a session that opens nothing yet links nothing
	}
	back, err := s.Account.Arrive(c.UserContext(), v, secret, c.Query("state"), c.Query("code"), c.Query("error"), c.Cookies(s.cookie("session")), s.from(c))
	switch {
	case err != nil && fault.KindOf(err) == fault.Internal:
		return err
	case err != nil:
		slog.Info("FranceConnect", "refused", err.Error())
		switch {
		case v != nil:
			return s.securityRefused(c, err)
		case visitorOf(c) != nil:
			return c.Redirect(s.welcomeTo(visitorOf(c)), fiber.StatusSeeOther)
		}
		return s.refuseAtTheDoor(c, "/", err)
	case back.Proved:
		v.ProvedAt = time.Now()
		return s.goOn(c, back.Resume)
	case back.Linked:
		return c.Redirect("/profil/securite?fait=lie", fiber.StatusSeeOther)
	}
	s.setCookie(c, "session", back.Token, 0)
	return c.Redirect(s.safeNext(back.Next), fiber.StatusSeeOther)
}

func (s *Server) unlink(c *fiber.Ctx) error {
	if err := s.Account.Unlink(c.UserContext(), *visitorOf(c)); err != nil {
		return s.securityRefused(c, err)
	}
	return c.Redirect("/profil/securite?fait=delie", fiber.StatusSeeOther)
}
