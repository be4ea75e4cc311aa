package web

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/people"
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

func (s *Server) staffAccounts(c *fiber.Ctx) error {
	list, err := s.People.StaffList(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	return s.page(c, "staff/agents", s.staffLayout(c, "Comptes des agents", "accounts"), list)
}

func (s *Server) staffAccount(c *fiber.Ctx) error {
	row, err := s.People.StaffAccount(c.UserContext(), actor(c), idOf(c, "id"))
	if err != nil {
		return err
	}
	return s.page(c, "staff/agent", s.staffLayout(c, "Compte "+row.Login, "accounts"), row)
}

func (s *Server) newAccountPage(c *fiber.Ctx) error {
	return s.page(c, "staff/account-new", s.staffLayout(c, "Ajouter un compte", "accounts"), accountForm{})
}

// rolesOf reads the roles of a form or of an address.
func rolesOf(c *fiber.Ctx) []string {
	args := c.Context().QueryArgs()
	if c.Method() == post {
		args = c.Context().PostArgs()
	}
	var all []string
	for _, one := range args.PeekMulti("role") {
		all = append(all, string(one))
	}
	return all
}

func (s *Server) addAccount(c *fiber.Ctx) error {
	form := accountForm{Login: c.FormValue("identifiant"), Reason: c.FormValue("motif"), Roles: rolesOf(c)}
	one, err := s.People.AddStaff(c.UserContext(), actor(c), people.NewStaff{Login: form.Login, Roles: form.Roles, Reason: form.Reason})
	if invalid(err) {
		layout := s.staffLayout(c, "Ajouter un compte", "accounts")
		s.wrongField(c, &layout, err)
		return s.page(c, "staff/account-new", layout, form)
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
func (s *Server) askRoles(c *fiber.Ctx) error { return s.showRolesAsked(c, nil) }

func (s *Server) showRolesAsked(c *fiber.Ctx, refusal error) error {
	was, wanted, err := s.People.RolesAsked(c.UserContext(), actor(c), idOf(c, "id"), rolesOf(c))
	if err != nil {
		return err
	}
	view := Confirm{Title: "Changer les rôles", Object: was.Login, Action: accountURL(was.AccountID, "/roles"), Button: "Enregistrer ces rôles", Back: accountURL(was.AccountID, ""),
		Effects: []string{"Aujourd'hui\u00a0: " + people.RoleWords(was.Roles) + ".", "Ensuite\u00a0: " + people.RoleWords(wanted) + ".", "Le changement vaut dès son prochain clic."}}
	if len(wanted) == 0 {
		view.Title, view.Button, view.Danger = "Retirer le compte de la structure", "Retirer tous les rôles", true
		view.Effects = append(view.Effects, "Ce compte ne verra plus rien de la structure. Il reste dans la liste, et ses actions restent dans le journal.")
	}
	if was.Self {
		view.Effects = append(view.Effects, "C'est votre propre compte.")
	}
	for _, role := range wanted {
		view.Hidden = append(view.Hidden, Hidden{"role", string(role)})
	}
	return s.confirm(c, "accounts", view, refusal)
}

func (s *Server) setRoles(c *fiber.Ctx) error {
	id := idOf(c, "id")
	err := s.People.SetRoles(c.UserContext(), actor(c), id, rolesOf(c), c.FormValue("motif"))
	if invalid(err) {
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
	disableStaff = staffAct{"desactiver", "Désactiver le compte", "Désactiver le compte", true, false,
		[]string{"Cette personne est déconnectée partout et ne peut plus se connecter.", "Ses rôles restent en mémoire\u00a0: réactiver le compte les rend."}}
	enableStaff = staffAct{"reactiver", "Réactiver le compte", "Réactiver le compte", false, false,
		[]string{"Cette personne peut de nouveau se connecter, avec les rôles qu'elle avait."}}
	signOutStaff = staffAct{"deconnecter", "Fermer ses connexions", "Fermer toutes ses connexions", false, false,
		[]string{"Cette personne est déconnectée partout, dès son prochain clic.", "Son mot de passe, son second facteur et ses rôles ne changent pas\u00a0: elle peut se reconnecter."}}
	staffPassword = staffAct{"mot-de-passe", "Donner un nouveau mot de passe", "Tirer le mot de passe et imprimer la lettre", false, true,
		[]string{"L'ancien mot de passe ne fonctionne plus, et cette personne est déconnectée partout.",
			"Le nouveau n'est écrit que dans la lettre, qui ne pourra pas être téléchargée une seconde fois. Il fonctionne 30 jours."}}
)

func (s *Server) askStaff(act staffAct) fiber.Handler {
	return func(c *fiber.Ctx) error { return s.confirmStaff(c, act, nil) }
}

func (s *Server) confirmStaff(c *fiber.Ctx, act staffAct, refusal error) error {
	row, err := s.People.StaffAccount(c.UserContext(), actor(c), idOf(c, "id"))
	if err != nil {
		return err
	}
	return s.confirm(c, "accounts", Confirm{Title: act.title, Object: row.Login + " (" + people.RoleWords(row.Roles) + ")", Effects: act.effects,
		Action: accountURL(row.AccountID, "/"+act.under), Button: act.button, Danger: act.danger, Print: act.print, Back: accountURL(row.AccountID, "")}, refusal)
}

func (s *Server) doStaff(act staffAct) fiber.Handler {
	return func(c *fiber.Ctx) error {
		do, said := s.People.DisableStaff, "compte"
		switch act.under {
		case enableStaff.under:
			do = s.People.EnableStaff
		case signOutStaff.under:
			do, said = s.People.SignOutStaff, "deconnecte"
		}
		err := do(c.UserContext(), actor(c), idOf(c, "id"), c.FormValue("motif"))
		if invalid(err) {
			return s.confirmStaff(c, act, err)
		}
		if err != nil {
			return err
		}
		return c.Redirect("/mairie/comptes?fait="+said, fiber.StatusSeeOther)
	}
}

// askSignOutAll is the page before everybody is signed out.
func (s *Server) askSignOutAll(c *fiber.Ctx) error { return s.confirmSignOutAll(c, nil) }

func (s *Server) confirmSignOutAll(c *fiber.Ctx, refusal error) error {
	n, err := s.People.SessionsOpen(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	return s.confirm(c, "accounts", Confirm{Title: "Fermer toutes les connexions", Object: plural(n, "connexion ouverte", "connexions ouvertes") + ", hors les vôtres",
		Effects: []string{"Agents et familles de la structure sont déconnectés partout, dès leur prochain clic.", "Mots de passe, seconds facteurs et droits ne changent pas\u00a0: chacun peut se reconnecter.",
			"Les choix non validés des familles sont gardés."},
		Action: "/mairie/comptes/deconnecter", Button: "Fermer toutes les connexions", Danger: true, Back: "/mairie/comptes"}, refusal)
}

func (s *Server) signOutAll(c *fiber.Ctx) error {
	err := s.People.SignOutAll(c.UserContext(), actor(c), c.FormValue("motif"))
	if invalid(err) {
		return s.confirmSignOutAll(c, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/mairie/comptes?fait=deconnectes", fiber.StatusSeeOther)
}

func (s *Server) giveStaffPassword(c *fiber.Ctx) error {
	one, err := s.People.GiveStaffPassword(c.UserContext(), actor(c), idOf(c, "id"), c.FormValue("motif"))
	if invalid(err) {
		return s.confirmStaff(c, staffPassword, err)
	}
	if err != nil {
		return err
	}
	return s.letters(c, "lettre", []people.Letter{one})
}
