package office

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/app/web/site"
)

// mergedView is the page of a merge that was made.
type mergedView struct {
	office.Merged
	Refused string
	Reason  string // as typed
}

// MergedPage shows what a merge moved, and undoes it for a day.
func (s *Pages) MergedPage(c *fiber.Ctx) error {
	return s.showMerged(c, mergedView{}, nil)
}

func (s *Pages) showMerged(c *fiber.Ctx, view mergedView, wrong map[string]string) error {
	var err error
	if view.Merged, err = s.Office.Merged(c.UserContext(), site.Actor(c), site.IdOf(c, "id")); err != nil {
		return err
	}
	if view.Refused == "" {
		view.Refused = view.Barred
	}
	layout := s.StaffLayout(c, "Dossiers réunis", "families")
	if wrong != nil {
		return s.Again(c, "office/merged", layout, wrong, view)
	}
	return s.Page(c, "office/merged", layout, view)
}

// UndoMerge gives both files back.
func (s *Pages) UndoMerge(c *fiber.Ctx) error {
	id, view := site.IdOf(c, "id"), mergedView{Reason: c.FormValue("motif")}
	err := s.Office.UndoMerge(c.UserContext(), site.Actor(c), id, view.Reason)
	switch wrong := site.FieldFaults(err); {
	case wrong != nil:
		return s.showMerged(c, view, wrong)
	case err != nil && fault.KindOf(err) == fault.Conflict:
		c.Status(fiber.StatusConflict)
		view.Refused = fault.Message(err)
		return s.showMerged(c, view, nil)
	case err != nil:
		return err
	}
	return site.Say(c, site.MergeUndone, fmt.Sprintf("/mairie/reunions/%d", id))
}
