package web

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/night"
	"cartable/app/office"
)

func (s *Server) staffToday(c *fiber.Ctx) error {
	today, err := s.Office.Today(c.UserContext(), actor(c), day(c))
	if err != nil {
		return err
	}
	if !s.mayDo(c, access.SetPayments) {
		today.Online = nil
	}
	return s.page(c, "staff/today", s.staffLayout(c, "Aujourd'hui", "today"), today)
}

func (s *Server) staffRequests(c *fiber.Ctx) error {
	list, err := s.Office.Requests(c.UserContext(), actor(c), day(c), number(c, "page"))
	if err != nil {
		return err
	}
	return s.page(c, "staff/requests", s.staffLayout(c, "Demandes", "requests"), list)
}

func (s *Server) staffWaitlists(c *fiber.Ctx) error {
	list, err := s.Office.Waitlists(c.UserContext(), actor(c), c.Query("activite"), number(c, "page"))
	if err != nil {
		return err
	}
	return s.page(c, "staff/waitlists", s.staffLayout(c, "Listes d'attente", "waitlists"), list)
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

func (s *Server) staffRuns(c *fiber.Ctx) error {
	runs, err := s.Office.Runs(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	view := runsView{Runs: runs}
	if len(runs.Rows) > 0 {
		view.Waiting = s.unpriced(c, runs.Rows[0])
	}
	return s.page(c, "staff/runs", s.staffLayout(c, "Nuits", "runs"), view)
}

// runProgress is the part of the nights' page that looks again while a run is under way.
func (s *Server) runProgress(c *fiber.Ctx) error {
	if !htmx(c) {
		return c.Redirect("/mairie/nuits", fiber.StatusSeeOther)
	}
	runs, err := s.Office.Runs(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	if runs.Running == nil { // done: the whole page has news
		c.Set("HX-Refresh", "true")
	}
	return s.fragment(c, "runs#progress", under(page{Layout: s.staffLayout(c, "Nuits", "runs")}, runs))
}

func (s *Server) startRun(c *fiber.Ctx) error {
	_, nothing, err := s.Night.StartFor(c.UserContext(), actor(c).StructureID, night.Asker{AccountID: actor(c).AccountID, Address: actor(c).Origin})
	if err != nil {
		return err
	}
	if s.Ring != nil {
		s.Ring()
	}
	said := "lancee"
	if nothing {
		said = "rien"
	}
	return c.Redirect("/mairie/nuits?fait="+said, fiber.StatusSeeOther)
}

func (s *Server) staffRun(c *fiber.Ctx) error {
	id := idOf(c, "id")
	run, err := s.Office.Run(c.UserContext(), actor(c), id)
	if err != nil {
		return err
	}
	return s.page(c, "staff/run", s.staffLayout(c, "Nuit du "+run.Date.Long(), "runs"), runView{run, s.unpriced(c, run.RunRow)})
}

func (s *Server) staffMails(c *fiber.Ctx) error {
	mails, err := s.Office.Mails(c.UserContext(), actor(c), c.Query("etat"), number(c, "page"))
	if err != nil {
		return err
	}
	return s.page(c, "staff/mails", s.staffLayout(c, "Courriels", "mails"), mails)
}

func (s *Server) staffMail(c *fiber.Ctx) error {
	id := idOf(c, "id")
	mail, err := s.Office.Mail(c.UserContext(), actor(c), id)
	if err != nil {
		return err
	}
	return s.page(c, "staff/mail", s.staffLayout(c, mail.Subject, "mails"), mail)
}

// The demonstration lets anybody read all mail: its families are invented.

func (s *Server) demoMails(c *fiber.Ctx) error {
	mails, err := s.Office.Mails(c.UserContext(), desk.Actor{}, c.Query("etat"), number(c, "page"))
	if err != nil {
		return err
	}
	return s.page(c, "demo/mails", s.layout(c, "Courriels de la démonstration", "demo"), mails)
}

func (s *Server) demoMail(c *fiber.Ctx) error {
	id := idOf(c, "id")
	mail, err := s.Office.Mail(c.UserContext(), desk.Actor{}, id)
	if err != nil {
		return err
	}
	return s.page(c, "demo/mail", s.layout(c, mail.Subject, "demo"), mail)
}
