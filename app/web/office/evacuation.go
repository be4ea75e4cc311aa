package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/office"
	"cartable/app/web/site"
)

// evacuationView is the list of the children to count.
type evacuationView struct{ office.Evacuation }

// Count returns how many children there are on all sites.
func (v evacuationView) Count() (n int) {
	for _, s := range v.Sites {
		n += len(s.Children)
	}
	return n
}

// EvacuationPage lists the children who are on the sites now, to print.
func (s *Pages) EvacuationPage(c *fiber.Ctx) error {
	list, err := s.Office.Evacuation(c.UserContext(), site.Actor(c), c.Query("activite"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/evacuation", s.StaffLayout(c, "Présents maintenant", "today"), evacuationView{list})
}
