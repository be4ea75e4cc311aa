package account

import (
	"encoding/base64"
	"html/template"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// TOTPSetupPage shows a key for a telephone.
type TOTPSetupPage struct {
	account.Enrolment
	First bool // nothing else opens before
}

// Src is the picture as an address that holds it: the policy of pages allows data for pictures alone.
func (k TOTPSetupPage) Src() template.URL {
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(k.Picture)) // #nosec G203 -- base64
}

// Open is the key's address, which a telephone hands to its application. It is made of what totp escapes.
func (k TOTPSetupPage) Open() template.URL { return template.URL(k.Address) } // #nosec G203 -- made by totp, which escapes

// TOTPSetupPage shows a key to take down: at a first sign-in of who works for the town, or from the profile.
func (s *Pages) TOTPSetupPage(c *fiber.Ctx) error {
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
	view, title := TOTPSetupPage{Enrolment: enrolment, First: s.WelcomeTo(site.VisitorOf(c)) == site.KeyPath}, "Validation en deux étapes"
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
		return site.Say(c, site.FactorReplaced, "/profil/securite")
	}
	renewed, found, err := s.Account.Visitor(c.UserContext(), token)
	if err != nil || !found {
		return err
	}
	c.Locals(site.KeyVisitor, &renewed) // the page's forms are the new session's
	view := RecoveryCodesPage{Codes: codes, Next: "/profil/securite"}
	if first {
		view.Next = "/"
	}
	return s.showCodes(c, view)
}

// replaceKey begins to replace the telephone.
func (s *Pages) ReplaceKey(c *fiber.Ctx) error {
	enrolment, err := s.Account.ReplaceKey(*site.VisitorOf(c))
	if err != nil {
		return s.securityRefused(c, err)
	}
	return s.showKey(c, enrolment, nil)
}
