package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/load"
	"cartable/app/office"
	"cartable/app/web/site"
)

// newChildView is the form of a new child of a family, with what was typed.
type newChildView struct {
	office.NewChild
	Typed  load.NewChild
	Same   []load.Likeness // families that have a child like this one
	Reason string
}

// Kid returns the child at the place of the only one in the form.
func (v newChildView) Kid() newChild { return newChild{v.Typed, 0, v.Choices} }

// Mark names the families that the second answer agrees to have another child of the same name.
func (v newChildView) Mark() string { return load.Mark(v.Same) }

func (s *Pages) NewChildPage(c *fiber.Ctx) error { return s.showNewChild(c, newChildView{}, nil) }

func (s *Pages) showNewChild(c *fiber.Ctx, view newChildView, wrong map[string]string) (err error) {
	view.NewChild, err = s.Office.NewChild(c.UserContext(), site.Actor(c), site.Param(c, "code"))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Nouvel enfant", "families")
	if wrong != nil {
		return s.Again(c, "office/new-child", layout, wrong, view)
	}
	return s.Page(c, "office/new-child", layout, view)
}

// AddChild stores the child.
func (s *Pages) AddChild(c *fiber.Ctx) error {
	code := site.Param(c, "code")
	view := newChildView{Typed: typedChild(c, 0), Reason: c.FormValue("motif")}
	same, err := s.Loader.AddChild(c.UserContext(), site.Actor(c), code, view.Typed, c.FormValue("autres"), view.Reason)
	if wrong := site.FieldFaults(err); wrong != nil {
		view.Same = same
		return s.showNewChild(c, view, wrong)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.ChildAdded, string(site.FamilyURL(code, "")))
}
