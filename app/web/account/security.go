package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// SecurityPage is the page of the ways to sign in to an account.
type SecurityPage struct {
	account.Security
	Adding bool   // a passkey is being added
	Name   string // the name of that passkey, as typed
}

func (s *Pages) SecurityPage(c *fiber.Ctx) error { return s.showSecurity(c, nil) }

// securityRefused shows the page again, with each error beside its field.
func (s *Pages) securityRefused(c *fiber.Ctx, err error) error {
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	return s.showSecurity(c, err)
}

func (s *Pages) showSecurity(c *fiber.Ctx, wrong error) error {
	state, err := s.Account.Security(c.UserContext(), *site.VisitorOf(c))
	if err != nil {
		return err
	}
	view, layout := SecurityPage{Security: state, Name: c.FormValue("nom")}, s.AccountLayout(c, "Sécurité", "profile")
	layout.Passkeys, view.Adding = true, view.Name != "" || wrong != nil && site.FieldOf(wrong) == "nom"
	if wrong != nil {
		layout.FieldErrors = map[string]string{site.FieldOf(wrong): fault.Message(wrong)}
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.Page(c, "account/security", layout, view)
}

// AskForNewPasskey sends the script the data that the browser needs to create a passkey. A refusal is a sentence and a
// status.
func (s *Pages) AskForNewPasskey(c *fiber.Ctx) error {
	asked, err := s.Account.AskForNewPasskey(c.UserContext(), *site.VisitorOf(c), c.FormValue("nom"))
	if err != nil {
		return err
	}
	return c.JSON(asked)
}

// AddPasskey stores a new passkey. Without one, the request comes from the page that asks for a proof of identity: the
// name is known, and the passkey is still to be created.
func (s *Pages) AddPasskey(c *fiber.Ctx) error {
	if c.FormValue("reponse") == "" {
		return s.showSecurity(c, nil)
	}
	if err := s.Account.AddPasskey(c.UserContext(), *site.VisitorOf(c), c.FormValue("defi"),
		c.FormValue("reponse")); err != nil {
		return s.securityRefused(c, err)
	}
	return site.Say(c, site.PasskeyAdded, "/profil/securite")
}

func (s *Pages) RemovePasskey(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	if err := s.Account.RemovePasskey(c.UserContext(), *site.VisitorOf(c), id); err != nil {
		return s.securityRefused(c, err)
	}
	return site.Say(c, site.PasskeyRemoved, "/profil/securite")
}

func (s *Pages) DropFactor(c *fiber.Ctx) error {
	if err := s.Account.DropFactor(c.UserContext(), *site.VisitorOf(c)); err != nil {
		return s.securityRefused(c, err)
	}
	return site.Say(c, site.FactorDropped, "/profil/securite")
}
