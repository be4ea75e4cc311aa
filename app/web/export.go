package web

import (
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"
	"github.com/gofiber/fiber/v2"
	"github.com/xuri/excelize/v2"

	"cartable/app/domain/booking"
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
	sheet := [][]string{exportHead}
	for _, r := range rows {
		sheet = append(sheet, []string{r.Date.Numeric(), plain(r.Activity), plain(r.Child), r.Start.String(), r.End.String(),
			r.Cost.FrenchPlain(), statusWord(r.Status), yesNo(r.Transmitted)})
	}
	return s.french(c, "reservations.csv", sheet)
}

// plain keeps a spreadsheet from taking a text for a formula.
func plain(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\x00", rune(text[0])) {
		return "'" + text
	}
	return text
}

func yesNo(yes bool) string {
	if yes {
		return "oui"
	}
	return "non"
}

func (s *Server) exportXLSX(c *fiber.Ctx) error {
	rows, err := s.Portal.Export(c.UserContext(), viewer(c), filterOf(c, portal.DefaultFilter(s.today())))
	if err != nil {
		return err
	}
	body, err := workbook(rows)
	if err != nil {
		return err
	}
	return download(c, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "reservations.xlsx", body)
}

// workbook writes dates as dates and money as numbers: texts are cells of text, never formulas.
func workbook(rows []portal.FollowUpRow) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	const sheet = "Réservations"
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	dateFormat, moneyFormat := "dd/mm/yyyy", `# ##0.00 "€"`
	date, err := f.NewStyle(&excelize.Style{CustomNumFmt: &dateFormat})
	if err != nil {
		return nil, err
	}
	money, err := f.NewStyle(&excelize.Style{CustomNumFmt: &moneyFormat})
	if err != nil {
		return nil, err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	w, err := f.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	if err := w.SetColWidth(1, 8, 18); err != nil {
		return nil, err
	}
	head := make([]any, len(exportHead))
	for i, name := range exportHead {
		head[i] = excelize.Cell{StyleID: bold, Value: name}
	}
	if err := w.SetRow("A1", head); err != nil {
		return nil, err
	}
	for i, r := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			return nil, err
		}
		year, month, day := r.Date.YMD()
		if err := w.SetRow(at, []any{
			excelize.Cell{StyleID: date, Value: time.Date(year, month, day, 0, 0, 0, 0, time.UTC)},
			r.Activity, r.Child, r.Start.String(), r.End.String(),
			excelize.Cell{StyleID: money, Value: float64(r.Cost) / 100}, // a cell of Excel holds nothing else
			statusWord(r.Status), yesNo(r.Transmitted),
		}); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	body, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return body.Bytes(), nil
}

func download(c *fiber.Ctx, kind, name string, body []byte) error {
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Send(body)
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
		if d.Status != booking.Accepted {
			title += " (" + strings.ToLower(statusWord(d.Status)) + ")"
			e.SetStatus(ical.ObjectStatusTentative)
		}
		e.SetSummary(title)
		e.SetLocation(d.Structure)
	}
	return cal.Serialize()
}
