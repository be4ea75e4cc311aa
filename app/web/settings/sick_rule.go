package settings

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// sickRuleView is the form of what the town grants to a child who is ill, on the page of the rules.
type sickRuleView struct {
	Cells   map[string]string // as stored, or as typed
	Reason  string
	Wrong   map[string]string // by field
	Shown   string            // the structure as the form showed it: see town.Shown
	Changed []town.Difference // by somebody else, while the form was filled in
}

var sickFields = []string{"sick_until", "sick_uncredited", "sick_paper"}

// SetSickRule sets what the town grants to a child who is ill.
func (s *Pages) SetSickRule(c *fiber.Ctx) error {
	typed := map[string]string{}
	for _, name := range sickFields {
		typed[name] = c.FormValue(name)
	}
	shown := shownCells(c, sickFields...)
	_, err := s.Settings.SetStructure(c.UserContext(), site.Actor(c), shown, typed, c.FormValue("motif"))
	if err == nil {
		return site.Say(c, site.RuleSet, "/mairie/regles")
	}
	moved, conflict := errors.AsType[*settings.Moved](err)
	wrong := site.FieldFaults(err)
	if !conflict && wrong == nil {
		return err
	}
	return s.rules(c, func(_ *site.Layout, view *rulesView) {
		v := sickRuleView{Cells: typed, Reason: c.FormValue("motif"), Wrong: wrong, Shown: c.FormValue(shownField)}
		if conflict {
			v.Cells, v.Shown, v.Changed = kept(moved.Stored, shown, typed), town.Shown(moved.Stored), moved.Differences
			c.Status(fiber.StatusConflict)
		} else {
			c.Status(fiber.StatusUnprocessableEntity)
		}
		view.Sick = v
	})
}
