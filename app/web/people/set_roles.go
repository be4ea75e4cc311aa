package people

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/people"
	"cartable/app/web/site"
)

// rolesOf reads the roles of a form or of an address.
func rolesOf(c *fiber.Ctx) []string {
	args := c.Context().QueryArgs()
	if c.Method() == site.Post {
		args = c.Context().PostArgs()
	}
	var all []string
	for _, one := range args.PeekMulti("role") {
		all = append(all, string(one))
	}
	return all
}

// SetRolesPage is the page before a change of roles: the old ones and the new ones.
func (s *Pages) SetRolesPage(c *fiber.Ctx) error { return s.showSetRoles(c, nil) }

func (s *Pages) showSetRoles(c *fiber.Ctx, refusal error) error {
	was, wanted, err := s.People.RolesAsked(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), rolesOf(c))
	if err != nil {
		return err
	}
	view := site.Confirm{Title: "Changer les rôles", Object: was.Login, Action: accountURL(was.AccountID, "/roles"),
		Button: "Enregistrer ces rôles", Back: accountURL(was.AccountID, ""),
		Effects: []string{"Aujourd'hui\u00a0: " + people.RoleWords(was.Roles) + ".", "Ensuite\u00a0: " +
			people.RoleWords(wanted) + ".", "Le changement s'applique immédiatement."}}
	if len(wanted) == 0 {
		view.Title, view.Button, view.Danger = "Retirer le compte de la structure", "Retirer tous les rôles", true
		view.Effects = append(view.Effects, "Ce compte n'aura plus accès à l'espace mairie. Il reste dans la liste, "+
			"et ses actions sont conservées dans le journal.")
	}
	if was.Self {
		view.Effects = append(view.Effects, "C'est votre propre compte.")
	}
	for _, role := range wanted {
		view.Hidden = append(view.Hidden, site.Hidden{Name: "role", Value: string(role)})
	}
	return s.Confirm(c, "accounts", view, refusal)
}

func (s *Pages) SetRoles(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	err := s.People.SetRoles(c.UserContext(), site.Actor(c), id, rolesOf(c), c.FormValue("motif"))
	if site.Invalid(err) {
		return s.showSetRoles(c, err)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.RolesSet, "/mairie/comptes")
}
