package account

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/domain/password"
	"cartable/app/web/site"
)

func (s *Pages) PasswordPage(c *fiber.Ctx) error {
	return s.Page(c, "account/password", s.AccountLayout(c, "Changer mon mot de passe", "profile"),
		s.Account.Welcome(*site.VisitorOf(c)))
}

func (s *Pages) ChangePassword(c *fiber.Ctx) error {
	v := *site.VisitorOf(c)
	token, broken, err := s.Account.ChangePassword(c.UserContext(), v, c.FormValue("mot_de_passe"),
		c.FormValue("confirmation"))
	if fault.KindOf(err) == fault.Invalid {
		return s.passwordRefused(c, "account/password", s.AccountLayout(c, "Changer mon mot de passe", "profile"),
			s.Account.Welcome(v), broken, err)
	}
	if err != nil {
		return err
	}
	s.SetCookie(c, "session", token, 0)
	return s.profileDone(c, nil, site.PasswordChanged)
}

// passwordRefused shows a form for a new password again, with the rules that the last attempt broke.
func (s *Pages) passwordRefused(c *fiber.Ctx, template string, layout site.Layout, view account.Welcome,
	broken []password.Rule, err error) error {
	view.Broken = map[string]bool{}
	for _, r := range broken {
		view.Broken[r.Code] = true
	}
	layout.FieldErrors = map[string]string{site.FieldOf(err): fault.Message(err)}
	c.Status(fiber.StatusUnprocessableEntity)
	return s.Page(c, template, layout, view)
}
