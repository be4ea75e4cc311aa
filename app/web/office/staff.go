package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/night"
	"cartable/app/office"
	"cartable/app/web/site"
)

func (s *Pages) StaffToday(c *fiber.Ctx) error {
	today, err := s.Office.Today(c.UserContext(), site.Actor(c), site.Day(c))
	if err != nil {
		return err
	}
	if !s.MayDo(c, access.SetPayments) {
		today.Online = nil
	}
	return s.Page(c, "office/today", s.StaffLayout(c, "Aujourd'hui", "today"), today)
}

func (s *Pages) StaffRequests(c *fiber.Ctx) error {
	list, err := s.Office.Requests(c.UserContext(), site.Actor(c), site.Day(c), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/requests", s.StaffLayout(c, "Demandes", "requests"), list)
}

func (s *Pages) StaffWaitlists(c *fiber.Ctx) error {
	list, err := s.Office.Waitlists(c.UserContext(), site.Actor(c), c.Query("activite"), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/waitlists", s.StaffLayout(c, "Listes d'attente", "waitlists"), list)
}

// runsView and runView are the pages of the nights; Waiting is nil when every past day has its price.
type runsView struct {
	office.Runs
	Waiting *unpricedView
}

type runView struct {
	office.Run
	Waiting *unpricedView
}

func (s *Pages) StaffRuns(c *fiber.Ctx) error {
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

// runProgress is the part of the nights' page that looks again while a run is under way.
func (s *Pages) RunProgress(c *fiber.Ctx) error {
	if !site.Htmx(c) {
		return c.Redirect("/mairie/nuits", fiber.StatusSeeOther)
	}
	runs, err := s.Office.Runs(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	if runs.Running == nil { // done: the whole page has news
		c.Set("HX-Refresh", "true")
	}
	return s.Fragment(c, "runs#progress", site.Under(site.PageData{Layout: s.StaffLayout(c, "Nuits", "runs")}, runs))
}

func (s *Pages) StartRun(c *fiber.Ctx) error {
	_, nothing, err := s.Night.StartFor(c.UserContext(), site.Actor(c).StructureID, night.Asker{AccountID: site.Actor(c).AccountID, Address: site.Actor(c).Origin})
	if err != nil {
		return err
	}
	s.Wake()
	said := "lancee"
	if nothing {
		said = "rien"
	}
	return c.Redirect("/mairie/nuits?fait="+said, fiber.StatusSeeOther)
}

func (s *Pages) StaffRun(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	run, err := s.Office.Run(c.UserContext(), site.Actor(c), id)
	if err != nil {
		return err
	}
	return s.Page(c, "office/run", s.StaffLayout(c, "Nuit du "+run.Date.Long(), "runs"), runView{run, s.unpriced(c, run.RunRow)})
}

func (s *Pages) StaffMails(c *fiber.Ctx) error {
	mails, err := s.Office.Mails(c.UserContext(), site.Actor(c), c.Query("etat"), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/mails", s.StaffLayout(c, "Courriels", "mails"), mails)
}

func (s *Pages) StaffMail(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	mail, err := s.Office.Mail(c.UserContext(), site.Actor(c), id)
	if err != nil {
		return err
	}
	return s.Page(c, "office/mail", s.StaffLayout(c, mail.Subject, "mails"), mail)
}

// The demonstration lets anybody read all mail: its families are invented.

func (s *Pages) DemoMails(c *fiber.Ctx) error {
	mails, err := s.Office.Mails(c.UserContext(), desk.Actor{}, c.Query("etat"), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/demo-mails", s.Layout(c, "Courriels de la démonstration", "demo"), mails)
}

func (s *Pages) DemoMail(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	mail, err := s.Office.Mail(c.UserContext(), desk.Actor{}, id)
	if err != nil {
		return err
	}
	return s.Page(c, "office/demo-mail", s.Layout(c, mail.Subject, "demo"), mail)
}
