package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/web/site"
)

// familiesView offers the letters to whoever may have them made.
type familiesView struct {
	desk.Families
	Letters     bool
	Adds, Loads bool
}

// List returns the address of the list as it is shown.
func (v familiesView) List() site.List { return site.FamilyList(v.FamilyQuery) }

// Archives returns the address of the same search among the archived files.
func (v familiesView) Archives() site.List {
	ask := v.FamilyQuery
	ask.Access = desk.Archived
	return site.FamilyList(ask)
}

func (s *Pages) FamiliesPage(c *fiber.Ctx) error {
	layout, ask := s.StaffLayout(c, "Familles", "families"), site.FamilyQuery(c)
	ask.Order = layout.OrderOf(c, "nom", "code")
	layout.OneOf(c, "acces", desk.Without, desk.Unused, desk.Archived)
	list, err := s.Office.Families(c.UserContext(), site.Actor(c), ask)
	if err != nil {
		return err
	}
	if c.Query("aller") != "" && ask.Text != "" && list.Count == 1 { // from the search of every page
		return c.Redirect(string(site.FamilyURL(list.Rows[0].Code, "")), fiber.StatusSeeOther)
	}
	view := familiesView{list, s.MayDo(c, access.Provision), s.MayDo(c, access.AddFamilies),
		s.MayDo(c, access.LoadFamilies)}
	if site.Htmx(c) {
		return s.Fragment(c, "families#results", site.PageData{Layout: layout, V: view})
	}
	return s.Page(c, "office/families", layout, view)
}
