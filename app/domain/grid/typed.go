package grid

import (
	"fmt"
	"strconv"
	"strings"

	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
)

// Typed is a grid as it is typed in a form.
type Typed struct {
	Split bool
	Rows  []TypedRow
}

// TypedRow is a row of the form. A row without any text is no row.
type TypedRow struct {
	Min, Max string
	Cells    [2]TypedCell
}

// TypedCell is a cell of the form: "3,50" is a price, "0,36 %" a taux d'effort.
type TypedCell struct{ Price, Floor, Ceiling string }

// The fields of the form.
func MinField(row int) string             { return fmt.Sprintf("de-%d", row) }
func MaxField(row int) string             { return fmt.Sprintf("a-%d", row) }
func PriceField(row, column int) string   { return fmt.Sprintf("prix-%d-%d", row, column) }
func FloorField(row, column int) string   { return fmt.Sprintf("plancher-%d-%d", row, column) }
func CeilingField(row, column int) string { return fmt.Sprintf("plafond-%d-%d", row, column) }

// Typed returns the grid as a form shows it.
func (g Grid) Typed() Typed {
	t := Typed{Split: g.Split}
	for _, row := range g.Rows {
		one := TypedRow{Min: shown(row.Min), Max: shown(row.Max)}
		for i, cell := range row.Cells {
			one.Cells[i] = TypedCell{Price: shown(cell.Price), Floor: shown(cell.Floor), Ceiling: shown(cell.Ceiling)}
			if cell.Rate > 0 {
				one.Cells[i].Price = Percent(cell.Rate)
			}
		}
		t.Rows = append(t.Rows, one)
	}
	return t
}

func shown(c *money.Cents) string {
	if c == nil {
		return ""
	}
	return strings.TrimSuffix(c.FrenchPlain(), ",00")
}

// Percent returns a taux d'effort as it is voted: 3600 is "0,36 %".
func Percent(r town.Rate) string {
	text := fmt.Sprintf("%d,%04d", r/10_000, r%10_000)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ",") + "\u00a0%"
}

// blank reports whether nothing was typed in the row.
func (r TypedRow) blank() bool { return r == TypedRow{} }

// Read returns the grid with, for each of its rows, the row of the form, and the faults by field.
func (t Typed) Read() (g Grid, at []int, wrong fault.Many) {
	g.Split = t.Split
	for i, typed := range t.Rows {
		if !t.Split {
			typed.Cells[1] = TypedCell{}
		}
		if typed.blank() {
			continue
		}
		row := Row{Min: amount(&wrong, MinField(i), typed.Min), Max: amount(&wrong, MaxField(i), typed.Max)}
		if row.Min != nil && *row.Min == 0 {
			row.Min = nil // a QF is never negative
		}
		for column := range g.Columns() {
			row.Cells = append(row.Cells, typed.Cells[column].read(&wrong, i, column))
		}
		g.Rows, at = append(g.Rows, row), append(at, i)
	}
	if len(wrong) == 0 {
		g.whole(&wrong, at)
	}
	return g, at, wrong
}

// whole refuses what the judge of a town would only warn about, and that no form means: a grid without a price, and a
// column without one, whose families would keep the prices of before.
func (g Grid) whole(wrong *fault.Many, at []int) {
	if len(g.Rows) == 0 {
		wrong.Addf(PriceField(0, 0), "Indiquez au moins un prix.")
		return
	}
	for column := range g.Columns() {
		empty := true
		for _, row := range g.Rows {
			empty = empty && row.Cells[column].Empty()
		}
		if empty {
			wrong.Addf(PriceField(at[0], column), "Indiquez un prix dans cette colonne, ou gardez une seule colonne "+
				"pour toutes les familles.")
		}
	}
	for i, row := range g.Rows {
		for _, other := range g.Rows[:i] {
			if same(row.Min, other.Min) && same(row.Max, other.Max) {
				wrong.Addf(MinField(at[i]), "Cette tranche figure déjà plus haut.")
				break
			}
		}
	}
}

func (c TypedCell) read(wrong *fault.Many, row, column int) Cell {
	var cell Cell
	text := strings.TrimSpace(c.Price)
	if rate, percent := strings.CutSuffix(text, "%"); percent {
		cell.Rate = rateOf(wrong, PriceField(row, column), rate)
	} else {
		cell.Price = priceOf(wrong, PriceField(row, column), text)
	}
	cell.Floor = amount(wrong, FloorField(row, column), c.Floor)
	cell.Ceiling = amount(wrong, CeilingField(row, column), c.Ceiling)
	if cell.Price != nil && (cell.Floor != nil || cell.Ceiling != nil) {
		wrong.Addf(PriceField(row, column), "Un plancher ou un plafond accompagne un taux d'effort\u00a0: écrivez "+
			"le taux avec %%, par exemple 0,36 %%, ou videz-les.")
	}
	return cell
}

// priceOf reads an amount, in a cell where a rate may be meant.
func priceOf(wrong *fault.Many, field, text string) *money.Cents {
	var faults fault.Many
	price := amount(&faults, field, text)
	if len(faults) > 0 && !strings.HasPrefix(text, "-") {
		whole, decimals, _ := strings.Cut(strings.ReplaceAll(text, ".", ","), ",")
		rate := whole == "0" && len(decimals) > 2 && len(decimals) <= 4 && strings.Trim(decimals, "0123456789") == "" &&
			strings.Trim(decimals, "0") != ""
		if rate { // no meal costs less than a euro to the tenth of a cent
			wrong.Addf(field, "Un prix a deux décimales au plus. Si c'est un taux d'effort, ajoutez %%\u00a0: %s,%s "+
				"%%.", whole, decimals)
			return nil
		}
	}
	*wrong = append(*wrong, faults...)
	return price
}

// rateOf reads a percentage with up to four decimals, which is what a council votes and what is stored.
func rateOf(wrong *fault.Many, field, text string) town.Rate {
	text = strings.ReplaceAll(strings.TrimFunc(text, isSpace), ".", ",")
	whole, decimals, _ := strings.Cut(text, ",")
	if len(decimals) > 4 && strings.Trim(decimals, "0123456789") == "" {
		wrong.Addf(field, "Un taux d'effort a quatre décimales au plus, par exemple 0,3612 %%.")
		return 0
	}
	n, err := strconv.ParseUint(whole+decimals+strings.Repeat("0", max(0, 4-len(decimals))), 10, 32)
	if whole == "" || err != nil || n == 0 || n > 1_000_000 {
		wrong.Addf(field, "Indiquez un taux d'effort plus grand que 0, de 100 %% au plus, par exemple 0,36 %%.")
		return 0
	}
	return town.Rate(n)
}

func isSpace(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\t' }

func amount(wrong *fault.Many, field, text string) *money.Cents {
	if strings.TrimFunc(text, isSpace) == "" {
		return nil
	}
	c, err := money.ParseFrench(text)
	if err != nil {
		wrong.Addf(field, "%s", fault.Message(err))
		return nil
	}
	return &c
}

// FieldOf returns the form field of a finding of town.Settings.Check about a line of the grid; at are the rows of the
// form.
func (p Placed) FieldOf(found town.Finding, at []int) string {
	row := at[p.Row]
	switch found.Field {
	case "qf_min", "resident":
		return MinField(row)
	case "qf_max":
		return MaxField(row)
	case "floor":
		return FloorField(row, p.Column)
	case "ceiling":
		return CeilingField(row, p.Column)
	case "from":
		return "du"
	case "activity":
		return "activite"
	}
	return PriceField(row, p.Column)
}
