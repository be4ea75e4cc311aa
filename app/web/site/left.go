package site

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/access"
)

// When a session has ended, the sign-in page says so, and the interrupted page opens again after sign-in. A form that
// was being sent is kept too, in a cookie that is sealed for the account to which the form was shown; a separate page
// then offers to send it or not.

// LeftPath is the address of that page.
const LeftPath = "/connexion/reprise"

const leftCookie = "saisie"

// Left is a form that was being sent.
type Left struct {
	Resume
	Whom  string // its addressee (whom.go)
	Place string // the page with the form
}

// askToSignIn redirects to the sign-in page. session is the token of a session that has ended; empty = there was none.
func (a *admission) askToSignIn(session string) error {
	if a.r.Path == signOutPath {
		return goTo(a.c, signInPath)
	}
	next, said := a.place(), Notice("")
	if session != "" || a.r.Method == Post { // forms are shown only with a session
		said = SessionEnded
	}
	kept, err := a.keepLeft(session, next)
	if err != nil {
		return err
	}
	if kept {
		next, said = LeftPath, SessionEndedKept
	}
	where := signInPath
	if next != "/" {
		where += "?suite=" + url.QueryEscape(next)
	}
	return goTo(a.c, said.On(where))
}

// place returns the visitor's page: the requested one, or the one with the form or fragment.
func (a *admission) place() string {
	from := a.pageOf(a.c.Get("HX-Current-URL", a.c.Get(fiber.HeaderReferer)))
	if a.r.Method == Post {
		return from
	}
	asked := a.c.OriginalURL()
	page, _, _ := strings.Cut(from, "?")
	if path, _, _ := strings.Cut(asked, "?"); a.c.Get("HX-Request") == "" || path == page {
		return asked
	}
	return from
}

// keepLeft keeps the form that is being sent, if it was shown to the session that has ended. Forms with secrets are not
// kept, nor those of sign-in, nor those with a file.
func (a *admission) keepLeft(session, place string) (kept bool, err error) {
	if session == "" || a.r.Method != Post || a.r.Proof == AsksFirst || a.r.Access == access.Welcome ||
		strings.Contains(a.c.Get(fiber.HeaderAccept), fiber.MIMEApplicationJSON) {
		return false, nil
	}
	shown, ok := a.readToken(account.SessionName(session), a.c.FormValue("_csrf"))
	if !ok {
		return false, nil
	}
	left := Left{Resume{a.postedTo(a.c), Carried(a.c)}, shown.whom, place}
	if left.Action == "" {
		return false, nil
	}
	text, err := json.Marshal(left)
	if err != nil {
		return false, err
	}
	sealed, err := a.Account.KeepLeft(shown.account, text)
	if err != nil || sealed == "" {
		return false, err
	}
	a.SetCookie(a.c, leftCookie, sealed, int(account.LeftLasts.Seconds()))
	return true, nil
}

// LeftOf returns the form that the visitor was sending; ok is false when there is none.
func (s *Server) LeftOf(c *fiber.Ctx) (left Left, ok bool) {
	text, ok := s.Account.OpenLeft(VisitorOf(c).AccountID, c.Cookies(s.Cookie(leftCookie)))
	return left, ok && json.Unmarshal(text, &left) == nil
}

// ForgetLeft drops the form that was being sent.
func (s *Server) ForgetLeft(c *fiber.Ctx) { s.SetCookie(c, leftCookie, "", -1) }
