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

// The keys under which a request stores its visitor.
const (
	keyClient  = "client"
	KeyVisitor = "visitor"
	keyPlaces  = "places"
)

// admission is a request on its way to its handler. Each step lets it continue, or answers it: with an error, or with a
// redirection (gone).
type admission struct {
	*Server
	c       *fiber.Ctx
	r       Route
	visitor *account.Visitor // nil: not signed in
	first   string           // where this session must go before anything else; empty = nowhere
	gone    bool             // the request is answered
	free    func()           // to be called when the handler is done; nil if there is nothing to free
}

// admit passes a request to its handler if the route table allows it. The steps run in this order, and there is no
// other way to reach the handler.
func (s *Server) admit(r Route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if r.Access == access.Platform { // no session, another site: its parameters are not trusted
			return r.Handler(c)
		}
		seclog.From(c.UserContext()).Route = r.Path
		a := &admission{Server: s, c: c, r: r}
		if done, err := a.expected(); done {
			return err
		}
		for _, step := range []func(*admission) error{
			(*admission).fromHere, (*admission).findVisitor, (*admission).whom, (*admission).welcome, (*admission).role,
			(*admission).formToken, (*admission).proof, (*admission).turn,
		} {
			if err := step(a); err != nil || a.gone {
				return err
			}
		}
		return a.handle()
	}
}

// fromHere refuses a form sent by another site.
func (a *admission) fromHere() error {
	if a.r.Method != Post || !a.foreign(a.c) {
		return nil
	}
	seclog.Log(a.c.UserContext(), seclog.SiteForeign)
	return fault.Forbiddenf("Cette demande vient d'un autre site. Ouvrez le portail et recommencez.")
}

// findVisitor finds the signed-in visitor. Without one, a page redirects to the sign-in page, and a fragment makes htmx
// do so.
func (a *admission) findVisitor() error {
	find := a.Account.Visitor
	if a.r.Passive {
		find = a.Account.Glimpse
	}
	token := a.c.Cookies(a.Cookie("session"))
	if token != "" {
		visitor, ok, err := find(a.c.UserContext(), token)
		if err != nil {
			return err
		}
		if ok {
			a.visitor = &visitor
			a.c.Locals(KeyVisitor, a.visitor)
			seclog.From(a.c.UserContext()).Account = visitor.AccountID
			return nil
		}
	}
	if a.r.Access == access.Public || a.r.Access == access.DemoMails {
		return nil
	}
	a.gone = true
	return a.askToSignIn(token)
}

// welcome redirects a session that must first pass its second factor, choose a new password, or read the texts in
// force.
func (a *admission) welcome() error {
	if a.visitor == nil {
		return nil
	}
	if a.first = a.WelcomeTo(a.visitor); a.first == "" || opensBefore(a.r, a.first) {
		return nil
	}
	a.gone = true
	return goTo(a.c, a.first+a.wanted(a.c, a.first))
}

// role checks the table of roles. If the database does not answer, the result is an error, not a refusal.
func (a *admission) role() error {
	may, err := a.allowed(a.c, a.r.Access)
	if err != nil || may {
		return err
	}
	seclog.Log(a.c.UserContext(), seclog.RoleRefused, slog.String("action", string(a.r.Access)))
	return fault.NotFoundf("Cette page n'existe pas, ou votre compte n'y donne pas accès.")
}

// formToken checks the token of a form: of the session, or of the visit when there is none.
func (a *admission) formToken() error {
	if a.r.Method != Post {
		return nil
	}
	sent := a.c.FormValue("_csrf")
	if a.visitor != nil {
		if shown, ok := a.readToken(a.visitor.SessionID, sent); ok && shown.whom == whomOf(a.visitor) {
			return nil
		}
	} else if visit := a.c.Cookies(a.Cookie("visite")); visit != "" &&
		subtle.ConstantTimeCompare([]byte(sent), []byte(a.Token(visit))) == 1 {
		return nil
	}
	seclog.Log(a.c.UserContext(), seclog.TokenWrong)
	// The account is what the token says, unproved: it only chooses the sentence.
	if form, says, _ := saidBy(sent); a.visitor != nil && says != "" && form.account != a.visitor.AccountID {
		return fault.Forbiddenf("Une autre personne s'est connectée dans ce navigateur depuis que cette page est " +
			"ouverte. Rien n'a été enregistré. Revenez à l'accueil pour continuer avec le compte connecté, ou " +
			"déconnectez-vous pour reprendre le vôtre.")
	}
	return fault.Forbiddenf("Cette page est restée ouverte trop longtemps. Revenez en arrière, rechargez-la et " +
		"recommencez.")
}

// proof requires a proof of identity where the route needs one.
func (a *admission) proof() error {
	if a.visitor == nil || a.first != "" {
		return nil
	}
	goOn, err := a.proven(a.c, a.r)
	a.gone = !goOn
	return err
}

// handle calls the handler, and records refusals in the security log.
func (a *admission) handle() error { return a.logged(a.serve()) }

// serve calls the handler, and frees what was taken for it.
func (a *admission) serve() error {
	if free := a.free; free != nil {
		a.free = nil
		defer free()
	}
	return a.r.Handler(a.c)
}

func (a *admission) logged(err error) error {
	switch fault.KindOf(err) {
	case fault.NotFound:
		seclog.Log(a.c.UserContext(), seclog.ThingRefused)
	case fault.Forbidden:
		seclog.Log(a.c.UserContext(), seclog.RoleRefused, slog.String("action", string(a.r.Access)))
	}
	return err
}

// allowed checks the table of roles. A guardian of the family in view has that role; staff roles are read only where it
// is not enough.
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
	if !access.AnyMay([]access.Role{access.Administrator, access.Manager, access.Agent, access.Kitchen,
		access.Treasurer}, action) {
		return false, nil
	}
	place, err := s.placeInView(c)
	return access.AnyMay(place.Roles, action), err
}
