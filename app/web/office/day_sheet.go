package office

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/fold"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/app/web/site"
)

// Roll is the page of a day's sheet: the expected children, with their attendance for users who may mark it.
type Roll struct {
	office.DaySheet
	May  bool // mark
	CSRF string

	Search, Class string // filters
	Show          string // "", "a-pointer", "a-noter"

	Typed string // the reason of a form that is shown again

	MayHealth bool                         // read diets and allergies
	Asked     bool                         // they were asked for
	Health    map[int64]office.ChildHealth // by child
}

// Needs returns what is to be known of the health of a child, where it was asked for.
func (r RollRow) Needs() (need office.ChildHealth) { return r.Roll.Health[r.ChildID] }

// Filtered reports whether a filter leaves children out.
func (r Roll) Filtered() bool { return r.Search != "" || r.Class != "" || r.Show != "" }

// RollGroup is a class on the sheet.
type RollGroup struct {
	Label string // "CE1, Jules-Ferry"
	Rows  []RollRow
	rank  int // of its class: a school may have the name of a level
}

// waitingGroup is the heading of the children who have no place.
const waitingGroup = "Sans place"

// group returns the heading under which a child stands.
func (r RollRow) group() string {
	if !r.Accepted() {
		return waitingGroup
	}
	return cmp.Or(strings.Trim(r.DaySheetChild.Class+", "+r.School, ", "), "Sans classe")
}

// Groups returns the lines that the filters keep, by class: the youngest first, and those without a place last.
func (r Roll) Groups() (groups []RollGroup) {
	at := map[string]int{}
	words := desk.SearchWords(r.Search)
	for _, row := range r.Rows() {
		if !row.kept(words) {
			continue
		}
		label := row.group()
		i, known := at[label]
		if !known {
			i = len(groups)
			at[label], groups = i, append(groups, RollGroup{Label: label, rank: row.rank()})
		}
		groups[i].Rows = append(groups[i].Rows, row)
	}
	slices.SortStableFunc(groups, func(a, b RollGroup) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(fold.Words(a.Label), fold.Words(b.Label)))
	})
	return groups
}

// rank returns the place of a group: its level, the youngest first, then classes that are no level, then those without
// a place. A class of two levels stands with its first.
func (r RollRow) rank() int {
	if !r.Accepted() {
		return len(town.AllLevels) + 1
	}
	return town.RankOf(r.DaySheetChild.Class)
}

// kept reports whether the filters keep a line. words are those of the search.
func (r RollRow) kept(words []string) bool {
	name := fold.Words(r.LastName + " " + r.FirstName)
	for _, word := range words {
		if !strings.Contains(name, word) {
			return false
		}
	}
	if r.Roll.Class != "" && r.group() != r.Roll.Class {
		return false
	}
	switch r.Roll.Show {
	case "a-pointer":
		return r.Accepted() && r.Attendance == wallet.NotMarked
	case "a-noter":
		absent := r.Attendance != wallet.NotMarked && r.Attendance != wallet.Present
		return absent || r.Unbooked || !r.Accepted()
	}
	return true
}

