package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/office"
	"cartable/app/web/site"
)

// runView is the page of a nightly run. Waiting is nil when every past day has its price.
type runView struct {
	office.Run
	Waiting *unpricedView
}

func (s *Pages) RunPage(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	run, err := s.Office.Run(c.UserContext(), site.Actor(c), id)
	if err != nil {
		return err
	}
	return s.Page(c, "office/run", s.StaffLayout(c, "Nuit du "+run.Date.Long(), "runs"),
		runView{run, s.unpriced(c, run.RunRow)})
}
