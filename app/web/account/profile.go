package account

import (
	"errors"
	"io"
	"os"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

// ProfilePage is one's own account, and what was typed when it was refused.
type ProfilePage struct {
	account.Profile
	Typed string // an address to add
}

func (s *Pages) ProfilePage(c *fiber.Ctx) error { return s.showProfile(c, "", nil) }

func (s *Pages) showProfile(c *fiber.Ctx, typed string, wrong error) error {
	profile, err := s.Account.Profile(c.UserContext(), *site.VisitorOf(c))
	if err != nil {
		return err
	}
	layout := s.AccountLayout(c, "Profil", "profile")
	if wrong != nil {
		layout.FieldErrors = map[string]string{site.FieldOf(wrong): fault.Message(wrong)}
		s.Refuse(c, wrong)
	}
	return s.Page(c, "account/profile", layout, ProfilePage{profile, typed})
}

// profileDone answers a change of the profile: what is refused shows the page again.
func (s *Pages) profileDone(c *fiber.Ctx, err error, said string) error {
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.TooMany {
		return s.showProfile(c, c.FormValue("adresse"), err)
	}
	if err != nil {
		return err
	}
	s.Wake()
	return c.Redirect("/profil?fait="+said, fiber.StatusSeeOther)
}

func (s *Pages) AddAddresses(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.AddAddresses(c.UserContext(), *site.VisitorOf(c), c.FormValue("adresse")), "adresse")
}

func (s *Pages) ConfirmAgain(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.ConfirmAgain(c.UserContext(), *site.VisitorOf(c), c.FormValue("laquelle")), "lien")
}

func (s *Pages) RemoveAddress(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.RemoveAddress(c.UserContext(), *site.VisitorOf(c), c.FormValue("laquelle")), "retiree")
}

func (s *Pages) FirstAddress(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.FirstAddress(c.UserContext(), *site.VisitorOf(c), c.FormValue("laquelle")), "premiere")
}

func (s *Pages) ChooseMails(c *fiber.Ctx) error {
	wants := account.MailChoices{Reports: c.FormValue("comptes_rendus") == "oui", Payments: c.FormValue("reglements") == "oui"}
	return s.profileDone(c, s.Account.SetMailChoices(c.UserContext(), *site.VisitorOf(c), wants), "choix")
}

func (s *Pages) EndSession(c *fiber.Ctx) error {
	if c.FormValue("autres") != "" {
		return s.profileDone(c, s.Account.EndOtherSessions(c.UserContext(), *site.VisitorOf(c)), "fermees")
	}
	return s.profileDone(c, s.Account.EndSession(c.UserContext(), *site.VisitorOf(c), c.FormValue("connexion")), "fermee")
}

func (s *Pages) AskErasure(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.AskErasure(c.UserContext(), *site.VisitorOf(c)), "effacement")
}

func (s *Pages) WithdrawErasure(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.WithdrawErasure(c.UserContext(), *site.VisitorOf(c)), "retrait")
}

func rewound(file *os.File) error {
	_, err := file.Seek(0, io.SeekStart)
	return err
}

// takeAway sends what is kept of the visitor's family.
func (s *Pages) TakeAway(c *fiber.Ctx) error {
	v := *site.VisitorOf(c)
	if err := s.Account.NoteExport(c.UserContext(), v); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="mes-donnees-`+s.Today().String()+`.zip"`)
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
