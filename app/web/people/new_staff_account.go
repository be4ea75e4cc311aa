package people

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/people"
	"cartable/app/web/site"
)

// accountForm is the form that adds a staff account.
type accountForm struct {
	Login, Reason string
	Roles         []string
}

// Has reports whether a role was ticked.
func (f accountForm) Has(role access.Role) bool {
	for _, one := range f.Roles {
		if one == string(role) {
			return true
		}
	}
	return false
}

func (s *Pages) NewStaffAccountPage(c *fiber.Ctx) error {
	return s.Page(c, "people/new-staff-account", s.StaffLayout(c, "Ajouter un compte", "accounts"), accountForm{})
}

func (s *Pages) NewStaffAccount(c *fiber.Ctx) error {
	form := accountForm{Login: c.FormValue("identifiant"), Reason: c.FormValue("motif"), Roles: rolesOf(c)}
	one, err := s.People.NewStaffAccount(c.UserContext(), site.Actor(c),
		people.NewStaff{Login: form.Login, Roles: form.Roles, Reason: form.Reason})
	if site.Invalid(err) {
		layout := s.StaffLayout(c, "Ajouter un compte", "accounts")
		s.WrongField(c, &layout, err)
		return s.Page(c, "people/new-staff-account", layout, form)
	}
	if err != nil {
		return err
	}
	if one.Password == "" { // the account existed, and keeps its password
		return site.Say(c, site.AccountSet, "/mairie/comptes")
	}
	return s.letters(c, "accounts", []people.Letter{one}, site.Handed{Title: "Le compte est créé",
		Done: []string{"Son identifiant est " + one.Login + "."}, Back: "/mairie/comptes",
		Behind: "Revenir aux comptes"})
}
