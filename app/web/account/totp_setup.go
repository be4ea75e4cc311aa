package account

import (
	"encoding/base64"
	"html/template"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// TOTPSetupPage shows a secret to be stored in a telephone.
type TOTPSetupPage struct {
	account.TOTPSetup
	First bool // no other page opens before this is done
}

// Src returns the picture as a data URL. The Content-Security-Policy allows data URLs for pictures only.
func (k TOTPSetupPage) Src() template.URL {
	return template.URL("data:image/png;base64," +
		base64.StdEncoding.EncodeToString(k.Picture)) // #nosec G203 -- base64
}

// Open returns the URL of the secret, which a telephone passes to its authenticator. Package totp escapes its parts.
func (k TOTPSetupPage) Open() template.URL {
	return template.URL(k.Address)
} // #nosec G203 -- made by totp, which escapes

// TOTPSetupPage shows a secret to be stored: at the first sign-in of a member of staff, or from the profile.
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
	view, title := TOTPSetupPage{TOTPSetup: setup, First: s.WelcomeTo(site.VisitorOf(c)) == site.TOTPPath},
		"Validation en deux étapes"
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

// ConfirmTOTP checks the first code of a secret, and shows the recovery codes.
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
	c.Locals(site.KeyVisitor, &renewed) // the page's forms belong to the new session
	view := RecoveryCodesPage{Codes: codes, Next: "/profil/securite"}
	if first {
		view.Next = "/"
	}
	return s.showCodes(c, view)
}

// ReplaceTOTP starts the replacement of the telephone.
func (s *Pages) ReplaceTOTP(c *fiber.Ctx) error {
	setup, err := s.Account.ReplaceTOTP(*site.VisitorOf(c))
	if err != nil {
		return s.securityRefused(c, err)
	}
	return s.showTOTP(c, setup, nil)
}
