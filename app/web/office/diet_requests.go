package office

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/app/web/site"
)

const dietRequestsPath = kitchenPath + "/regimes-demandes"

// dietRequestsView is the requests with the form that was refused.
type dietRequestsView struct {
	office.DietRequests
	ID    int64 // of the form that is shown again
	Typed dietTyped
	Moved string // somebody else was faster
}

type dietTyped struct{ Diet, Allergies, Why string }

// URL is the address of the page, and of its forms.
func (v dietRequestsView) URL() string { return dietRequestsPath }

// dietInput is a request with its form.
type dietInput struct {
	office.DietRequestRow
	Again bool // its form is shown again
	Typed dietTyped
	Shown string // what the file says, for the form
}

// Inputs are the requests, with what was typed.
func (v dietRequestsView) Inputs() (all []dietInput) {
	for _, row := range v.Rows {
		in := dietInput{DietRequestRow: row, Again: row.ID == v.ID, Typed: dietTyped{Diet: row.Diet,
			Allergies: row.Allergies}, Shown: carried(map[string]string{"regime": row.Has.Diet,
			"pai": row.Has.Allergies})}
		if in.Again {
			in.Typed = v.Typed
		}
		all = append(all, in)
	}
	return all
}

// DietRequestsPage lists what families ask of the diets of their children. Each reading is in the journal.
func (s *Pages) DietRequestsPage(c *fiber.Ctx) error {
	return s.showDietRequests(c, dietRequestsView{}, nil)
}

func (s *Pages) showDietRequests(c *fiber.Ctx, view dietRequestsView, wrong map[string]string) error {
	page, err := s.Office.DietRequests(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	view.DietRequests = page
	layout := s.StaffLayout(c, "Régimes demandés", "kitchen")
	if wrong != nil {
		return s.Again(c, "office/diet-requests", layout, wrong, view)
	}
	if view.Moved != "" {
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "office/diet-requests", layout, view)
}

// AnswerDiet accepts or refuses a request.
func (s *Pages) AnswerDiet(c *fiber.Ctx) error {
	id, _ := strconv.ParseInt(c.FormValue("demande"), 10, 64)
	e := readEdit(c, map[string]string{"regime": "", "pai": ""})
	e.Reason = ""
	a := office.DietAnswer{ID: id, Accept: c.FormValue("reponse") == "oui",
		Refuse: c.FormValue("reponse") == "non", Edit: e, Why: c.FormValue("motif")}
	err := s.Office.AnswerDiet(c.UserContext(), site.Actor(c), a)
	view := dietRequestsView{ID: id, Typed: dietTyped{e.Typed["regime"], e.Typed["pai"], a.Why}}
	var overtaken office.Overtaken
	switch wrong := site.FieldFaults(err); {
	case err == nil:
		return site.Say(c, site.DietAnswered, dietRequestsPath)
	case wrong != nil:
		return s.showDietRequests(c, view, wrong)
	case errors.As(err, &overtaken):
		view.Moved = "La fiche de l'enfant a changé depuis que la page est affichée. Relisez ce qu'elle dit " +
			"maintenant avant de répondre."
		return s.showDietRequests(c, view, nil)
	case fault.KindOf(err) == fault.Conflict:
		view.Moved = fault.Message(err)
		return s.showDietRequests(c, view, nil)
	}
	return err
}
