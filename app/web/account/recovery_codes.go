package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// RecoveryCodesPage shows recovery codes, once only.
type RecoveryCodesPage struct {
	Codes []string
	Next  string
}

func (s *Pages) NewRecoveryCodes(c *fiber.Ctx) error {
	codes, err := s.Account.NewRecoveryCodes(c.UserContext(), *site.VisitorOf(c))
	if err != nil {
		return s.securityRefused(c, err)
	}
	return s.showCodes(c, RecoveryCodesPage{Codes: codes, Next: "/profil/securite"})
}

func (s *Pages) showCodes(c *fiber.Ctx, view RecoveryCodesPage) error {
	layout := s.Bare(c, "Vos codes de secours")
	layout.Passkeys = true
	return s.Page(c, "account/recovery-codes", layout, view)
}
