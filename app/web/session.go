package web

import (
	"crypto/subtle"
	"log/slog"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/app/portal"
	"cartable/app/seclog"
)

// The keys under which a request keeps who asks.
const (
	keyClient  = "client"
	keyVisitor = "visitor"
	keyPlaces  = "places"
)

// byItself are the addresses that open pages ask without anybody touching them.
var byItself = map[string]bool{eventsPath: true, "/reservations/fraicheur": true, "/mairie/nuits/progression": true}

// admit lets a request through to its handler if the route table says so: it finds the session, checks the
// role, and for a form its token. Signed out, a page leads to the sign-in page; a fragment asks htmx to go
// there.
func (s *Server) admit(r Route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if r.Access == access.Platform { // without a session, from another site: it is asked nothing, and believed nothing
			return r.handler(c)
		}
		request := seclog.From(c.UserContext())
		request.Route = r.Path
		if r.Method == post && s.foreign(c) {
			seclog.Note(c.UserContext(), seclog.SiteForeign)
			return fault.Forbiddenf("Cette demande vient d'un autre site. Ouvrez le portail et recommencez.")
		}
		token := c.Cookies(s.cookie("session"))
		visitor, ok := portal.Visitor{}, false
		if token != "" {
			var err error
			find := s.Portal.Visitor
			if byItself[r.Path] {
				find = s.Portal.Glimpse
			}
			if visitor, ok, err = find(c.UserContext(), token); err != nil {
				return err
			}
		}
		if ok {
			c.Locals(keyVisitor, &visitor)
			request.Account = visitor.AccountID
		} else if r.Access != access.Public && r.Access != access.DemoMails {
			return s.askToSignIn(c)
		}
		first := s.welcomeTo(&visitor)
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
		if r.Method == post {
			subject := visitor.SessionID
			if !ok {
				subject = c.Cookies(s.cookie("visite"))
			}
			sent := c.FormValue("_csrf")
			if subject == "" || subtle.ConstantTimeCompare([]byte(sent), []byte(s.token(subject))) != 1 {
				seclog.Note(c.UserContext(), seclog.TokenWrong)
				return fault.Forbiddenf("Cette page est restée ouverte trop longtemps. Revenez en arrière, rechargez-la et recommencez.")
			}
		}
		if ok && first == "" {
			if goOn, err := s.proven(c, r); err != nil || !goOn {
				return err
			}
		}
		err = r.handler(c)
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
	v := visitorOf(c)
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

func visitorOf(c *fiber.Ctx) *portal.Visitor {
	v, _ := c.Locals(keyVisitor).(*portal.Visitor)
	return v
}

// viewer is the guardian who asks; admit has made sure that there is one.
func viewer(c *fiber.Ctx) portal.Viewer {
	v, _ := portal.ViewerOf(*visitorOf(c))
	return v
}

// places are the structures for which the visitor works, read once a request.
func (s *Server) places(c *fiber.Ctx) ([]portal.StaffPlace, error) {
	if all, ok := c.Locals(keyPlaces).([]portal.StaffPlace); ok {
		return all, nil
	}
	all, err := s.Portal.StaffPlaces(c.UserContext(), visitorOf(c).AccountID)
	if err != nil {
		return nil, err
	}
	c.Locals(keyPlaces, all)
	return all, nil
}

// placeInView is the structure in view with the visitor's roles there: none where they do not work.
func (s *Server) placeInView(c *fiber.Ctx) (portal.StaffPlace, error) {
	all, err := s.places(c)
	for _, p := range all {
		if p.StructureID == visitorOf(c).StructureID {
			return p, nil
		}
	}
	return portal.StaffPlace{}, err
}

// desk is where the member of staff who asks works.
func desk(c *fiber.Ctx) office.Desk {
	v := visitorOf(c)
	return office.Desk{StructureID: v.StructureID, Revision: v.Revision, AccountID: v.AccountID, Origin: clientOf(c)}
}

// cookie is the name of a cookie: over HTTPS it is bound to this host and cannot be set by a neighbour.
func (s *Server) cookie(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) setCookie(c *fiber.Ctx, name, value string, age int) {
	c.Cookie(&fiber.Cookie{Name: s.cookie(name), Value: value, Path: "/", HTTPOnly: true, Secure: s.secure,
		SameSite: fiber.CookieSameSiteLaxMode, MaxAge: age, SessionOnly: age == 0})
}

func (s *Server) askToSignIn(c *fiber.Ctx) error {
	next := c.OriginalURL()
	if c.Method() != get {
		next = "/reservations"
	}
	where := "/connexion"
	if next != "/" {
		where += "?suite=" + url.QueryEscape(next)
	}
	return goTo(c, where)
}

// goTo sends a page elsewhere with a redirection, and a fragment by asking htmx to go.
func goTo(c *fiber.Ctx, where string) error {
	if c.Get("HX-Request") != "" {
		c.Set("HX-Redirect", where)
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	return c.Redirect(where, fiber.StatusSeeOther)
}

// safeNext keeps an address to go to only if it is a page of this portal.
func (s *Server) safeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	for _, r := range s.routes() {
		if r.Method == get && r.Path != "/connexion" && fiber.RoutePatternMatch(u.Path, r.Path) {
			return u.RequestURI()
		}
	}
	return "/"
}

func (s *Server) signInPage(c *fiber.Ctx) error {
	next := s.safeNext(c.Query("suite"))
	if visitorOf(c) != nil {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return s.showSignIn(c, SignIn{Next: next}, "")
}

func (s *Server) showSignIn(c *fiber.Ctx, view SignIn, notice string) error {
	view.Demo, view.FranceConnect = s.Demo, s.Portal.FranceConnect != nil
	layout := s.layout(c, "Connexion", "")
	layout.CSRF, layout.Keys = s.token(s.visit(c)), true
	if notice != "" {
		layout.Notice = notice
	}
	return s.page(c, "parent/sign-in", layout, view)
}

func (s *Server) signIn(c *fiber.Ctx) error {
	login, next := c.FormValue("identifiant"), s.safeNext(c.FormValue("suite"))
	token, err := s.Portal.SignIn(c.UserContext(), portal.Try{Login: login, Password: c.FormValue("mot_de_passe"), Old: c.Cookies(s.cookie("session")), From: s.from(c)})
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
	where := s.Portal.SignOutElsewhere(c.UserContext(), visitorOf(c).SessionID)
	if err := s.Portal.SignOut(c.UserContext(), c.Cookies(s.cookie("session"))); err != nil {
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
	if err := s.Portal.Look(c.UserContext(), *visitorOf(c), id); err != nil {
		return err
	}
	return c.Redirect("/", fiber.StatusSeeOther)
}

func (s *Server) lookAtStructure(c *fiber.Ctx) error {
	id, _ := strconv.ParseInt(c.FormValue("structure"), 10, 64)
	if err := s.Portal.LookAtStructure(c.UserContext(), *visitorOf(c), id); err != nil {
		return err
	}
	return c.Redirect("/mairie", fiber.StatusSeeOther)
}
