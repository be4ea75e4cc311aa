package office

import (
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/app/web/site"
)

// lookalikesView is the choice of the other file: those that it seems to be, and a search.
type lookalikesView struct {
	Code, Name string
	Likely     []office.Lookalike
	Search     string
	Found      []desk.FamilyRow
	More       bool // the search found more than the page shows
}

// likelyRow is a line of the choice.
type likelyRow struct{ Kept, Gone, Name, Words string }

// LikelyRows returns the files that the page proposes.
func (v lookalikesView) LikelyRows() (all []likelyRow) {
	for _, one := range v.Likely {
		all = append(all, likelyRow{v.Code, one.Code, one.Name, one.Words})
	}
	return all
}

// FoundRows returns those that the search found, with their children.
func (v lookalikesView) FoundRows() (all []likelyRow) {
	for _, one := range v.Found {
		all = append(all, likelyRow{v.Code, one.Code, one.Name, strings.Join(one.Children, ", ")})
	}
	return all
}

// mostFound limits the families that the choice shows.
const mostFound = 20

// LookalikesPage proposes the other files that a family may stand in, and searches among all.
func (s *Pages) LookalikesPage(c *fiber.Ctx) error {
	code := site.Param(c, "code")
	view := lookalikesView{Code: code, Search: strings.TrimSpace(c.Query("q"))}
	var err error
	if view.Name, view.Likely, err = s.Office.Lookalikes(c.UserContext(), site.Actor(c), code); err != nil {
		return err
	}
	if view.Search != "" {
		list, err := s.Office.Families(c.UserContext(), site.Actor(c), desk.FamilyQuery{Text: view.Search})
		if err != nil {
			return err
		}
		for _, row := range list.Rows {
			if row.Code == code {
				continue
			}
			if view.More = len(view.Found) == mostFound; view.More {
				break
			}
			view.Found = append(view.Found, row)
		}
	}
	return s.Page(c, "office/lookalikes", s.StaffLayout(c, "Réunir deux dossiers", "families"), view)
}

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
	look, err := s.Office.LookMerge(c.UserContext(), site.Actor(c), form)
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

// Merge reads the form, shows what would move, and does it once that is sent back with its proof.
func (s *Pages) Merge(c *fiber.Ctx) error {
	form := readMerge(c)
	if c.FormValue("corriger") != "" {
		look, err := s.Office.LookMerge(c.UserContext(), site.Actor(c), form)
		if err != nil {
			return err
		}
		return s.showMerge(c, mergeView{MergeLook: look, Form: form, Choose: true})
	}
	look, err := s.Office.Merge(c.UserContext(), site.Actor(c), form)
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
