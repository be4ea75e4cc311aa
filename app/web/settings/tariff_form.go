package settings

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/grid"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// tariffFormView is the form of a generation, as typed, with what was found about it.
type tariffFormView struct {
	settings.TariffForm
	Offered []settings.Offered
	Table   []gridRow
	Tries   []tryRow
	Doubts  map[string]string
	Mark    string // of the doubts, to be accepted
	Clash   []string
	Shows   *settings.Calculation
	Bounds  bool // the floors and the ceilings of rates are shown
}

// gridRow is a row of the form.
type gridRow struct {
	Number   int
	Min, Max cellField
	Cells    []gridCell
}

type gridCell struct {
	Price, Floor, Ceiling cellField
}

// cellField is a field of a table: its label is read aloud, and shown where the table is cards.
type cellField struct{ Name, Label, Value, Wrong, Doubt, Mode string }

// tryRow is an activity of the family that is tried.
type tryRow struct{ Field, Name, Value, Wrong string }

// spare is the number of empty rows below a grid, and most that of all rows of a form.
const spare, mostRows = 2, 40

func (s *Pages) TariffFormPage(c *fiber.Ctx) error {
	base, _ := civil.Typed(c.Query("du"))
	form, offered, err := s.Settings.TariffForm(c.UserContext(), site.Actor(c), site.Param(c, "code"), base)
	if err != nil {
		return err
	}
	return s.showTariffForm(c, tariffFormView{TariffForm: form, Offered: offered}, nil)
}

