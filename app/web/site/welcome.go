package site

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/access"
)

// Before anything else, a session passes its second factor, a first sign-in chooses a password, a member of staff sets
// up a second factor, and everybody reads the texts in force. Until then a session may only open the page where it must
// go, sign-out, and the public pages.

// The addresses where a session must go first.
const (
	codePath     = "/connexion/code"
	passwordPath = "/premiere-connexion"
	TOTPPath     = "/profil/securite/application"
	termsPath    = "/conditions"
)

// WelcomeTo returns where a visitor must go first; it is empty when nothing is left to do.
func (s *Server) WelcomeTo(v *account.Visitor) string {
	switch lack := s.Account.Lacks(*v); {
	case lack == account.LacksCode:
		return codePath
	case v.MustChange:
		return passwordPath
	case lack == account.LacksTOTP:
		return TOTPPath
	case v.Unread > 0:
		return termsPath
	case v.FamilyID == 0 && !v.Staff: // rights were withdrawn
		return NoFamilyPath
	}
	return ""
}

// opensBefore reports whether a route is open to a session that must go somewhere first.
func opensBefore(r Route, first string) bool {
	return r.Path == first || r.Path == signOutPath || access.May("", r.Access)
}

// The addresses of sign-in and sign-out.
const (
	signInPath  = "/connexion"
	signOutPath = "/deconnexion"
)

// wanted adds the requested page to the address of the page that asks for a code.
func (s *Server) wanted(c *fiber.Ctx, first string) string {
	if first != codePath || c.Method() == Post || c.OriginalURL() == "/" || c.Get("HX-Request") != "" {
		return ""
	}
	return "?suite=" + url.QueryEscape(c.OriginalURL())
}
