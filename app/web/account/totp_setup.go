package account

import (
	"encoding/base64"
	"html/template"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// TOTPSetupPage shows a secret for a telephone.
type TOTPSetupPage struct {
	account.TOTPSetup
	First bool // nothing else opens before
}

// Src is the picture as an address that holds it: the policy of pages allows data for pictures alone.
func (k TOTPSetupPage) Src() template.URL {
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(k.Picture)) // #nosec G203 -- base64
}

// Open is the secret's address, which a telephone hands to its application. It is made of what totp escapes.
func (k TOTPSetupPage) Open() template.URL { return template.URL(k.Address) } // #nosec G203 -- made by totp, which escapes

// TOTPSetupPage shows a secret to take down: at a first sign-in of who works for the town, or from the profile.
func (s *Pages) TOTPSetupPage(c *fiber.Ctx) error {
	v := site.VisitorOf(c)
	if v.Factor {
		return c.Redirect("/profil/securite", fiber.StatusSeeOther)
	}
	setup, err := s.Account.NewTOTP(*v)
	if err != nil {
		return err
	}
	return s.showTOTP(c, setup, nil)
}

func (s *Pages) showTOTP(c *fiber.Ctx, setup account.TOTPSetup, wrong error) error {
	view, title := TOTPSetupPage{TOTPSetup: setup, First: s.WelcomeTo(site.VisitorOf(c)) == site.TOTPPath}, "Validation en deux étapes"
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

// ConfirmTOTP takes the first code of a secret, and shows the recovery codes.
func (s *Pages) ConfirmTOTP(c *fiber.Ctx) error {
	v, sealed := site.VisitorOf(c), c.FormValue("cle")
	first := s.WelcomeTo(v) == site.TOTPPath
	token, codes, err := s.Account.ConfirmTOTP(c.UserContext(), *v, sealed, c.FormValue("code"))
	if fault.KindOf(err) == fault.Invalid {
		setup, showErr := s.Account.ShowTOTP(*v, sealed)
		if showErr != nil {
			return showErr
		}
		return s.showTOTP(c, setup, err)
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

// ReplaceTOTP begins to replace the telephone.
func (s *Pages) ReplaceTOTP(c *fiber.Ctx) error {
	setup, err := s.Account.ReplaceTOTP(*site.VisitorOf(c))
	if err != nil {
		return s.securityRefused(c, err)
	}
	return s.showTOTP(c, setup, nil)
}