func (s *Pages) showTariffForm(c *fiber.Ctx, view tariffFormView, wrong map[string]string) error {
	title := "Nouvelle grille de tarifs"
	if view.Base != 0 {
		title = "Modifier une grille de tarifs"
	}
	layout := s.StaffLayout(c, title, "tariffs")
	layout.FieldErrors = wrong
	if wrong != nil || view.Mark != "" {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	if view.Clash != nil {
		c.Status(fiber.StatusConflict)
	}
	view.lay(wrong)
	return s.Page(c, "settings/tariff-form", layout, view)
}

// lay puts the typed grid and its faults into rows, with some empty ones below.
func (v *tariffFormView) lay(wrong map[string]string) {
	for len(v.Rows) == 0 || v.Rows[max(0, len(v.Rows)-spare)] != (grid.TypedRow{}) && len(v.Rows) < mostRows {
		v.Rows = append(v.Rows, grid.TypedRow{})
	}
	field := func(name, label, value, mode string) cellField {
		return cellField{name, label, value, wrong[name], v.Doubts[name], mode}
	}
	columns := 1
	if v.Split {
		columns = 2
	}
	for i, row := range v.Rows {
		number := strconv.Itoa(i + 1)
		one := gridRow{Number: i + 1,
			Min: field(grid.MinField(i), "QF à partir de, tranche "+number, row.Min, "decimal"),
			Max: field(grid.MaxField(i), "QF de moins de, tranche "+number, row.Max, "decimal")}
		for j, cell := range row.Cells[:columns] {
			of := ofColumn(v.Split, j) + ", tranche " + number
			one.Cells = append(one.Cells, gridCell{
				Price:   field(grid.PriceField(i, j), "Prix ou taux, "+of, cell.Price, "text"),
				Floor:   field(grid.FloorField(i, j), "Plancher, "+of, cell.Floor, "decimal"),
				Ceiling: field(grid.CeilingField(i, j), "Plafond, "+of, cell.Ceiling, "decimal")})
			v.Bounds = v.Bounds || cell.Floor+cell.Ceiling != "" || strings.Contains(cell.Price, "%") ||
				wrong[grid.CeilingField(i, j)]+v.Doubts[grid.CeilingField(i, j)] != ""
		}
		v.Table = append(v.Table, one)
	}
	for _, a := range v.Offered {
		if v.Has(a.Code) {
			name := "essai-jours-" + a.Code
			v.Tries = append(v.Tries, tryRow{name, a.Name, v.Try.Days[a.Code], wrong[name]})
		}
	}
}

// Has reports whether an activity is ticked.
func (v tariffFormView) Has(code string) bool {
	return slices.Contains(v.Activities, code)
}

// Sharing returns the activities that have the grid already, or the others.
func (v tariffFormView) Sharing(yes bool) []settings.Offered {
	return slices.DeleteFunc(slices.Clone(v.Offered), func(one settings.Offered) bool { return one.Shares != yes })
}

// ofColumn returns for whom a column is.
func ofColumn(split bool, column int) string {
	if !split {
		return residenceWords(nil)
	}
	return residenceWords(new(column == 0))
}

// readTariffForm reads the fields of the form.
func readTariffForm(c *fiber.Ctx) settings.TariffForm {
	base, _ := civil.Parse(c.FormValue("base"))
	f := settings.TariffForm{Code: site.Param(c, "code"), Base: base, From: c.FormValue("du"),
		Vote: strings.TrimSpace(c.FormValue("vote")), Reason: c.FormValue("motif"), Words: c.FormValue("texte"),
		Tell: c.FormValue("prevenir") == "oui", Shown: c.FormValue(shownField), Agreed: c.FormValue("accord"),
		Try: settings.Try{QF: c.FormValue("essai-qf"), Outside: c.FormValue("essai-habite") == "non",
			Children: c.FormValue("essai-enfants"), Days: map[string]string{}}}
	f.Split = c.FormValue("colonnes") == "deux"
	for _, code := range c.Context().PostArgs().PeekMulti("activite") {
		f.Activities = append(f.Activities, string(code))
		f.Try.Days[string(code)] = c.FormValue("essai-jours-" + string(code))
	}
	rows, _ := strconv.Atoi(c.FormValue("tranches"))
	for i := range min(rows, mostRows) {
		row := grid.TypedRow{Min: c.FormValue(grid.MinField(i)), Max: c.FormValue(grid.MaxField(i))}
		for j := range row.Cells {
			row.Cells[j] = grid.TypedCell{Price: c.FormValue(grid.PriceField(i, j)),
				Floor: c.FormValue(grid.FloorField(i, j)), Ceiling: c.FormValue(grid.CeilingField(i, j))}
		}
		f.Rows = append(f.Rows, row)
	}
	return f
}

// SetTariffs answers the form's buttons: another shape of the table, a calculation, or the opération.
func (s *Pages) SetTariffs(c *fiber.Ctx) error {
	view := tariffFormView{TariffForm: readTariffForm(c), Bounds: c.FormValue("bornes") == "oui"}
	var err error
	if view.Offered, err = s.Settings.TariffOffers(c.UserContext(), site.Actor(c), view.TariffForm); err != nil {
		return err
	}
	switch c.FormValue("faire") {
	case "lignes", "bornes":
		view.Bounds = view.Bounds || c.FormValue("faire") == "bornes"
		return s.showTariffForm(c, view, nil)
	case "deux":
		view.split()
		return s.showTariffForm(c, view, nil)
	case "une":
		view.Split = false
		return s.showTariffForm(c, view, nil)
	case "calculer":
		return s.calculate(c, view)
	}
	answer, err := s.Settings.SetTariffs(c.UserContext(), site.Actor(c), view.TariffForm)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showTariffForm(c, view, wrong)
	}
	if err != nil {
		return err
	}
	switch {
	case answer.Clash != nil:
		return s.showClash(c, view, answer.Clash)
	case answer.Doubts != nil:
		view.Doubts, view.Mark = sentencesOf(answer.Doubts.Found), answer.Doubts.Mark
		return s.showTariffForm(c, view, nil)
	case answer.Applied:
		return site.Say(c, site.ChangeApplied, string(tariffURL(view.Code, "")))
	}
	return c.Redirect(site.OperationPath(answer.ID), fiber.StatusSeeOther)
}

// split gives others the prices of everybody, to be changed.
func (v *tariffFormView) split() {
	for i := range v.Rows {
		if !v.Split {
			v.Rows[i].Cells[1] = v.Rows[i].Cells[0]
		}
	}
	v.Split = true
}

func (s *Pages) showClash(c *fiber.Ctx, view tariffFormView, clash *settings.Clash) error {
	view.Clash, view.Shown = clash.Lines, clash.Shown
	return s.showTariffForm(c, view, nil)
}

// calculate shows what the typed prices would change, without storing anything.
func (s *Pages) calculate(c *fiber.Ctx, view tariffFormView) error {
	shows, clash, err := s.Settings.Calculate(c.UserContext(), site.Actor(c), view.TariffForm)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showTariffForm(c, view, wrong)
	}
	if err != nil {
		return err
	}
	if clash != nil {
		return s.showClash(c, view, clash)
	}
	view.Shows, view.Doubts = &shows, sentencesOf(shows.Doubts)
	return s.showTariffForm(c, view, nil)
}

// sentencesOf returns the sentences by field; those of one field are joined.
func sentencesOf(all fault.Many) map[string]string {
	if len(all) == 0 {
		return nil
	}
	by := map[string]string{}
	for _, one := range all {
		by[one.Field] = strings.TrimSpace(by[one.Field] + " " + one.Message)
	}
	return by
}
