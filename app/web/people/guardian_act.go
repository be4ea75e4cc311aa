package people

import (
	"context"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/people"
	"cartable/app/web/site"
)

// Actions on the account of an adult of a family: each has a page that announces its effect, and a form that does it.

// guardianAct is one of these actions.
type guardianAct struct {
	under, title, button string
	danger, print, mail  bool
	opens                bool // gives a right: not in an archived family
	effects              func(g people.GuardianPage) []string
	do                   func(s *Pages, ctx context.Context, d desk.Actor, code string, account int64,
		reason string) error
}

var WithdrawGuardian = guardianAct{under: "retirer", title: "Retirer les droits", button: "Retirer les droits",
	danger: true,
	effects: func(g people.GuardianPage) []string {
		effects := []string{
			"Cette personne n'a plus accès, immédiatement, aux informations de la famille\u00a0: réservations, " +
				"solde, documents, agenda.",
			"Ses choix non validés sont effacés. Les réservations déjà faites sont conservées.",
			"Personne n'est prévenu par courriel.",
		}
		if g.Others == 0 {
			effects = append(effects, "Plus aucun adulte de cette famille ne pourra se connecter.")
		}
		return effects
	},
	do: func(s *Pages, ctx context.Context, d desk.Actor, code string, account int64, reason string) error {
		return s.People.WithdrawGuardian(ctx, d, code, account, reason)
	}}

var RestoreGuardian = guardianAct{under: "rendre", title: "Rendre les droits", button: "Rendre les droits",
	opens: true,
	effects: func(g people.GuardianPage) (all []string) {
		for _, home := range g.Elsewhere { // a separation took its rights away
			all = append(all, "Attention\u00a0: cette personne est responsable de l'autre foyer de "+home.Child+
				" (dossier "+home.Code+"). Elle lira de nouveau le solde, les réservations et les paiements de "+
				"ce foyer-ci.")
		}
		return append(all, "Cette personne retrouve l'accès à la famille avec son identifiant et son mot de passe.",
			"Son ancien agenda reste arrêté\u00a0: elle peut en créer un autre.")
	},
	do: func(s *Pages, ctx context.Context, d desk.Actor, code string, account int64, reason string) error {
		return s.People.RestoreGuardian(ctx, d, code, account, reason)
	}}

var SignOutGuardian = guardianAct{under: "deconnecter", title: "Fermer ses connexions",
	button: "Fermer toutes ses connexions",
	effects: func(people.GuardianPage) []string {
		return []string{"Cette personne est immédiatement déconnectée de tous ses appareils.",
			"Son mot de passe et ses droits ne changent pas\u00a0: elle peut se reconnecter."}
	},
	do: func(s *Pages, ctx context.Context, d desk.Actor, code string, account int64, reason string) error {
		return s.People.SignOutGuardian(ctx, d, code, account, reason)
	}}

var GivePassword = guardianAct{under: "mot-de-passe", title: "Donner un nouveau mot de passe",
	button: "Tirer le mot de passe et imprimer la lettre", print: true,
	effects: func(people.GuardianPage) []string {
		return []string{"L'ancien mot de passe ne fonctionnera plus, et cette personne sera déconnectée de tous ses " +
			"appareils.",
			"Le nouveau n'est écrit que dans la lettre, qui ne pourra pas être téléchargée une seconde fois. Il " +
				"fonctionne 30 jours."}
	}}

var MailPassword = guardianAct{under: "envoyer", title: "Envoyer un nouveau mot de passe",
	button: "Tirer le mot de passe et l'envoyer", mail: true,
	effects: func(people.GuardianPage) []string {
		return []string{"L'ancien mot de passe ne fonctionnera plus, et cette personne sera déconnectée de tous ses " +
			"appareils.",
			"L'identifiant et le nouveau mot de passe sont envoyés à l'adresse choisie\u00a0: toute personne qui " +
				"lit cette boîte pourra se connecter.",
			"Le mot de passe ne s'affiche dans aucune page de la mairie. Il fonctionne 30 jours."}
	}}

// showGuardianAct shows the page before an action.
func (s *Pages) showGuardianAct(c *fiber.Ctx, act guardianAct, refusal error) error {
	g, err := s.People.Guardian(c.UserContext(), site.Actor(c), site.Param(c, "code"), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	if act.opens && g.Archived != nil {
		return g.Archived
	}
	home := string(site.FamilyURL(g.FamilyCode, ""))
	var pick []string
	if act.mail {
		if pick = g.Reachable; len(pick) == 0 {
			return fault.Conflictf("Cette famille n'a aucune adresse confirmée. Imprimez la lettre.")
		}
	}
	return s.Confirm(c, "families", site.Confirm{Title: act.title, Pick: pick, Object: g.Who() + ", famille " +
		g.Family, Effects: act.effects(g),
		Action: home + "/responsables/" + strconv.FormatInt(g.AccountID, 10) + "/" + act.under, Button: act.button,
		Danger: act.danger, Print: act.print,
		Seen: true, Back: home}, refusal)
}

// GuardianActPage shows the page before an action.
func (s *Pages) GuardianActPage(act guardianAct) fiber.Handler {
	return func(c *fiber.Ctx) error { return s.showGuardianAct(c, act, nil) }
}

func (s *Pages) GuardianAct(act guardianAct) fiber.Handler {
	return func(c *fiber.Ctx) error {
		code := site.Param(c, "code")
		err := act.do(s, c.UserContext(), site.Actor(c), code, site.IdOf(c, "id"), c.FormValue("motif"))
		if site.Invalid(err) {
			return s.showGuardianAct(c, act, err)
		}
		if err != nil {
			return err
		}
		return site.Say(c, site.RightsSet, string(site.FamilyURL(code, "")))
	}
}

// NewGuardianPassword answers with a page that contains the letter: the password is stored nowhere else.
func (s *Pages) NewGuardianPassword(c *fiber.Ctx) error {
	one, err := s.People.GivePassword(c.UserContext(), site.Actor(c), site.Param(c, "code"), site.IdOf(c, "id"),
		c.FormValue("motif"))
	if site.Invalid(err) {
		return s.showGuardianAct(c, GivePassword, err)
	}
	if err != nil {
		return err
	}
	return s.letters(c, "families", []people.Letter{one}, site.Handed{Title: "Le nouveau mot de passe est tiré",
		Done: []string{"Pour " + one.Login + ". L'ancien ne fonctionne plus."},
		Back: string(site.FamilyURL(site.Param(c, "code"), "")), Behind: "Revenir à la famille"})
}

// MailGuardianPassword sends the password to an address of the family.
func (s *Pages) MailGuardianPassword(c *fiber.Ctx) error {
	code := site.Param(c, "code")
	err := s.People.MailPassword(c.UserContext(), site.Actor(c), code, site.IdOf(c, "id"), s.BaseURL,
		c.FormValue("adresse"), c.FormValue("motif"))
	if site.Invalid(err) {
		return s.showGuardianAct(c, MailPassword, err)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.AccessMailed, string(site.FamilyURL(code, "")))
}
