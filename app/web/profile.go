package web

import (
	"errors"
	"io"
	"os"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
)

// ProfilePage is one's own account, and what was typed when it was refused.
type ProfilePage struct {
	account.Profile
	Typed string // an address to add
}

func (s *Server) profilePage(c *fiber.Ctx) error { return s.showProfile(c, "", nil) }

func (s *Server) showProfile(c *fiber.Ctx, typed string, wrong error) error {
	profile, err := s.Account.Profile(c.UserContext(), *visitorOf(c))
	if err != nil {
		return err
	}
	layout := s.accountLayout(c, "Profil", "profile")
	if wrong != nil {
		layout.FieldErrors = map[string]string{fieldOf(wrong): fault.Message(wrong)}
		s.refuse(c, wrong)
	}
	return s.page(c, "account/profile", layout, ProfilePage{profile, typed})
}

// profileDone answers a change of the profile: what is refused shows the page again.
func (s *Server) profileDone(c *fiber.Ctx, err error, said string) error {
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.TooMany {
		return s.showProfile(c, c.FormValue("adresse"), err)
	}
	if err != nil {
		return err
	}
	s.ring()
	return c.Redirect("/profil?fait="+said, fiber.StatusSeeOther)
}

func (s *Server) changePasswordPage(c *fiber.Ctx) error {
	return s.page(c, "account/password", s.accountLayout(c, "Changer mon mot de passe", "profile"), s.Account.Welcome(*visitorOf(c)))
}

func (s *Server) changePassword(c *fiber.Ctx) error {
	v := *visitorOf(c)
	token, broken, err := s.Account.ChangePassword(c.UserContext(), v, c.FormValue("mot_de_passe"), c.FormValue("confirmation"))
	if fault.KindOf(err) == fault.Invalid {
		return s.passwordRefused(c, "account/password", s.accountLayout(c, "Changer mon mot de passe", "profile"), s.Account.Welcome(v), broken, err)
	}
	if err != nil {
		return err
	}
	s.setCookie(c, "session", token, 0)
	return s.profileDone(c, nil, "change")
}

func (s *Server) addAddresses(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.AddAddresses(c.UserContext(), *visitorOf(c), c.FormValue("adresse")), "adresse")
}

func (s *Server) confirmAgain(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.ConfirmAgain(c.UserContext(), *visitorOf(c), c.FormValue("laquelle")), "lien")
}

func (s *Server) removeAddress(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.RemoveAddress(c.UserContext(), *visitorOf(c), c.FormValue("laquelle")), "retiree")
}

func (s *Server) firstAddress(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.FirstAddress(c.UserContext(), *visitorOf(c), c.FormValue("laquelle")), "premiere")
}

func (s *Server) chooseMails(c *fiber.Ctx) error {
	wants := account.MailChoices{Reports: c.FormValue("comptes_rendus") == "oui", Payments: c.FormValue("reglements") == "oui"}
	return s.profileDone(c, s.Account.SetMailChoices(c.UserContext(), *visitorOf(c), wants), "choix")
}

func (s *Server) endSession(c *fiber.Ctx) error {
	if c.FormValue("autres") != "" {
		return s.profileDone(c, s.Account.EndOtherSessions(c.UserContext(), *visitorOf(c)), "fermees")
	}
	return s.profileDone(c, s.Account.EndSession(c.UserContext(), *visitorOf(c), c.FormValue("connexion")), "fermee")
}

func (s *Server) askErasure(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.AskErasure(c.UserContext(), *visitorOf(c)), "effacement")
}

func (s *Server) withdrawErasure(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.WithdrawErasure(c.UserContext(), *visitorOf(c)), "retrait")
}

func rewound(file *os.File) error {
	_, err := file.Seek(0, io.SeekStart)
	return err
}

// takeAway sends what is kept of the visitor's family.
func (s *Server) takeAway(c *fiber.Ctx) error {
	v := *visitorOf(c)
	if err := s.Account.NoteExport(c.UserContext(), v); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="mes-donnees-`+s.today().String()+`.zip"`)
	// Through a file that has no name any more: a slow telephone holds neither the database nor the memory.
	file, err := os.CreateTemp("", "donnees")
	if err != nil {
		return err
	}
	os.Remove(file.Name())
	if err := errors.Join(s.Account.TakeAway(c.UserContext(), v, file), rewound(file)); err != nil {
		file.Close()
		return err
	}
	return c.SendStream(file) // closed when it was read
}
