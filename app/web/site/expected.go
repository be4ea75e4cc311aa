package site

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/seclog"
)

// expected handles a page of a family whom this process remembers: the database verifies the session, the right and the
// catalogue in the round trip of the page's own reads. It returns false when it does not apply, or when the visitor is
// not as remembered: then nothing has happened, and the request passes through the steps of admission.
//
// Only a page that the visitor as remembered may open is handled so. Every other answer, a refusal, a detour, is given
// by those steps, from what they read.
func (a *admission) expected() (done bool, err error) {
	if a.r.Method != Get || a.r.Proof != Free || a.r.Access != access.Book && a.r.Path != "/" {
		return false, nil
	}
	before := a.c.UserContext()
	under, v, ok := a.Account.Expect(before, a.c.Cookies(a.Cookie("session")))
	if !ok || a.WelcomeTo(v) != "" {
		return false, nil
	}
	if whom := a.c.Get(whomHeader, a.c.Query(whomParam)); whom != "" && whom != whomOf(v) {
		return false, nil
	}
	a.visitor = v
	a.c.Locals(KeyVisitor, v)
	a.c.SetUserContext(under)
	seclog.From(under).Account = v.AccountID
	if err := a.turn(); err != nil || a.gone { // the waiting page says nothing of a family: nobody has to be verified
		return true, err
	}
	answer := a.serve()
	ok, err = a.Account.Settle(under, v, a.r.Passive)
	if ok {
		if err == nil {
			err = a.logged(answer)
		}
		return true, err
	}
	a.visitor = nil
	a.c.Locals(KeyVisitor, nil)
	a.c.SetUserContext(before)
	seclog.From(before).Account = 0
	a.c.Status(fiber.StatusOK).Response().ResetBody()
	return false, nil
}
