package family

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

const menusPath = "/menus"

// menusView is the menus of a week, as parents read them.
type menusView struct{ portal.Menus }

// At returns the address of a week; empty for the zero one.
func (v menusView) At(w civil.Week) string {
	if w == (civil.Week{}) {
		return ""
	}
	return menusPath + "?semaine=" + w.String()
}

// MenusPage shows what the canteen serves in a week.
func (s *Pages) MenusPage(c *fiber.Ctx) error {
	page, err := s.Portal.Menus(c.UserContext(), viewer(c), site.Week(c.Query("semaine")))
	if err != nil {
		return err
	}
	return s.Page(c, "family/menus", s.Layout(c, "Menus de la cantine", "home"), menusView{page})
}
