package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/night"
	"cartable/app/office"
	"cartable/app/web/site"
)

// runsView is the page of the nightly runs. Waiting is nil when every past day has its price.
type runsView struct {
	office.Runs
	Waiting *unpricedView
}

func (s *Pages) RunsPage(c *fiber.Ctx) error {
	runs, err := s.Office.Runs(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	view := runsView{Runs: runs}
	if len(runs.Rows) > 0 {
		view.Waiting = s.unpriced(c, runs.Rows[0])
	}
	return s.Page(c, "office/runs", s.StaffLayout(c, "Nuits", "runs"), view)
}

// RunProgress is the part of the page that refreshes itself during a run.
func (s *Pages) RunProgress(c *fiber.Ctx) error {
	if !site.Htmx(c) {
		return c.Redirect("/mairie/nuits", fiber.StatusSeeOther)
	}
	runs, err := s.Office.Runs(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	if runs.Running == nil { // done: reload the whole page
		c.Set("HX-Refresh", "true")
	}
	return s.Fragment(c, "runs#progress", site.Under(site.PageData{Layout: s.StaffLayout(c, "Nuits", "runs")}, runs))
}

func (s *Pages) StartRun(c *fiber.Ctx) error {
	_, nothing, err := s.Night.StartFor(c.UserContext(), site.Actor(c).StructureID,
		night.Asker{AccountID: site.Actor(c).AccountID, Address: site.Actor(c).Origin})
	if err != nil {
		return err
	}
	s.Wake()
	said := site.RunStarted
	if nothing {
		said = site.NothingToRun
	}
	return site.Say(c, said, "/mairie/nuits")
}
