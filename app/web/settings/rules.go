package settings

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/wallet"
	"cartable/app/web/site"
)

func (s *Pages) RulesPage(c *fiber.Ctx) error { return s.showRules(c, nil) }

func (s *Pages) showRules(c *fiber.Ctx, refusal error) error { return s.rules(c, refusal, nil) }

func (s *Pages) rules(c *fiber.Ctx, refusal error, backdating *backdatingView) error {
	rules, err := s.Settings.Rules(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Règles de la commune", "rules")
	view := rulesView{Hides: rules.HidesPresence, AsMarked: rules.Bill == wallet.AsMarked, Shared: rules.Shared,
		Backdating: newBackdating(rules.QFBackdate)}
	if backdating != nil {
		view.Backdating = *backdating
	}
	if refusal != nil {
		view.Hides, view.Reason = c.FormValue("presence") == "non", c.FormValue("motif")
		view.AsMarked = c.FormValue("facturation") == string(wallet.AsMarked)
		s.WrongField(c, &layout, refusal)
	}
	return s.Page(c, "settings/rules", layout, view)
}

// rulesView is the form of the structure's rules.
type rulesView struct {
	Hides    bool
	AsMarked bool // a past day is debited once its attendance is marked
	Shared   int
	Reason   string

	Backdating backdatingView
}

func (s *Pages) SetRules(c *fiber.Ctx) error {
	err := s.Settings.SetRules(c.UserContext(), site.Actor(c), c.FormValue("presence") == "non",
		wallet.Billing(c.FormValue("facturation")), c.FormValue("motif"))
	if site.Invalid(err) {
		return s.showRules(c, err)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.RuleSet, "/mairie/regles")
}