// Classes returns the headings of the whole sheet, for the filter.
func (r Roll) Classes() (all []string) {
	whole := r
	whole.Search, whole.Class, whole.Show = "", "", ""
	for _, g := range whole.Groups() {
		all = append(all, g.Label)
	}
	return all
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

// RollStamp is the button that stamps an hour of a line: that of the arrival, then that of the departure.
type RollStamp struct{ Field, Label string }

// Stamps returns the button of a line, nil if there is nothing to stamp now.
func (r RollRow) Stamps() *RollStamp {
	switch {
	case !r.Roll.Hours || !r.Roll.Today:
		return nil
	case r.Attendance != wallet.Present: // what is kept beside an absence is not when the child came
		return &RollStamp{"arrivee", "Arrivé"}
	case r.Departed != nil:
		return nil
	}
	return &RollStamp{"depart", "Parti"}
}

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
	roll, err := s.roll(c, site.Param(c, "code"), site.Day(c))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Feuille du jour, "+roll.Name, "today")
	roll.Search, roll.Show = plain.Cut(c.Query("nom"), 80), layout.OneOf(c, "voir", "a-pointer", "a-noter")
	roll.Class = layout.OneOf(c, "classe", roll.Classes()...)
	roll.MayHealth = s.MayDo(c, access.SeeHealth)
	if roll.MayHealth && c.Query("sante") == "oui" { // the reading is noted (DOMAIN.md 10.7)
		known, err := s.Office.Health(c.UserContext(), site.Actor(c), roll.Code, roll.Date)
		if err != nil {
			return err
		}
		roll.Asked, roll.Health = true, map[int64]office.ChildHealth{}
		for _, one := range known.Children {
			roll.Health[one.ChildID] = one
		}
	}
	return s.Page(c, "office/day-sheet", layout, roll)
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
	t, err := readMark(c)
	if err == nil {
		err = s.Office.Mark(c.UserContext(), site.Actor(c), t)
	}
	if c.FormValue("fiche") != "" {
		switch kind := fault.KindOf(err); {
		case err == nil:
			return site.Say(c, site.Ticked, lineURL(t.Activity, t.Date, t.ReservationID))
		case kind == fault.Invalid || kind == fault.Conflict:
			return s.showChildMarks(c, t.Activity, t.Date, t.ReservationID, err)
		}
		return err
	}
	if !site.Htmx(c) {
		if err != nil {
			return s.daySheetWrong(c, t, err)
		}
		return site.Say(c, site.Ticked, sheetBack(c, t.Activity, t.Date)+"#r-"+strconv.FormatInt(t.ReservationID, 10))
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

// readMark reads a tap on the sheet, or the form of a line.
func readMark(c *fiber.Ctx) (t office.Mark, err error) {
	t = office.Mark{Activity: c.FormValue("activite"), Date: formDay(c), ReservationID: site.FormID(c, "reservation"),
		Attendance: wallet.Attendance(c.FormValue("presence")), Reason: c.FormValue("motif"), Seen: c.FormValue("vu")}
	if units := c.FormValue("unites"); units != "" {
		if t.Units, err = strconv.Atoi(units); err != nil {
			return t, fault.Invalidf("unites", "Indiquez un nombre entier de demi-heures.")
		}
	}
	if t.Arrived, err = stamp(c, "arrivee"); err == nil {
		t.Departed, err = stamp(c, "depart")
	}
	return t, err
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

// sheetAgain shows the sheet again with what is wrong with one of its forms, at a field.
func (s *Pages) sheetAgain(c *fiber.Ctx, code string, date civil.Date, field string, wrong error) error {
	if fault.KindOf(wrong) != fault.Invalid {
		return wrong
	}
	roll, err := s.roll(c, code, date)
	if err != nil {
		return err
	}
	roll.Typed = c.FormValue("motif")
	return s.Again(c, "office/day-sheet", s.StaffLayout(c, "Feuille du jour, "+roll.Name, "today"),
		map[string]string{field: fault.Message(wrong)}, roll)
}

func daySheetURL(code string, date civil.Date) string {
	return "/mairie/feuille/" + url.PathEscape(code) + "?jour=" + date.String()
}

// lineURL returns the address of a line of a sheet.
func lineURL(code string, date civil.Date, reservation int64) string {
	return "/mairie/feuille/" + url.PathEscape(code) + "/enfants/" + strconv.FormatInt(reservation, 10) + "?jour=" +
		date.String()
}

// sheetBack returns the address of a sheet as it was left, with its filters.
func sheetBack(c *fiber.Ctx, code string, date civil.Date) string {
	sheet := daySheetURL(code, date)
	path, _, _ := strings.Cut(sheet, "?")
	if left := site.BackTo(c, path); strings.Contains(left, "jour="+date.String()) {
		return left
	}
	return sheet
}

func (s *Pages) MarkAll(c *fiber.Ctx) error {
	code, date := c.FormValue("activite"), formDay(c)
	if _, err := s.Office.MarkAll(c.UserContext(), site.Actor(c), code, date, c.FormValue("motif")); err != nil {
		return s.sheetAgain(c, code, date, "motif-tous", err)
	}
	return site.Say(c, site.AllTicked, sheetBack(c, code, date))
}
