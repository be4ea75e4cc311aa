package account

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// ArriveForPassword removes the token from the address at once, so that neither the history nor another site learns it.
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
	broken, err := s.Account.ResetPassword(c.UserContext(), token, c.FormValue("mot_de_passe"),
		c.FormValue("confirmation"), s.From(c))
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
	s.SetCookie(c, "session", "", -1) // of the account that was signed in here: its sessions have ended
	return site.Say(c, site.PasswordReset, "/connexion")
}
