package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

func (s *Pages) FirstSignInPage(c *fiber.Ctx) error {
	v := site.VisitorOf(c)
	if !v.MustChange {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return s.Page(c, "account/first-sign-in", s.Bare(c, "Votre mot de passe"), s.Account.Welcome(*v))
}

func (s *Pages) ChoosePassword(c *fiber.Ctx) error {
	v := site.VisitorOf(c)
	if !v.MustChange {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	token, broken, err := s.Account.ChoosePassword(c.UserContext(), *v, c.FormValue("mot_de_passe"),
		c.FormValue("confirmation"))
	if fault.KindOf(err) == fault.Invalid {
		return s.passwordRefused(c, "account/first-sign-in", s.Bare(c, "Votre mot de passe"), s.Account.Welcome(*v),
			broken, err)
	}
	if err != nil {
		return err
	}
	s.SetCookie(c, "session", token, 0)
	return site.Say(c, site.PasswordChosen, "/conditions")
}
