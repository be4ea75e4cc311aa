package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/leaving"
	"cartable/app/web/site"
)

const leavingsPath = "/mairie/sorties"

// leavingsView is what families ask, with the form that was refused.
type leavingsView struct {
	leaving.Page
	ID    int64 // of the form that is shown again
	Why   string
	Moved string // somebody else was faster
}

// leavingInput is a rule that a family asks, with its form.
type leavingInput struct {
	leaving.Row
	Again bool
	Why   string
}

// Inputs are the rules with what was typed.
func (v leavingsView) Inputs() (all []leavingInput) {
	for _, row := range v.Rows {
		in := leavingInput{Row: row, Again: row.ID == v.ID}
		if in.Again {
			in.Why = v.Why
		}
		all = append(all, in)
	}
	return all
}

// LeavingsPage lists what families ask about how their children leave.
func (s *Pages) LeavingsPage(c *fiber.Ctx) error { return s.showLeavings(c, leavingsView{}, nil) }

func (s *Pages) showLeavings(c *fiber.Ctx, view leavingsView, wrong map[string]string) error {
	page, err := s.Leavings.Leavings(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	view.Page = page
	layout := s.StaffLayout(c, "Sorties demandées", "families")
	if wrong != nil {
		return s.Again(c, "office/leavings", layout, wrong, view)
	}
	if view.Moved != "" {
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "office/leavings", layout, view)
}

// AnswerLeaving accepts or refuses one.
func (s *Pages) AnswerLeaving(c *fiber.Ctx) error {
	a := leaving.Answer{ID: site.FormID(c, "sortie"), Accept: c.FormValue("reponse") == "oui",
		Refuse: c.FormValue("reponse") == "non", Why: c.FormValue("motif"),
		Sure: c.FormValue("autre") == "oui"}
	err := s.Leavings.Decide(c.UserContext(), site.Actor(c), a)
	view := leavingsView{ID: a.ID, Why: a.Why}
	switch wrong := site.FieldFaults(err); {
	case err == nil:
		return site.Say(c, site.PickupAnswered, leavingsPath)
	case wrong != nil:
		return s.showLeavings(c, view, wrong)
	case fault.KindOf(err) == fault.Conflict:
		view.Moved = fault.Message(err)
		return s.showLeavings(c, view, nil)
	}
	return err
}
