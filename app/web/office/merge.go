package office

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/app/web/site"
)

// mergeView is the page of a merge: the form, then what would move, to be read before it is done.
type mergeView struct {
	office.MergeLook
	Form    office.MergeForm
	Refused string // why it is shown again
	Choose  bool   // the form, not the rehearsal
}

// mergeChoice is a field with the codes of its files.
type mergeChoice struct {
	office.MergeField
	KeptCode, GoneCode string
}

// Choice returns a field with the codes of both files.
func (v mergeView) Choice(f office.MergeField) mergeChoice {
	return mergeChoice{f, v.MergeLook.Kept, v.MergeLook.Gone}
}

// ChildField returns the field that says whether two children are one.
func (v mergeView) ChildField(childID int64) string { return mergeChildField(childID) }

func mergeChildField(childID int64) string { return fmt.Sprintf("enfant-%d", childID) }

// MergePage shows both files side by side, with a choice where they differ.
func (s *Pages) MergePage(c *fiber.Ctx) error {
	form := office.MergeForm{Kept: site.Param(c, "code"), Gone: site.Param(c, "other")}
	look, err := s.Office.Merge(c.UserContext(), site.Actor(c), form)
	if err != nil {
		return err
	}
	return s.showMerge(c, mergeView{MergeLook: look, Form: form, Choose: true})
}

func (s *Pages) showMerge(c *fiber.Ctx, view mergeView) error {
	return s.Page(c, "office/merge", s.StaffLayout(c, "Réunir deux dossiers", "families"), view)
}

// readMerge reads the form: which values of the other file stay, and which children are two.
func readMerge(c *fiber.Ctx) office.MergeForm {
	form := office.MergeForm{Kept: site.Param(c, "code"), Gone: site.Param(c, "other"), Typed: true,
		Takes: map[string]bool{}, Apart: map[int64]bool{}, Reason: c.FormValue("motif"), Seen: c.FormValue("vu")}
	c.Context().PostArgs().VisitAll(func(name, value []byte) {
		var child int64
		switch string(value) {
		case "autre":
			form.Takes[string(name)] = true
		case "deux":
			if n, _ := fmt.Sscanf(string(name), "enfant-%d", &child); n == 1 {
				form.Apart[child] = true
			}
		}
	})
	if c.FormValue("corriger") != "" {
		form.Seen = ""
	}
	return form
}

// MergeFamilies reads the form, shows what would move, and does it once that is sent back with its proof.
func (s *Pages) MergeFamilies(c *fiber.Ctx) error {
	form := readMerge(c)
	if c.FormValue("corriger") != "" {
		look, err := s.Office.Merge(c.UserContext(), site.Actor(c), form)
		if err != nil {
			return err
		}
		return s.showMerge(c, mergeView{MergeLook: look, Form: form, Choose: true})
	}
	look, err := s.Office.MergeFamilies(c.UserContext(), site.Actor(c), form)
	view := mergeView{MergeLook: look, Form: form}
	wrong := site.FieldFaults(err)
	switch {
	case err == nil && look.Done != 0:
		return site.Say(c, site.FilesMerged, fmt.Sprintf("/mairie/reunions/%d", look.Done))
	case wrong != nil && look.Kept != "":
		view.Choose = true
		return s.Again(c, "office/merge", s.StaffLayout(c, "Réunir deux dossiers", "families"), wrong, view)
	case err != nil && fault.KindOf(err) == fault.Conflict && look.Kept != "":
		c.Status(fiber.StatusConflict)
		view.Choose = true
		if len(look.Hindrances) == 0 {
			view.Refused = fault.Message(err)
		}
	case err != nil:
		return err
	}
	return s.showMerge(c, view)
}
