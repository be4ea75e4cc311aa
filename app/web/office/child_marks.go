package office

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/office"
	"cartable/app/web/site"
)

// childMarksView is the page of a line of a day's sheet. The hours are as typed.
type childMarksView struct {
	office.ChildMarks
	May                              bool // correct it
	Arrived, Departed, Units, Reason string
}

// ChildMarksPage shows who marked a child on a sheet, with a form to correct it.
func (s *Pages) ChildMarksPage(c *fiber.Ctx) error {
	id, _ := strconv.ParseInt(c.Params("id"), 10, 64)
	return s.showChildMarks(c, site.Param(c, "code"), site.Day(c), id, nil)
}

// showChildMarks shows the page, after a refusal with what was typed.
func (s *Pages) showChildMarks(c *fiber.Ctx, code string, date civil.Date, id int64, refusal error) error {
	page, err := s.Office.ChildMarks(c.UserContext(), site.Actor(c), code, date, id)
	if err != nil {
		return err
	}
	view := childMarksView{ChildMarks: page, May: s.MayDo(c, access.MarkDay) && page.DaySheet.Begun}
	layout := s.StaffLayout(c, page.Child.FirstName+" "+page.Child.LastName+", "+page.Name, "today")
	if refusal == nil {
		view.Arrived, view.Departed = hourText(page.Child.Arrived), hourText(page.Child.Departed)
		view.Units = strconv.Itoa(page.Child.Units)
		return s.Page(c, "office/child-marks", layout, view)
	}
	view.Arrived, view.Departed, view.Units, view.Reason = c.FormValue("arrivee"), c.FormValue("depart"),
		c.FormValue("unites"), c.FormValue("motif")
	if fault.KindOf(refusal) == fault.Conflict {
		layout.FieldErrors = map[string]string{"": fault.Message(refusal)}
		c.Status(fiber.StatusConflict)
		return s.Page(c, "office/child-marks", layout, view)
	}
	return s.Again(c, "office/child-marks", layout, site.FieldFaults(refusal), view)
}

func hourText(t *civil.TimeOfDay) string {
	if t == nil {
		return ""
	}
	return t.String()
}

// theClock is the value of a stamp that is the hour of the clock.
const theClock = "maintenant"

// stamp reads an hour of a form: one that the form has not leaves what is stored, an empty one takes it away.
func stamp(c *fiber.Ctx, field string) (office.Stamp, error) {
	text := strings.TrimSpace(c.FormValue(field))
	switch {
	case !c.Context().PostArgs().Has(field):
		return office.Stamp{}, nil
	case text == "":
		return office.Stamp{Set: true, None: true}, nil
	case text == theClock:
		return office.Stamp{Set: true, Now: true}, nil
	}
	if len(text) == len("9:05") { // as people type it
		text = "0" + text
	}
	at, err := civil.ParseTime(text)
	if err != nil {
		return office.Stamp{}, fault.Invalidf(field, "Indiquez une heure, comme 17:30.")
	}
	return office.Stamp{Set: true, At: at}, nil
}
