package office

import (
	"html/template"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/office"
	"cartable/app/web/site"
)

// whereaboutsView is the page that says where a child is.
type whereaboutsView struct {
	office.ChildSearch
	Path      string
	Where     *office.Whereabouts // nil until a child is chosen
	MayMark   bool                // and so note an illness, and call the adults
	SeeHealth bool
	SeeFamily bool
}

// Find returns the address of a child on the page of the search.
func (v whereaboutsView) Find(child int64) template.URL { return childURL(v.Path, child) }

// WhereaboutsPage finds a child, and says where it is today.
func (s *Pages) WhereaboutsPage(c *fiber.Ctx) error {
	search, err := s.Office.FindChildren(c.UserContext(), site.Actor(c), c.Query("nom"))
	if err != nil {
		return err
	}
	child := int64(c.QueryInt("enfant"))
	if done, err := found(c, whereaboutsPath, search); child == 0 && done {
		return err
	}
	view := whereaboutsView{ChildSearch: search, Path: whereaboutsPath, MayMark: s.MayDo(c, access.MarkDay),
		SeeHealth: s.MayDo(c, access.SeeHealth), SeeFamily: s.MayDo(c, access.SeeFamilies)}
	if child != 0 {
		where, err := s.Office.Whereabouts(c.UserContext(), site.Actor(c), child)
		if err != nil {
			return err
		}
		view.Where = &where
	}
	return s.Page(c, "office/whereabouts", s.StaffLayout(c, "Où est un enfant\u00a0?", "today"), view)
}
