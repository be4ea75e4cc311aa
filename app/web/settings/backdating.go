package settings

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// backdatingView is the form of the rule on the page of the rules, which has another form: its fields are its own.
type backdatingView struct {
	Choices       []site.Choice
	Reason, Wrong string            // the error of the choice
	Why           string            // that of the reason
	Shown         string            // the structure as the form showed it: see town.Shown
	Changed       []town.Difference // by somebody else, while the form was filled in
}

func backdatingChoices(chosen town.Backdating) (all []site.Choice) {
	for _, one := range []town.Backdating{town.NotBackdated, town.FromMonth, town.FromYear} {
		all = append(all, site.Choice{Value: string(one), Label: ruleWords[one], Selected: one == chosen})
	}
	return all
}

// SetBackdating sets how far back a quotient may begin.
func (s *Pages) SetBackdating(c *fiber.Ctx) error {
	rule := town.Backdating(c.FormValue("retroactivite"))
	err := s.Settings.SetBackdating(c.UserContext(), site.Actor(c), shownCells(c, "qf_backdate"), rule,
		c.FormValue("motif"))
	if err == nil {
		return site.Say(c, site.RuleSet, "/mairie/regles")
	}
	moved, conflict := errors.AsType[*settings.Moved](err)
	if !conflict && !site.Invalid(err) {
		return err
	}
	return s.rules(c, func(_ *site.Layout, view *rulesView) {
		v := backdatingView{Choices: backdatingChoices(rule), Shown: c.FormValue(shownField),
			Reason: c.FormValue("motif")}
		if conflict {
			v.Shown, v.Changed = town.Shown(moved.Stored), moved.Differences
			c.Status(fiber.StatusConflict)
		} else {
			v.refused(err)
			c.Status(fiber.StatusUnprocessableEntity)
		}
		view.Backdating = v
	})
}

// refused says what is wrong at its field.
func (v *backdatingView) refused(err error) {
	if site.FieldOf(err) == "motif" {
		v.Why = fault.Message(err)
	} else {
		v.Wrong = fault.Message(err)
	}
}
