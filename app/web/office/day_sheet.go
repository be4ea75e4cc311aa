package office

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/app/web/site"
)

// Roll is the page of a day's sheet: the expected children, with their attendance for users who may mark it.
type Roll struct {
	office.DaySheet
	May  bool // mark
	CSRF string
}

// Marking reports whether the sheet has buttons.
func (r Roll) Marking() bool { return r.May && r.Begun }

// Rows returns the lines of the sheet.
func (r Roll) Rows() []RollRow {
	rows := make([]RollRow, len(r.Children))
	for i, c := range r.Children {
		rows[i] = RollRow{c, r}
	}
	return rows
}

// RollRow is a line of the sheet, and the answer to a tap.
type RollRow struct {
	office.DaySheetChild
	Roll Roll
}

// Accepted reports whether the child is expected, rather than on a waiting list.
func (r RollRow) Accepted() bool { return r.Status.Placed() }

// rollChoices are the values to mark, in the order of the buttons.
var rollChoices = []RollChoice{
	{wallet.Present, "Présent", "check"}, {wallet.AbsentJustified, "Absent justifié", "clipboard-list"},
	{wallet.AbsentUnjustified, "Absent injustifié", "x"},
}

// RollChoice is a button of the sheet.
type RollChoice struct {
	Value       wallet.Attendance
	Label, Icon string
}

func (s *Pages) DaySheetPage(c *fiber.Ctx) error {
	roll, err := s.roll(c, c.Params("code"), site.Day(c))
	if err != nil {
		return err
	}
	return s.Page(c, "office/day-sheet", s.StaffLayout(c, "Feuille du jour, "+roll.Name, "today"), roll)
}

func (s *Pages) roll(c *fiber.Ctx, code string, date civil.Date) (Roll, error) {
	sheet, err := s.Office.DaySheet(c.UserContext(), site.Actor(c), code, date)
	return Roll{DaySheet: sheet, May: s.MayDo(c, access.MarkDay), CSRF: s.FormToken(site.VisitorOf(c))}, err
}

// formDay returns the date in a form of the sheet; the use case refuses 0.
func formDay(c *fiber.Ctx) civil.Date {
	d, _ := civil.Parse(c.FormValue("jour"))
	return d
}

// Mark saves a tap. htmx gets the updated line; a browser without a script gets the sheet again, at that line.
func (s *Pages) Mark(c *fiber.Ctx) error {
	t := office.Mark{Activity: c.FormValue("activite"), Date: formDay(c), ReservationID: site.FormID(c, "reservation"),
		Attendance: wallet.Attendance(c.FormValue("presence")), Reason: c.FormValue("motif")}
	var err error
	if units := c.FormValue("unites"); units != "" {
		if t.Units, err = strconv.Atoi(units); err != nil {
			err = fault.Invalidf("unites", "Indiquez un nombre entier de demi-heures.")
		}
	}
	if err == nil {
		err = s.Office.Mark(c.UserContext(), site.Actor(c), t)
	}
	if !site.Htmx(c) {
		if err != nil {
			return s.daySheetWrong(c, t, err)
		}
		return site.Say(c, site.Ticked, daySheetURL(t.Activity, t.Date)+"#r-"+strconv.FormatInt(t.ReservationID, 10))
	}
	if kind := fault.KindOf(err); err != nil && kind != fault.Internal && kind != fault.Unavailable {
		c.Status(fiber.StatusUnprocessableEntity)
		return s.Fragment(c, "day-sheet#wrong", fault.Message(err))
	}
	if err != nil {
		return err
	}
	roll, err := s.roll(c, t.Activity, t.Date)
	if err != nil {
		return err
	}
	for _, row := range roll.Rows() {
		if row.ID == t.ReservationID {
			return s.Fragment(c, "day-sheet#marked", row)
		}
	}
	return fault.NotFoundf("Cet enfant n'est plus sur la feuille.")
}

// daySheetWrong shows the sheet again with the error on top.
func (s *Pages) daySheetWrong(c *fiber.Ctx, t office.Mark, wrong error) error {
	if fault.KindOf(wrong) != fault.Invalid {
		return wrong
	}
	roll, err := s.roll(c, t.Activity, t.Date)
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Feuille du jour, "+roll.Name, "today")
	layout.FieldErrors = map[string]string{"r-" + strconv.FormatInt(t.ReservationID, 10): fault.Message(wrong)}
	c.Status(fiber.StatusUnprocessableEntity)
	return s.Page(c, "office/day-sheet", layout, roll)
}

func daySheetURL(code string, date civil.Date) string {
	return "/mairie/feuille/" + url.PathEscape(code) + "?jour=" + date.String()
}

func (s *Pages) MarkAll(c *fiber.Ctx) error {
	code, date := c.FormValue("activite"), formDay(c)
	if _, err := s.Office.MarkAll(c.UserContext(), site.Actor(c), code, date); err != nil {
		return err
	}
	return site.Say(c, site.AllTicked, daySheetURL(code, date))
}
