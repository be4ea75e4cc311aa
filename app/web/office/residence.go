package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/office"
	"cartable/app/web/site"
)

// residenceView is the page of a family's residence. Move is as typed.
type residenceView struct {
	office.Residence
	Move office.Move
}

// ResidencePage shows since when a family has lived inside or outside the town, with a form to correct it.
func (s *Pages) ResidencePage(c *fiber.Ctx) error {
	return s.showResidence(c, office.Move{Code: site.Param(c, "code"), From: s.Today().String()}, nil)
}

func (s *Pages) showResidence(c *fiber.Ctx, m office.Move, wrong map[string]string) error {
	page, err := s.Office.Residence(c.UserContext(), site.Actor(c), m.Code)
	if err != nil {
		return err
	}
	layout, view := s.StaffLayout(c, "Résidence", "families"), residenceView{page, m}
	if wrong != nil {
		return s.Again(c, "office/residence", layout, wrong, view)
	}
	return s.Page(c, "office/residence", layout, view)
}

// Moves saves the correction.
func (s *Pages) Moves(c *fiber.Ctx) error {
	m := office.Move{
		Code:     site.Param(c, "code"),
		Resident: c.FormValue("resident"),
		From:     c.FormValue("depuis"),
		Reason:   c.FormValue("motif"),
	}
	err := s.Office.Moves(c.UserContext(), site.Actor(c), m)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showResidence(c, m, wrong)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.ResidenceSet, string(site.FamilyURL(m.Code, "")))
}
