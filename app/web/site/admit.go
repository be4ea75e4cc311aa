package site

import (
	"crypto/subtle"
	"log/slog"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/seclog"
)

// The keys under which a request keeps who asks.
const (
	keyClient  = "client"
	KeyVisitor = "visitor"
	keyPlaces  = "places"
)

// admit lets a request through to its handler if the route table says so: it finds the session, checks the
// role, and for a form its token. Signed out, a page leads to the sign-in page; a fragment asks htmx to go
// there.
func (s *Server) admit(r Route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if r.Access == access.Platform { // without a session, from another site: it is asked nothing, and believed nothing
			return r.Handler(c)
		}
		request := seclog.From(c.UserContext())
		request.Route = r.Path
		if r.Method == Post && s.foreign(c) {
			seclog.Note(c.UserContext(), seclog.SiteForeign)
			return fault.Forbiddenf("Cette demande vient d'un autre site. Ouvrez le portail et recommencez.")
		}
		token := c.Cookies(s.Cookie("session"))
		visitor, ok := account.Visitor{}, false
		if token != "" {
			var err error
			find := s.Account.Visitor
			if r.Passive {
				find = s.Account.Glimpse
			}
			if visitor, ok, err = find(c.UserContext(), token); err != nil {
				return err
			}
		}
		if ok {
			c.Locals(KeyVisitor, &visitor)
			request.Account = visitor.AccountID
		} else if r.Access != access.Public && r.Access != access.DemoMails {
			return s.askToSignIn(c)
		}
		first := s.WelcomeTo(&visitor)
		if ok && first != "" && !opensBefore(r, first) {
			return goTo(c, first+s.wanted(c, first))
		}
		may, err := s.allowed(c, r.Access)
		if err != nil { // a database that does not answer refuses nobody
			return err
		}
		if !may {
			seclog.Note(c.UserContext(), seclog.RoleRefused, slog.String("action", string(r.Access)))
			return fault.NotFoundf("Cette page n'existe pas, ou votre compte n'y donne pas accès.")
		}
		if r.Method == Post {
			subject := visitor.SessionID
			if !ok {
				subject = c.Cookies(s.Cookie("visite"))
			}
			sent := c.FormValue("_csrf")
			if subject == "" || subtle.ConstantTimeCompare([]byte(sent), []byte(s.Token(subject))) != 1 {
				seclog.Note(c.UserContext(), seclog.TokenWrong)
				return fault.Forbiddenf("Cette page est restée ouverte trop longtemps. Revenez en arrière, rechargez-la et recommencez.")
			}
		}
		if ok && first == "" {
			if goOn, err := s.proven(c, r); err != nil || !goOn {
				return err
			}
		}
		err = r.Handler(c)
		switch fault.KindOf(err) {
		case fault.NotFound:
			seclog.Note(c.UserContext(), seclog.ThingRefused)
		case fault.Forbidden:
			seclog.Note(c.UserContext(), seclog.RoleRefused, slog.String("action", string(r.Access)))
		}
		return err
	}
}

// allowed asks the table of roles. A guardian of the family in view has that role; staff roles are read only
// where the family's does not do.
func (s *Server) allowed(c *fiber.Ctx, action access.Action) (bool, error) {
	if access.May("", action) {
		return true, nil
	}
	v := VisitorOf(c)
	if v == nil {
		return false, nil
	}
	if action == access.SignedIn || action == access.Welcome || v.FamilyID != 0 && access.May(access.Guardian, action) {
		return true, nil
	}
	if !access.AnyMay([]access.Role{access.Administrator, access.Manager, access.Agent, access.Treasurer}, action) {
		return false, nil
	}
	place, err := s.placeInView(c)
	return access.AnyMay(place.Roles, action), err
}
