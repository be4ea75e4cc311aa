package account

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/patience"
	"cartable/app/web/site"
)

// What lets somebody in who has lost a password, and an address prove itself. These pages need no session: a form's token is
// then bound to the visit, a cookie of its own.

const (
	ForgottenPath   = "/mot-de-passe-oublie"
	NewPasswordPath = "/nouveau-mot-de-passe" // #nosec G101 -- an address
	ConfirmPath     = "/confirmer-adresse"
)

// ForgottenPage asks for a login and an address, or says that the answer, whatever it is, is on its way.
type ForgottenPage struct {
	Login, Address string
	Asked          bool
}

func (s *Pages) ForgottenPage(c *fiber.Ctx) error {
	return s.Page(c, "account/forgotten", s.DoorLayout(c, "Mot de passe oublié"), ForgottenPage{Asked: c.Query("fait") == "demande"})
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
	return c.Redirect(ForgottenPath+"?fait=demande", fiber.StatusSeeOther)
}

// arriveForPassword takes the token out of the address at once, so that neither the history nor another site learns it.
func (s *Pages) ArriveForPassword(c *fiber.Ctx) error {
	s.SetCookie(c, "reprise", c.Params("token"), int(account.ResetLasts/time.Second))
	return c.Redirect(NewPasswordPath, fiber.StatusSeeOther)
}

func (s *Pages) NewPasswordPage(c *fiber.Ctx) error {
	view, err := s.Account.NewPassword(c.UserContext(), c.Cookies(s.Cookie("reprise")))
	if err != nil {
		return err
	}
	return s.Page(c, "account/new-password", s.DoorLayout(c, "Nouveau mot de passe"), view)
}

func (s *Pages) NewPassword(c *fiber.Ctx) error {
	token := c.Cookies(s.Cookie("reprise"))
	broken, err := s.Account.ResetPassword(c.UserContext(), token, c.FormValue("mot_de_passe"), c.FormValue("confirmation"), s.From(c))
	if fault.KindOf(err) == fault.Invalid {
		view, readErr := s.Account.NewPassword(c.UserContext(), token)
		if readErr != nil {
			return readErr
		}
		return s.passwordRefused(c, "account/new-password", s.DoorLayout(c, "Nouveau mot de passe"), view, broken, err)
	}
	if err != nil {
		return err
	}
	s.Wake()
	s.SetCookie(c, "reprise", "", -1)
	s.SetCookie(c, "session", "", -1) // of whoever was signed in here: their sessions have ended
	return c.Redirect("/connexion?fait=nouveau", fiber.StatusSeeOther)
}

// AddressPage confirms an address.
type AddressPage struct {
	Address string // masked when it is done
	Path    string
	Done    bool
}

// confirmAddressPage only asks: mail programs open links by themselves.
func (s *Pages) ConfirmAddressPage(c *fiber.Ctx) error {
	address, err := s.Account.AddressToConfirm(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	return s.Page(c, "account/confirm-address", s.DoorLayout(c, "Confirmer une adresse"), AddressPage{Address: address, Path: ConfirmPath + "/" + c.Params("token")})
}

func (s *Pages) ConfirmAddress(c *fiber.Ctx) error {
	if err := s.Account.ConfirmAddress(c.UserContext(), c.Params("token")); err != nil {
		return err
	}
	return s.Page(c, "account/confirm-address", s.DoorLayout(c, "Adresse confirmée"), AddressPage{Done: true})
}

// stay keeps a session alive: the button of the warning before it ends.
func (s *Pages) Stay(c *fiber.Ctx) error {
	if !site.Htmx(c) {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return c.SendStatus(fiber.StatusNoContent)
}
