package office

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// Reopening reports whether the sheet is closed, for whoever may open it again.
func (r Roll) Reopening() bool { return r.Marking() && r.Closed != nil }

// Closable reports whether the sheet may be closed.
func (r Roll) Closable() bool {
	return r.Marking() && r.Closed == nil && r.Present+r.Absent+r.Unmarked > 0
}

// CloseDaySheet closes a sheet. The value of its box is how many children the clerk saw unmarked.
func (s *Pages) CloseDaySheet(c *fiber.Ctx) error {
	code, date := c.FormValue("activite"), formDay(c)
	agreed, _ := strconv.Atoi(c.FormValue("accord"))
	err := s.Office.CloseDaySheet(c.UserContext(), site.Actor(c), code, date, agreed)
	if err != nil {
		return s.sheetAgain(c, code, date, "accord", err)
	}
	return site.Say(c, site.MarksClosed, daySheetURL(code, date))
}

// ReopenDaySheet opens a sheet again.
func (s *Pages) ReopenDaySheet(c *fiber.Ctx) error {
	code, date := c.FormValue("activite"), formDay(c)
	err := s.Office.ReopenDaySheet(c.UserContext(), site.Actor(c), code, date, c.FormValue("motif"))
	if err != nil {
		return s.sheetAgain(c, code, date, "motif-rouvrir", err)
	}
	return site.Say(c, site.MarksReopened, daySheetURL(code, date))
}
