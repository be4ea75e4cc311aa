package settings

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/calendar"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// The form that closes days: why, when, what. It becomes an opération, whose page shows the effects and the text for
// the families before anything is done.

const closingPath = "/mairie/fermer"

// closingView is the form, with what was typed.
type closingView struct {
	settings.Closing
	Form settings.ClosingForm
}

// Motives returns the motives of the form.
func (v closingView) Motives() []calendar.Motive { return calendar.Motives }

// Closes reports whether an activity is ticked among those that close.
func (v closingView) Closes(code string) bool { return slices.Contains(v.Form.Activities, code) }

// Stays reports whether an activity is ticked among those that stay open.
func (v closingView) Stays(code string) bool { return slices.Contains(v.Form.Service, code) }

func (s *Pages) ClosingPage(c *fiber.Ctx) error {
	return s.showClosing(c, settings.ClosingForm{From: c.Query("jour"), What: settings.WholeTown,
		Until: "09:00"}, nil)
}

func (s *Pages) showClosing(c *fiber.Ctx, f settings.ClosingForm, wrong map[string]string) error {
	closing, err := s.Settings.Closing(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Fermer des jours", "closing")
	if wrong != nil {
		return s.Again(c, "settings/closing", layout, wrong, closingView{closing, f})
	}
	return s.Page(c, "settings/closing", layout, closingView{closing, f})
}

func (s *Pages) Close(c *fiber.Ctx) error {
	f := settings.ClosingForm{
		Motive: c.FormValue("pourquoi"), From: c.FormValue("du"), To: c.FormValue("au"), What: c.FormValue("quoi"),
		Activities: fieldsOf(c, "activites"), Pool: c.FormValue("groupe"),
		Class: c.FormValue("classe"), Service: fieldsOf(c, "accueil"),
		Reason: c.FormValue("motif"), Choose: c.FormValue("choix") == "oui", Until: c.FormValue("jusqua"),
		Picnic: c.FormValue("pique-nique") == "oui",
	}
	id, applied, err := s.Settings.Close(c.UserContext(), site.Actor(c), f)
	if site.Invalid(err) {
		return s.showClosing(c, f, site.FieldFaults(err))
	}
	if err != nil {
		return err
	}
	return s.toOperation(c, id, applied, site.DaysClosed, closingPath)
}
