package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/patience"
)

// What lets somebody in who has lost a password, and an address prove itself. These pages need no session: a form's token is
// then bound to the visit, a cookie of its own.

const (
	forgottenPath   = "/mot-de-passe-oublie"
	newPasswordPath = "/nouveau-mot-de-passe" // #nosec G101 -- an address
	confirmPath     = "/confirmer-adresse"
)

// ForgottenPage asks for a login and an address, or says that the answer, whatever it is, is on its way.
type ForgottenPage struct {
	Login, Address string
	Asked          bool
}

func (s *Server) forgottenPage(c *fiber.Ctx) error {
	return s.page(c, "door/forgotten", s.doorLayout(c, "Mot de passe oublié"), ForgottenPage{Asked: c.Query("fait") == "demande"})
}

func (s *Server) forgotten(c *fiber.Ctx) error {
	view := ForgottenPage{Login: c.FormValue("identifiant"), Address: c.FormValue("adresse")}
	err := s.Account.AskReset(c.UserContext(), view.Login, view.Address, patience.Origin{Address: clientOf(c)})
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.TooMany {
		layout := s.doorLayout(c, "Mot de passe oublié")
		layout.FieldErrors = map[string]string{fieldOf(err): fault.Message(err)}
		s.refuse(c, err)
		return s.page(c, "door/forgotten", layout, view)
	}
	if err != nil {
		return err
	}
	s.ring()
	return c.Redirect(forgottenPath+"?fait=demande", fiber.StatusSeeOther)
}

// arriveForPassword takes the token out of the address at once, so that neither the history nor another site learns it.
func (s *Server) arriveForPassword(c *fiber.Ctx) error {
	s.setCookie(c, "reprise", c.Params("token"), int(account.ResetLasts/time.Second))
	return c.Redirect(newPasswordPath, fiber.StatusSeeOther)
}

func (s *Server) newPasswordPage(c *fiber.Ctx) error {
	view, err := s.Account.NewPassword(c.UserContext(), c.Cookies(s.cookie("reprise")))
	if err != nil {
		return err
	}
	return s.page(c, "door/new-password", s.doorLayout(c, "Nouveau mot de passe"), view)
}

func (s *Server) newPassword(c *fiber.Ctx) error {
	token := c.Cookies(s.cookie("reprise"))
	broken, err := s.Account.ResetPassword(c.UserContext(), token, c.FormValue("mot_de_passe"), c.FormValue("confirmation"), s.from(c))
	if fault.KindOf(err) == fault.Invalid {
		view, readErr := s.Account.NewPassword(c.UserContext(), token)
		if readErr != nil {
			return readErr
		}
		return s.passwordRefused(c, "door/new-password", s.doorLayout(c, "Nouveau mot de passe"), view, broken, err)
	}
	if err != nil {
		return err
	}
	s.ring()
	s.setCookie(c, "reprise", "", -1)
	s.setCookie(c, "session", "", -1) // of whoever was signed in here: their sessions have ended
	return c.Redirect("/connexion?fait=nouveau", fiber.StatusSeeOther)
}

// AddressPage confirms an address.
type AddressPage struct {
	Address string // masked when it is done
	Path    string
	Done    bool
}

// confirmAddressPage only asks: mail programs open links by themselves.
func (s *Server) confirmAddressPage(c *fiber.Ctx) error {
	address, err := s.Account.AddressToConfirm(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	return s.page(c, "door/address", s.doorLayout(c, "Confirmer une adresse"), AddressPage{Address: address, Path: confirmPath + "/" + c.Params("token")})
}

func (s *Server) confirmAddress(c *fiber.Ctx) error {
	if err := s.Account.ConfirmAddress(c.UserContext(), c.Params("token")); err != nil {
		return err
	}
	return s.page(c, "door/address", s.doorLayout(c, "Adresse confirmée"), AddressPage{Done: true})
}

// stay keeps a session alive: the button of the warning before it ends.
func (s *Server) stay(c *fiber.Ctx) error {
	if !htmx(c) {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return c.SendStatus(fiber.StatusNoContent)
}
