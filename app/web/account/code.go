package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// CodePage is the page that asks for the second factor of a session.
type CodePage struct {
	Next  string
	Wrong string // the field that was wrong on the last attempt
	Shown string // in the demonstration, the code that the account's telephone would show
}

func (s *Pages) CodePage(c *fiber.Ctx) error {
	next := s.SafeNext(c.Query("suite"))
	if s.Account.Lacks(*site.VisitorOf(c)) != account.LacksCode {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return s.askCode(c, s.Bare(c, "Validation en deux étapes"), CodePage{Next: next})
}

func (s *Pages) askCode(c *fiber.Ctx, layout site.Layout, view CodePage) (err error) {
	if view.Shown, err = s.Demo.Code(site.VisitorOf(c).Login); err != nil {
		return err
	}
	return s.Page(c, "account/code", layout, view)
}

// EnterCode accepts a code from the telephone, or a recovery code.
func (s *Pages) EnterCode(c *fiber.Ctx) error {
	v, next := site.VisitorOf(c), s.SafeNext(c.FormValue("suite"))
	if s.Account.Lacks(*v) != account.LacksCode {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	enter, typed := s.Account.EnterCode, c.FormValue("code")
	if written := c.FormValue("code_secours"); written != "" {
		enter, typed = s.Account.EnterRecoveryCode, written
	}
	token, err := enter(c.UserContext(), *v, typed)
	if fault.KindOf(err) == fault.Invalid {
		layout := s.Bare(c, "Validation en deux étapes")
		layout.FieldErrors = map[string]string{site.FieldOf(err): fault.Message(err)}
		c.Status(fiber.StatusUnprocessableEntity)
		return s.askCode(c, layout, CodePage{Next: next, Wrong: site.FieldOf(err)})
	}
	if err != nil {
		return err
	}
	s.SetCookie(c, "session", token, 0)
	return c.Redirect(next, fiber.StatusSeeOther)
}
