package people

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/people"
	"cartable/app/web/site"
)

// accountForm is the form that adds an account of staff.
type accountForm struct {
	Login, Reason string
	Roles         []string
}

// Has tells whether a role was ticked.
func (f accountForm) Has(role access.Role) bool {
	for _, one := range f.Roles {
		if one == string(role) {
			return true
		}
	}
	return false
}

func (s *Pages) StaffAccounts(c *fiber.Ctx) error {
	list, err := s.People.StaffList(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Page(c, "people/staff-accounts", s.StaffLayout(c, "Comptes des agents", "accounts"), list)
}

func (s *Pages) StaffAccount(c *fiber.Ctx) error {
	row, err := s.People.StaffAccount(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	return s.Page(c, "people/staff-account", s.StaffLayout(c, "Compte "+row.Login, "accounts"), row)
}

func (s *Pages) NewAccountPage(c *fiber.Ctx) error {
	return s.Page(c, "people/new-staff-account", s.StaffLayout(c, "Ajouter un compte", "accounts"), accountForm{})
}

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

func (s *Pages) AddAccount(c *fiber.Ctx) error {
	form := accountForm{Login: c.FormValue("identifiant"), Reason: c.FormValue("motif"), Roles: rolesOf(c)}
	one, err := s.People.AddStaff(c.UserContext(), site.Actor(c), people.NewStaff{Login: form.Login, Roles: form.Roles, Reason: form.Reason})
	if site.Invalid(err) {
		layout := s.StaffLayout(c, "Ajouter un compte", "accounts")
		s.WrongField(c, &layout, err)
		return s.Page(c, "people/new-staff-account", layout, form)
	}
	if err != nil {
		return err
	}
	if one.Password == "" { // it existed, and keeps its password
		return c.Redirect("/mairie/comptes?fait=compte", fiber.StatusSeeOther)
	}
	return s.letters(c, "lettre", []people.Letter{one})
}

func accountURL(id int64, under string) string {
	return "/mairie/comptes/" + strconv.FormatInt(id, 10) + under
}

// askRoles is the page before a change of roles: what there was, what there will be.
func (s *Pages) AskRoles(c *fiber.Ctx) error { return s.showRolesAsked(c, nil) }

func (s *Pages) showRolesAsked(c *fiber.Ctx, refusal error) error {
	was, wanted, err := s.People.RolesAsked(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), rolesOf(c))
	if err != nil {
		return err
	}
	view := site.Confirm{Title: "Changer les rôles", Object: was.Login, Action: accountURL(was.AccountID, "/roles"), Button: "Enregistrer ces rôles", Back: accountURL(was.AccountID, ""),
		Effects: []string{"Aujourd'hui\u00a0: " + people.RoleWords(was.Roles) + ".", "Ensuite\u00a0: " + people.RoleWords(wanted) + ".", "Le changement vaut dès son prochain clic."}}
	if len(wanted) == 0 {
		view.Title, view.Button, view.Danger = "Retirer le compte de la structure", "Retirer tous les rôles", true
		view.Effects = append(view.Effects, "Ce compte ne verra plus rien de la structure. Il reste dans la liste, et ses actions restent dans le journal.")
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
		return s.showRolesAsked(c, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/mairie/comptes?fait=roles", fiber.StatusSeeOther)
}

// staffAct is what may be done about an account of staff beside its roles.
type staffAct struct {
	under, title, button string
	danger, print        bool
	effects              []string
}

var (
	DisableStaff = staffAct{"desactiver", "Désactiver le compte", "Désactiver le compte", true, false,
		[]string{"Cette personne est déconnectée partout et ne peut plus se connecter.", "Ses rôles restent en mémoire\u00a0: réactiver le compte les rend."}}
	EnableStaff = staffAct{"reactiver", "Réactiver le compte", "Réactiver le compte", false, false,
		[]string{"Cette personne peut de nouveau se connecter, avec les rôles qu'elle avait."}}
	SignOutStaff = staffAct{"deconnecter", "Fermer ses connexions", "Fermer toutes ses connexions", false, false,
		[]string{"Cette personne est déconnectée partout, dès son prochain clic.", "Son mot de passe, son second facteur et ses rôles ne changent pas\u00a0: elle peut se reconnecter."}}
	StaffPassword = staffAct{"mot-de-passe", "Donner un nouveau mot de passe", "Tirer le mot de passe et imprimer la lettre", false, true,
		[]string{"L'ancien mot de passe ne fonctionne plus, et cette personne est déconnectée partout.",
			"Le nouveau n'est écrit que dans la lettre, qui ne pourra pas être téléchargée une seconde fois. Il fonctionne 30 jours."}}
)

func (s *Pages) AskStaff(act staffAct) fiber.Handler {
	return func(c *fiber.Ctx) error { return s.confirmStaff(c, act, nil) }
}

func (s *Pages) confirmStaff(c *fiber.Ctx, act staffAct, refusal error) error {
	row, err := s.People.StaffAccount(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	return s.Confirm(c, "accounts", site.Confirm{Title: act.title, Object: row.Login + " (" + people.RoleWords(row.Roles) + ")", Effects: act.effects,
		Action: accountURL(row.AccountID, "/"+act.under), Button: act.button, Danger: act.danger, Print: act.print, Back: accountURL(row.AccountID, "")}, refusal)
}

func (s *Pages) DoStaff(act staffAct) fiber.Handler {
	return func(c *fiber.Ctx) error {
		do, said := s.People.DisableStaff, "compte"
		switch act.under {
		case EnableStaff.under:
			do = s.People.EnableStaff
		case SignOutStaff.under:
			do, said = s.People.SignOutStaff, "deconnecte"
		}
		err := do(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), c.FormValue("motif"))
		if site.Invalid(err) {
			return s.confirmStaff(c, act, err)
		}
		if err != nil {
			return err
		}
		return c.Redirect("/mairie/comptes?fait="+said, fiber.StatusSeeOther)
	}
}

// askSignOutAll is the page before everybody is signed out.
func (s *Pages) AskSignOutAll(c *fiber.Ctx) error { return s.confirmSignOutAll(c, nil) }

func (s *Pages) confirmSignOutAll(c *fiber.Ctx, refusal error) error {
	n, err := s.People.SessionsOpen(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Confirm(c, "accounts", site.Confirm{Title: "Fermer toutes les connexions", Object: site.Plural(n, "connexion ouverte", "connexions ouvertes") + ", hors les vôtres",
		Effects: []string{"Agents et familles de la structure sont déconnectés partout, dès leur prochain clic.", "Mots de passe, seconds facteurs et droits ne changent pas\u00a0: chacun peut se reconnecter.",
			"Les choix non validés des familles sont gardés."},
		Action: "/mairie/comptes/deconnecter", Button: "Fermer toutes les connexions", Danger: true, Back: "/mairie/comptes"}, refusal)
}

func (s *Pages) SignOutAll(c *fiber.Ctx) error {
	err := s.People.SignOutAll(c.UserContext(), site.Actor(c), c.FormValue("motif"))
	if site.Invalid(err) {
		return s.confirmSignOutAll(c, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/mairie/comptes?fait=deconnectes", fiber.StatusSeeOther)
}

func (s *Pages) GiveStaffPassword(c *fiber.Ctx) error {
	one, err := s.People.GiveStaffPassword(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), c.FormValue("motif"))
	if site.Invalid(err) {
		return s.confirmStaff(c, StaffPassword, err)
	}
	if err != nil {
		return err
	}
	return s.letters(c, "lettre", []people.Letter{one})
}
