package settings

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// rulesView is the form of the structure's rules.
type rulesView struct {
	Hides    bool
	AsMarked bool // a past day is debited once its attendance is marked
	Shared   int
	Reason   string
	Shown    string            // the structure as the form showed it: see town.Shown
	Changed  []town.Difference // by somebody else, while the form was filled in

	Backdating backdatingView
	Sick       sickRuleView
}

// take shows the rules of the structure's cells.
func (v *rulesView) take(cell map[string]string) {
	v.Hides, v.AsMarked = cell["hides_presence"] == "yes", cell["billing"] == string(wallet.AsMarked)
}

func (s *Pages) RulesPage(c *fiber.Ctx) error { return s.rules(c, func(*site.Layout, *rulesView) {}) }

// rules shows the page as it is stored, with what turn changes of it: each of its forms leaves the other one alone.
func (s *Pages) rules(c *fiber.Ctx, turn func(*site.Layout, *rulesView)) error {
	rules, err := s.Settings.Rules(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Règles de la commune", "rules")
	shown := town.Shown(rules.Stored)
	view := rulesView{Shared: rules.Shared, Shown: shown,
		Backdating: backdatingView{Choices: backdatingChoices(rules.QFBackdate), Shown: shown},
		Sick:       sickRuleView{Cells: cellsOf(rules.Stored), Shown: shown}}
	view.take(cellsOf(rules.Stored))
	turn(&layout, &view)
	return s.Page(c, "settings/rules", layout, view)
}

func (s *Pages) SetRules(c *fiber.Ctx) error {
	typed := map[string]string{"hides_presence": "no", "billing": c.FormValue("facturation")}
	if c.FormValue("presence") == "non" {
		typed["hides_presence"] = "yes"
	}
	shown := shownCells(c, "hides_presence", "billing")
	err := s.Settings.SetRules(c.UserContext(), site.Actor(c), shown, typed["hides_presence"] == "yes",
		wallet.Billing(typed["billing"]), c.FormValue("motif"))
	if err == nil {
		return site.Say(c, site.RuleSet, "/mairie/regles")
	}
	moved, conflict := errors.AsType[*settings.Moved](err)
	if !conflict && !site.Invalid(err) {
		return err
	}
	return s.rules(c, func(layout *site.Layout, view *rulesView) {
		view.Reason = c.FormValue("motif")
		if conflict {
			view.Changed, view.Shown = moved.Differences, town.Shown(moved.Stored)
			view.take(kept(moved.Stored, shown, typed))
			c.Status(fiber.StatusConflict)
			return
		}
		view.Shown = c.FormValue(shownField)
		view.take(typed)
		s.WrongField(c, layout, err)
	})
}
