package people

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/people"
	"cartable/app/web/site"
)

// staffAct is an action on a staff account other than a change of roles.
type staffAct struct {
	under, title, button string
	danger, print        bool
	effects              []string
}

var (
	DisableStaff = staffAct{"desactiver", "Désactiver le compte", "Désactiver le compte", true, false,
		[]string{"Cette personne sera déconnectée de tous ses appareils et ne pourra plus se connecter.",
			"Ses rôles sont conservés\u00a0: ils seront rétablis si le compte est réactivé."}}
	EnableStaff = staffAct{"reactiver", "Réactiver le compte", "Réactiver le compte", false, false,
		[]string{"Cette personne peut de nouveau se connecter, avec les rôles qu'elle avait."}}
	SignOutStaff = staffAct{"deconnecter", "Fermer ses connexions", "Fermer toutes ses connexions", false, false,
		[]string{"Cette personne est immédiatement déconnectée de tous ses appareils.",
			"Son mot de passe, ses codes de validation et ses rôles ne changent pas\u00a0: elle peut se reconnecter."}}
	StaffPassword = staffAct{"mot-de-passe", "Donner un nouveau mot de passe",
		"Tirer le mot de passe et imprimer la lettre", false, true,
		[]string{"L'ancien mot de passe ne fonctionnera plus, et cette personne sera déconnectée de tous ses " +
			"appareils.",
			"Le nouveau n'est écrit que dans la lettre, qui ne pourra pas être téléchargée une seconde fois. Il " +
				"fonctionne 30 jours."}}
)

func (s *Pages) StaffActPage(act staffAct) fiber.Handler {
	return func(c *fiber.Ctx) error { return s.showStaffAct(c, act, nil) }
}

func (s *Pages) showStaffAct(c *fiber.Ctx, act staffAct, refusal error) error {
	row, err := s.People.StaffAccount(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	return s.Confirm(c, "accounts", site.Confirm{Title: act.title, Object: row.Login + " (" +
		people.RoleWords(row.Roles) + ")", Effects: act.effects,
		Action: accountURL(row.AccountID, "/"+act.under), Button: act.button, Danger: act.danger, Print: act.print,
		Back: accountURL(row.AccountID, "")}, refusal)
}

func (s *Pages) StaffAct(act staffAct) fiber.Handler {
	return func(c *fiber.Ctx) error {
		do, said := s.People.DisableStaff, site.AccountSet
		switch act.under {
		case EnableStaff.under:
			do = s.People.EnableStaff
		case SignOutStaff.under:
			do, said = s.People.SignOutStaff, site.SignedOut
		}
		err := do(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), c.FormValue("motif"))
		if site.Invalid(err) {
			return s.showStaffAct(c, act, err)
		}
		if err != nil {
			return err
		}
		return site.Say(c, said, "/mairie/comptes")
	}
}

func (s *Pages) GiveStaffPassword(c *fiber.Ctx) error {
	one, err := s.People.GiveStaffPassword(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), c.FormValue("motif"))
	if site.Invalid(err) {
		return s.showStaffAct(c, StaffPassword, err)
	}
	if err != nil {
		return err
	}
	return s.letters(c, "accounts", []people.Letter{one}, site.Handed{Title: "Le nouveau mot de passe est tiré",
		Done: []string{"Pour " + one.Login + ". L'ancien ne fonctionne plus."}, Back: "/mairie/comptes",
		Behind: "Revenir aux comptes"})
}
