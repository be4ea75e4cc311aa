package settings

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/web/site"
)

// backdatingView is the form of the rule on the page of the rules, which has another form: its fields are its own.
type backdatingView struct {
	Choices       []site.Choice
	Reason, Wrong string // the error of the choice
	Why           string // that of the reason
}

func newBackdating(rule town.Backdating) backdatingView {
	var v backdatingView
	for _, one := range []town.Backdating{town.NotBackdated, town.FromMonth, town.FromYear} {
		v.Choices = append(v.Choices, site.Choice{Value: string(one), Label: ruleWords[one], Selected: one == rule})
	}
	return v
}

// SetBackdating sets how far back a quotient may begin.
func (s *Pages) SetBackdating(c *fiber.Ctx) error {
	rule := town.Backdating(c.FormValue("retroactivite"))
	err := s.Settings.SetBackdating(c.UserContext(), site.Actor(c), rule, c.FormValue("motif"))
	if site.Invalid(err) {
		v := newBackdating(rule)
		if v.Reason = c.FormValue("motif"); site.FieldOf(err) == "motif" {
			v.Why = fault.Message(err)
		} else {
			v.Wrong = fault.Message(err)
		}
		return s.showRulesWith(c, v)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.RuleSet, "/mairie/regles")
}

func (s *Pages) showRulesWith(c *fiber.Ctx, v backdatingView) error {
	c.Status(fiber.StatusUnprocessableEntity)
	return s.rules(c, nil, &v)
}
