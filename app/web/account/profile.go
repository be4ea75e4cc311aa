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

// ProfilePage is the page of the visitor's own account, with the values typed in a refused form.
type ProfilePage struct {
	account.Profile
	Typed string          // the new address
	Diet  account.DietAsk // what is asked of the diet of a child
	Moved string          // somebody else asked meanwhile
}

func (s *Pages) ProfilePage(c *fiber.Ctx) error { return s.showProfile(c, ProfilePage{}, nil) }

func (s *Pages) showProfile(c *fiber.Ctx, page ProfilePage, wrong error) error {
	profile, err := s.Account.Profile(c.UserContext(), *site.VisitorOf(c))
	if err != nil {
		return err
	}
	layout := s.AccountLayout(c, "Profil", "profile")
	if wrong != nil {
		if layout.FieldErrors = site.FieldFaults(wrong); layout.FieldErrors == nil {
			layout.FieldErrors = map[string]string{site.FieldOf(wrong): fault.Message(wrong)}
		}
		s.Refuse(c, wrong)
	}
	page.Profile = profile
	return s.Page(c, "account/profile", layout, page)
}

// profileDone answers a change of the profile. A refusal shows the page again.
func (s *Pages) profileDone(c *fiber.Ctx, err error, said site.Notice) error {
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.TooMany {
		return s.showProfile(c, ProfilePage{Typed: c.FormValue("adresse")}, err)
	}
	if err != nil {
		return err
	}
	s.Wake()
	return site.Say(c, said, "/profil")
}

func (s *Pages) AddAddresses(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.AddAddresses(c.UserContext(), *site.VisitorOf(c), c.FormValue("adresse")),
		site.AddressAdded)
}

func (s *Pages) ConfirmAgain(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.ConfirmAgain(c.UserContext(), *site.VisitorOf(c), c.FormValue("laquelle")),
		site.LinkSentAgain)
}

func (s *Pages) RemoveAddress(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.RemoveAddress(c.UserContext(), *site.VisitorOf(c), c.FormValue("laquelle")),
		site.AddressRemoved)
}

func (s *Pages) FirstAddress(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.FirstAddress(c.UserContext(), *site.VisitorOf(c), c.FormValue("laquelle")),
		site.AddressFirst)
}

func (s *Pages) ChooseMails(c *fiber.Ctx) error {
	wants := account.MailChoices{Reports: c.FormValue("comptes_rendus") == "oui",
		PaymentMails: c.FormValue("reglements") == "oui"}
	return s.profileDone(c, s.Account.SetMailChoices(c.UserContext(), *site.VisitorOf(c), wants), site.MailsChosen)
}

func (s *Pages) EndSession(c *fiber.Ctx) error {
	if c.FormValue("autres") != "" {
		return s.profileDone(c, s.Account.EndOtherSessions(c.UserContext(), *site.VisitorOf(c)),
			site.OtherSessionsClosed)
	}
	return s.profileDone(c, s.Account.EndSession(c.UserContext(), *site.VisitorOf(c), c.FormValue("connexion")),
		site.SessionClosed)
}

func (s *Pages) AskErasure(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.AskErasure(c.UserContext(), *site.VisitorOf(c)), site.ErasureAsked)
}

func (s *Pages) WithdrawErasure(c *fiber.Ctx) error {
	return s.profileDone(c, s.Account.WithdrawErasure(c.UserContext(), *site.VisitorOf(c)), site.ErasureWithdrawn)
}

func rewound(file *os.File) error {
	_, err := file.Seek(0, io.SeekStart)
	return err
}

// takenPath is the address of the file of the family's data.
const takenPath = "/profil/donnees/fichier"

// TakeAway answers with the page that offers the family's data.
func (s *Pages) TakeAway(c *fiber.Ctx) error {
	return s.Hand(c, s.AccountLayout(c, "Vos données", ""), site.Handed{Title: "Vos données sont prêtes",
		Done:   []string{"Chaque téléchargement est noté dans le journal de votre dossier."},
		Button: "Télécharger mes données", URL: site.ForWhom(takenPath, site.Whom(c)), File: s.takenName(),
		Back: "/profil", Behind: "Revenir au profil"})
}

func (s *Pages) takenName() string { return "mes-donnees-" + s.Today().String() + ".zip" }

// Taken sends the file, and records the download in the family's journal. It asks for a proof of identity, as the page
// before it did.
func (s *Pages) Taken(c *fiber.Ctx) error {
	v := *site.VisitorOf(c)
	if err := s.Account.JournalExport(c.UserContext(), v); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+s.takenName()+`"`)
	// An unlinked temporary file: with a slow telephone, neither the database nor the memory is occupied.
	file, err := os.CreateTemp("", "donnees")
	if err != nil {
		return err
	}
	os.Remove(file.Name())
	if err := errors.Join(s.Account.TakeAway(c.UserContext(), v, file), rewound(file)); err != nil {
		file.Close()
		return err
	}
	return c.SendStream(file) // closed once it has been read
}
