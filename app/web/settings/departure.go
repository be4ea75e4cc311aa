package settings

import (
	"cmp"

	"github.com/gofiber/fiber/v2"

	"cartable/app/settings"
	"cartable/app/web/site"
)

// departureView is the page of a family that moves out, with what was typed.
type departureView struct {
	settings.Departure
	Last, Reason string
}

func (s *Pages) DeparturePage(c *fiber.Ctx) error { return s.showDeparture(c, nil) }

func (s *Pages) showDeparture(c *fiber.Ctx, refusal error) error {
	page, err := s.Settings.Departure(c.UserContext(), site.Actor(c), site.Param(c, "code"))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Famille "+page.Name, "families")
	view := departureView{page, cmp.Or(c.FormValue("fin"), page.Today.String()), c.FormValue("motif")}
	if refusal != nil {
		return s.Again(c, "settings/departure", layout, site.FieldFaults(refusal), view)
	}
	return s.Page(c, "settings/departure", layout, view)
}

// Depart prepares the departure, whose page shows first what it cancels.
func (s *Pages) Depart(c *fiber.Ctx) error {
	code := site.Param(c, "code")
	id, applied, err := s.Settings.Depart(c.UserContext(), site.Actor(c), code, c.FormValue("fin"),
		c.FormValue("motif"))
	if site.Invalid(err) {
		return s.showDeparture(c, err)
	}
	if err != nil {
		return err
	}
	return s.toOperation(c, id, applied, site.FamilyLeaves, string(site.FamilyURL(code, "")))
}
