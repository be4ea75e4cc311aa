package office

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/pickup"
	"cartable/app/leaving"
	"cartable/app/web/site"
)

// childLeavingView is the page of how a child leaves.
type childLeavingView struct {
	leaving.File
	Typed pickup.Typed
}

// HomeOf names the household of a rule; empty where the child has one home.
func (v childLeavingView) HomeOf(r leaving.Rule) string { return v.Homes[r.Family] }

// Edit reports whether its reader may reopen the family: whoever reads this page may.
func (v childLeavingView) Edit() bool { return true }

// Path is the address of the page within the family's.
func (v childLeavingView) Path() string { return fmt.Sprintf("/enfants/%d/sorties", v.ID) }

// ChildLeavingPage shows who may collect a child.
func (s *Pages) ChildLeavingPage(c *fiber.Ctx) error {
	return s.showChildLeaving(c, childLeavingView{}, nil)
}

func (s *Pages) showChildLeaving(c *fiber.Ctx, view childLeavingView, wrong map[string]string) error {
	file, err := s.Leavings.ChildLeaving(c.UserContext(), site.Actor(c), site.Param(c, "code"), childOf(c))
	if err != nil {
		return err
	}
	view.File = file
	layout := s.StaffLayout(c, "Sorties, "+file.FirstName, "families")
	if wrong != nil {
		return s.Again(c, "office/child-leaving", layout, wrong, view)
	}
	return s.Page(c, "office/child-leaving", layout, view)
}

// SetChildLeaving notes a rule of a child, or ends one.
func (s *Pages) SetChildLeaving(c *fiber.Ctx) error {
	ctx, d, code, id := c.UserContext(), site.Actor(c), site.Param(c, "code"), childOf(c)
	back := string(site.FamilyURL(code, fmt.Sprintf("/enfants/%d/sorties", id)))
	if ended := site.FormID(c, "sortie"); ended != 0 {
		if err := s.Leavings.End(ctx, d, code, id, ended); err != nil {
			return err
		}
		return site.Say(c, site.PickupEnded, back)
	}
	view := childLeavingView{Typed: pickup.Typed{Kind: pickup.Kind(c.FormValue("sorte")), Name: c.FormValue("personne"),
		Link: c.FormValue("lien"), Phone: c.FormValue("telephone"), Hour: c.FormValue("heure"),
		From: c.FormValue("du"), To: c.FormValue("au")}}
	err := s.Leavings.Note(ctx, d, code, id, view.Typed)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showChildLeaving(c, view, wrong)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.PickupNoted, back)
}
