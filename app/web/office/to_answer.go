package office

import (
	"html/template"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/booking"
	"cartable/app/office"
	"cartable/app/web/site"
)

const toAnswerPath = "/mairie/demandes/a-repondre"

// toAnswerView is the list of requests that staff answer, as a form.
type toAnswerView struct {
	office.ToAnswer
	May     bool    // answer
	Fitting bool    // the boxes of those that get a place are ticked
	Ticked  []int64 // the boxes that were ticked before
	Words   string  // as typed
	Left    []office.Unanswered
	Done    int                     // of those that were answered with them
	Whole   *office.FittingAnswered // what became of the whole list
}

// Checked reports whether the box of a request is ticked.
func (v toAnswerView) Checked(r office.AskedRow) bool {
	return v.Fitting && r.Fits || slices.Contains(v.Ticked, r.ID)
}

// List returns the address of the list as it is shown, for its pages.
func (v toAnswerView) List() site.List {
	list := site.ListAt(toAnswerPath).With("activite", v.Activity)
	if v.Soon {
		list = list.With("quand", "bientot")
	}
	return list
}

// FittingURL returns the address of the page with the boxes ticked of those that get a place.
func (v toAnswerView) FittingURL() template.URL {
	return v.List().With("page", v.Page.Number).With("cocher", "tient").Address() + "#reponses"
}

// Rows returns the requests of the page.
func (v toAnswerView) Rows() (all []office.AskedRow) {
	for _, g := range v.Groups {
		all = append(all, g.Rows...)
	}
	return all
}

// Reasons are the usual reasons of a refusal.
func (v toAnswerView) Reasons() []string {
	return []string{"Plus de place ce jour-là", "Places données aux enfants prioritaires", "Dossier incomplet",
		"Demande faite deux fois", "Activité non adaptée à l'âge de l'enfant"}
}

// ToAnswerPage lists the requests of activities whose places staff give.
func (s *Pages) ToAnswerPage(c *fiber.Ctx) error {
	return s.showToAnswer(c, toAnswerView{}, nil)
}

// askedOf reads the filters of the list from its form.
func askedOf(c *fiber.Ctx) office.ToAnswerQuery {
	return office.ToAnswerQuery{Activity: c.FormValue("activite"), Soon: c.FormValue("quand") == "bientot"}
}

func (s *Pages) showToAnswer(c *fiber.Ctx, view toAnswerView, wrong map[string]string) error {
	layout := s.StaffLayout(c, "Demandes à répondre", "requests")
	ask, page := askedOf(c), c.FormValue("page")
	if c.Method() == fiber.MethodGet {
		ask = office.ToAnswerQuery{Activity: c.Query("activite"), Soon: layout.OneOf(c, "quand", "bientot") != ""}
		view.Fitting, page = layout.OneOf(c, "cocher", "tient") != "", c.Query("page")
	}
	number, _ := strconv.ParseInt(page, 10, 32)
	list, err := s.Office.ToAnswer(c.UserContext(), site.Actor(c), ask, int(number))
	if err != nil {
		return err
	}
	view.ToAnswer, view.May = list, s.MayDo(c, access.AnswerRequests)
	if wrong != nil {
		return s.Again(c, "office/to-answer", layout, wrong, view)
	}
	return s.Page(c, "office/to-answer", layout, view)
}

// saidWords are the buttons of the form.
var saidWords = map[string]booking.Status{"accepter": booking.Accepted, "attente": booking.Waitlisted,
	"refuser": booking.Refused}

// shownLeft is how many requests that did not get an answer are named after the whole list was answered.
const shownLeft = 20

// answerFitting accepts what fits of the whole list, and says what became of it.
func (s *Pages) answerFitting(c *fiber.Ctx) error {
	done, err := s.Office.AnswerFitting(c.UserContext(), site.Actor(c), askedOf(c))
	if err != nil {
		return err
	}
	return s.showToAnswer(c, toAnswerView{Whole: &done, Left: done.Left[:min(len(done.Left), shownLeft)],
		Done: done.Done}, nil)
}

// Answer answers the requests that are ticked. Those that could not get this answer are named, with the reason, above
// the list as it is now.
func (s *Pages) Answer(c *fiber.Ctx) error {
	if c.FormValue("reponse") == "tout" {
		return s.answerFitting(c)
	}
	a := office.Answers{Say: saidWords[c.FormValue("reponse")], Words: c.FormValue("motif")}
	for _, value := range c.Context().PostArgs().PeekMulti("demande") {
		id, _ := strconv.ParseInt(string(value), 10, 64)
		a.IDs = append(a.IDs, id)
	}
	view := toAnswerView{Ticked: a.IDs, Words: a.Words}
	done, err := s.Office.Answer(c.UserContext(), site.Actor(c), a)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showToAnswer(c, view, wrong)
	}
	if err != nil {
		return err
	}
	if len(done.Left) > 0 {
		return s.showToAnswer(c, toAnswerView{Left: done.Left, Done: done.Done}, nil)
	}
	ask := askedOf(c)
	return site.Say(c, site.RequestsAnswered, string(toAnswerView{ToAnswer: office.ToAnswer{ToAnswerQuery: ask}}.List().
		Address()))
}
