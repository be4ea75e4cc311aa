package family

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/counter"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// actingForm is what staff say at the recap, as typed.
type actingForm struct {
	Channels []actingChannel
	Reason   string
	Passes   []actingPass
}

type actingChannel struct {
	Code, Label string
	Chosen      bool
}

// actingPass is a refusal that staff may pass, with its box.
type actingPass struct {
	Field, Sentence string
	Must, Ticked    bool
	Notes           []string // the places that it adds
}

// actingForm builds the form of a recap.
func (s *Pages) actingForm(c *fiber.Ctx, r portal.Recap, said counter.Said) (*actingForm, error) {
	form := &actingForm{Reason: said.Reason}
	for _, ch := range booking.Channels {
		form.Channels = append(form.Channels, actingChannel{string(ch), ch.Label(), ch == said.Channel})
	}
	added, err := s.Counter.Added(c.UserContext(), r)
	for _, p := range r.Asked.Each() {
		one := actingPass{portal.PassField(p), p.Sentence(), r.Must&p != 0, said.Passes&p != 0, nil}
		if p == booking.PassFull {
			for _, a := range added {
				one.Notes = append(one.Notes, addedWords(a))
			}
		}
		form.Passes = append(form.Passes, one)
	}
	return form, err
}

// addedWords says what a place more means: « Accueil du soir, 12 mars : 17 places au lieu de 16. »
func addedWords(a counter.Added) string {
	words := fmt.Sprintf("%s, %s\u00a0: %s au lieu de %d.", a.Pool, a.Date.DayMonth(), site.Plural(a.Is, "place",
		"places"), a.Was)
	switch {
	case a.Waiting == 1:
		words += " 1 demande attend déjà ce jour\u00a0: elle garde son rang, et n'a pas cette place."
	case a.Waiting > 1:
		words += fmt.Sprintf(" %d demandes attendent déjà ce jour\u00a0: elles gardent leur rang, et n'ont pas "+
			"cette place.", a.Waiting)
	}
	switch {
	case a.Lacks > 0:
		words += fmt.Sprintf(" Encadrement\u00a0: il faut alors %s, il en manque %d.", site.Plural(a.Need, "animateur",
			"animateurs"), a.Lacks)
	case a.Need > 0 && a.Unsaid:
		words += fmt.Sprintf(" Encadrement\u00a0: il faut alors %s, personne n'a dit qui est là.", site.Plural(a.Need,
			"animateur", "animateurs"))
	}
	return words
}

// saidOf reads what staff say at the recap.
func saidOf(c *fiber.Ctx) (said counter.Said) {
	said.Channel, said.Reason = booking.Channel(c.FormValue("canal")), c.FormValue("motif")
	for _, p := range booking.Passes {
		if c.FormValue(portal.PassField(p)) != "" {
			said.Passes |= p
		}
	}
	return said
}

// ValidateFor is the second validation, by staff. What is missing is shown again beside what was typed, and so is a
// recap that no longer matches the draft.
func (s *Pages) ValidateFor(c *fiber.Ctx) error {
	read, lastMoment, err := readKey(c)
	if err != nil {
		return err
	}
	if err := s.Portal.WantLastMoment(c.UserContext(), viewer(c), read, lastMoment); err != nil {
		return err
	}
	said := saidOf(c)
	number, err := s.Counter.Validate(c.UserContext(), site.Actor(c), *actingOf(c), read, said)
	wrong := site.FieldFaults(err)
	conflict := err != nil && fault.KindOf(err) == fault.Conflict
	if err != nil && wrong == nil && !conflict {
		return err
	}
	if err == nil {
		return c.Redirect(at(c)+"/confirmation/"+number, fiber.StatusSeeOther)
	}
	recap, readErr := s.Portal.Recap(c.UserContext(), viewer(c))
	if readErr != nil {
		return readErr
	}
	layout := s.bookingLayout(c, recapTitle)
	if conflict {
		recap.Since(read)
		layout.Alert = fault.Message(err)
		c.Status(fiber.StatusConflict)
	} else {
		layout.FieldErrors = wrong
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.showRecap(c, layout, recap, said)
}

// actingNext says what follows to staff who acted for a family.
func actingNext(done portal.Confirmation) (all []string) {
	if done.HasMail {
		all = append(all, "Le reçu part maintenant par courriel à la famille.")
	} else {
		all = append(all, "Cette famille ne reçoit pas de courriel\u00a0: imprimez cette page pour elle, ou "+
			"lisez-la au téléphone.")
	}
	return append(all, "La famille voit ces jours dans son suivi, avec le motif que vous avez donné.")
}
