package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/patience"
	"cartable/app/web/site"
)

// These pages let a user who has lost a password sign in, and confirm an address. They need no session: a form's token
// is then bound to the visit, by a separate cookie.

const (
	ForgottenPath   = "/mot-de-passe-oublie"
	NewPasswordPath = "/nouveau-mot-de-passe" // #nosec G101 -- an address
	ConfirmPath     = "/confirmer-adresse"
)

// ForgottenPage is the page that asks for a login and an address. After that it announces a mail, whether or not an
// account was found.
type ForgottenPage struct {
	Login, Address string
	Asked          bool
}

func (s *Pages) ForgottenPage(c *fiber.Ctx) error {
	return s.Page(c, "account/forgotten", s.DoorLayout(c, "Mot de passe oublié"),
		ForgottenPage{Asked: site.Said(c) == site.ResetAsked})
}

func (s *Pages) Forgotten(c *fiber.Ctx) error {
	view := ForgottenPage{Login: c.FormValue("identifiant"), Address: c.FormValue("adresse")}
	err := s.Account.AskReset(c.UserContext(), view.Login, view.Address, patience.Origin{Address: site.ClientOf(c)})
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.TooMany {
		layout := s.DoorLayout(c, "Mot de passe oublié")
		layout.FieldErrors = map[string]string{site.FieldOf(err): fault.Message(err)}
		s.Refuse(c, err)
		return s.Page(c, "account/forgotten", layout, view)
	}
	if err != nil {
		return err
	}
	s.Wake()
	return site.Say(c, site.ResetAsked, ForgottenPath)
}
