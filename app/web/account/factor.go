package account

import (
	"encoding/base64"
	"html/template"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// CodePage asks for the second factor of a session.
type CodePage struct {
	Next  string
	Wrong string // the field that was wrong, after a try
}

// KeyPage shows a key for a telephone.
type KeyPage struct {
	account.Enrolment
	First bool // nothing else opens before
}

// Src is the picture as an address that holds it: the policy of pages allows data for pictures alone.
func (k KeyPage) Src() template.URL {
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(k.Picture)) // #nosec G203 -- base64
}

// Open is the key's address, which a telephone hands to its application. It is made of what totp escapes.
func (k KeyPage) Open() template.URL { return template.URL(k.Address) } // #nosec G203 -- made by totp, which escapes

// CodesPage shows recovery codes, this once.
type CodesPage struct {
	Codes []string
	Next  string
}

func (s *Pages) CodePage(c *fiber.Ctx) error {
	next := s.SafeNext(c.Query("suite"))
	if s.Account.Lacks(*site.VisitorOf(c)) != account.LacksCode {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return s.Page(c, "account/code", s.Bare(c, "Validation en deux étapes"), CodePage{Next: next})
}

// enterCode takes a code of the telephone, or one that was written down.
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
		return s.Page(c, "account/code", layout, CodePage{Next: next, Wrong: site.FieldOf(err)})
	}
	if err != nil {
		return err
	}
	s.SetCookie(c, "session", token, 0)
	return c.Redirect(next, fiber.StatusSeeOther)
}

// keyPage shows a key to take down: at a first sign-in of who works for the town, or from the profile.
func (s *Pages) KeyPage(c *fiber.Ctx) error {
	v := site.VisitorOf(c)
	if v.Factor {
		return c.Redirect("/profil/securite", fiber.StatusSeeOther)
	}
	enrolment, err := s.Account.NewKey(*v)
	if err != nil {
		return err
	}
	return s.showKey(c, enrolment, nil)
}

func (s *Pages) showKey(c *fiber.Ctx, enrolment account.Enrolment, wrong error) error {
	view, title := KeyPage{Enrolment: enrolment, First: s.WelcomeTo(site.VisitorOf(c)) == site.KeyPath}, "Validation en deux étapes"
	layout := s.AccountLayout(c, title, "profile")
	if view.First {
		layout = s.Bare(c, title)
	}
	if wrong != nil {
		layout.FieldErrors = map[string]string{site.FieldOf(wrong): fault.Message(wrong)}
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.Page(c, "account/totp-setup", layout, view)
}

// confirmKey takes the first code of a key, and shows the recovery codes.
func (s *Pages) ConfirmKey(c *fiber.Ctx) error {
	v, sealed := site.VisitorOf(c), c.FormValue("cle")
	first := s.WelcomeTo(v) == site.KeyPath
	token, codes, err := s.Account.ConfirmKey(c.UserContext(), *v, sealed, c.FormValue("code"))
	if fault.KindOf(err) == fault.Invalid {
		enrolment, showErr := s.Account.ShowKey(*v, sealed)
		if showErr != nil {
			return showErr
		}
		return s.showKey(c, enrolment, err)
	}
	if err != nil {
		return err
	}
	s.SetCookie(c, "session", token, 0)
	if len(codes) == 0 {
		return c.Redirect("/profil/securite?fait=telephone", fiber.StatusSeeOther)
	}
	renewed, found, err := s.Account.Visitor(c.UserContext(), token)
	if err != nil || !found {
		return err
	}
	c.Locals(site.KeyVisitor, &renewed) // the page's forms are the new session's
	view := CodesPage{Codes: codes, Next: "/profil/securite"}
	if first {
		view.Next = "/"
	}
	return s.showCodes(c, view)
}

func (s *Pages) showCodes(c *fiber.Ctx, view CodesPage) error {
	layout := s.Bare(c, "Vos codes de secours")
	layout.Keys = true
	return s.Page(c, "account/recovery-codes", layout, view)
}

// replaceKey begins to replace the telephone.
func (s *Pages) ReplaceKey(c *fiber.Ctx) error {
	enrolment, err := s.Account.ReplaceKey(*site.VisitorOf(c))
	if err != nil {
		return s.securityRefused(c, err)
	}
	return s.showKey(c, enrolment, nil)
}

func (s *Pages) NewRecoveryCodes(c *fiber.Ctx) error {
	codes, err := s.Account.NewRecoveryCodes(c.UserContext(), *site.VisitorOf(c))
	if err != nil {
		return s.securityRefused(c, err)
	}
	return s.showCodes(c, CodesPage{Codes: codes, Next: "/profil/securite"})
}

func (s *Pages) DropFactor(c *fiber.Ctx) error {
	if err := s.Account.DropFactor(c.UserContext(), *site.VisitorOf(c)); err != nil {
		return s.securityRefused(c, err)
	}
	return c.Redirect("/profil/securite?fait=arrete", fiber.StatusSeeOther)
}
