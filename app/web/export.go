package web

import (
	"strings"

	ical "github.com/arran4/golang-ical"
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/portal"
)

// The follow-up leaves the portal in three forms: CSV for a French spreadsheet, XLSX with typed cells, and a
// private calendar that an agenda subscribes to.

var exportHead = []string{"Date", "Activité", "Enfant", "Arrivée", "Départ", "Coût (€)", "État", "Transmise"}

func (s *Server) exportCSV(c *fiber.Ctx) error {
	rows, err := s.Portal.Export(c.UserContext(), viewer(c), filterOf(c, portal.DefaultFilter(s.today())))
	if err != nil {
		return err
	}
	return sendCSV(c, "reservations", followSheet(rows))
}

func (s *Server) exportXLSX(c *fiber.Ctx) error {
	rows, err := s.Portal.Export(c.UserContext(), viewer(c), filterOf(c, portal.DefaultFilter(s.today())))
	if err != nil {
		return err
	}
	return sendXLSX(c, "reservations", followSheet(rows))
}

func followSheet(rows []portal.FollowUpRow) sheet {
	s := sheet{name: "Réservations", head: exportHead}
	for _, r := range rows {
		s.rows = append(s.rows, []any{r.Date, r.Activity, r.Child, r.Start, r.End, r.Cost, r.Status.Word(), yesNo(r.Transmitted)})
	}
	return s
}

func (s *Server) feedPage(c *fiber.Ctx) error {
	feed, err := s.Portal.Feed(c.UserContext(), viewer(c))
	if err != nil {
		return err
	}
	return s.page(c, "parent/feed", s.layout(c, "Mon agenda", "follow-up"), feed)
}

// newFeed makes the private calendar and shows its address, this once.
func (s *Server) newFeed(c *fiber.Ctx) error {
	token, err := s.Portal.NewFeed(c.UserContext(), viewer(c))
	if err != nil {
		return err
	}
	feed, err := s.Portal.Feed(c.UserContext(), viewer(c))
	if err != nil {
		return err
	}
	feed.URL = s.BaseURL + "/agenda/" + token + ".ics"
	return s.page(c, "parent/feed", s.layout(c, "Mon agenda", "follow-up"), feed)
}

func (s *Server) revokeFeed(c *fiber.Ctx) error {
	if err := s.Portal.RevokeFeed(c.UserContext(), viewer(c)); err != nil {
		return err
	}
	return c.Redirect("/suivi/agenda?fait=agenda", fiber.StatusSeeOther)
}

// feed is the calendar itself, for agendas that cannot sign in: its address is the key.
func (s *Server) feed(c *fiber.Ctx) error {
	token, ok := strings.CutSuffix(c.Params("file"), ".ics")
	if !ok || len(token) > 64 {
		return fault.NotFoundf("Cet agenda n'existe pas, ou a été arrêté.")
	}
	days, err := s.Portal.FeedDays(c.UserContext(), token)
	if err != nil {
		return err
	}
	c.Set("X-Robots-Tag", "noindex")
	return download(c, "text/calendar; charset=utf-8", "agenda.ics", []byte(s.calendar(days)))
}

func (s *Server) calendar(days []portal.FeedDay) string {
	cal := ical.NewCalendarFor("Cartable")
	cal.SetMethod(ical.MethodPublish)
	cal.SetXWRCalName("Portail famille")
	cal.SetXPublishedTTL("PT6H")
	for _, d := range days {
		e := cal.AddEvent("reservation-" + d.Date.String() + "-" + s.token("agenda" + d.Child + d.Activity + d.Date.String())[:12] + "@cartable")
		e.SetDtStampTime(s.Now())
		e.SetStartAt(d.Date.At(d.Start, s.Loc)) // in UTC: no zone to describe
		e.SetEndAt(d.Date.At(d.End, s.Loc))
		title := d.Child + " : " + d.Activity
		if !d.Status.Placed() {
			title += " (" + strings.ToLower(d.Status.Word()) + ")"
			e.SetStatus(ical.ObjectStatusTentative)
		}
		e.SetSummary(title)
		e.SetLocation(d.Structure)
	}
	return cal.Serialize()
}
