// Package grid shows the prices of an activity as the table that a town council votes: a row for each bracket of QF, a
// column for everybody or one for residents and one for others, a price or a taux d'effort in each cell. A grid is made
// of the lines of a tariff and gives them back; several activities may share one.
//
// Start with On, which reads a grid, and Grid.Entries, which writes it; typed.go reads one from a form.
package grid

import (
	"cmp"
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// Grid is the prices of an activity on a day.
type Grid struct {
	Split bool // residents and others have a column each; otherwise one column is for everybody
	Rows  []Row
}

// Row is a half-open bracket of QF, [Min, Max), with its cells: one, or those of residents and of others.
type Row struct {
	Min, Max *money.Cents // nil: from 0, without end
	Cells    []Cell
}

// Cell is a price, or a taux d'effort between a floor and a ceiling; neither: nothing gives a price.
type Cell struct {
	Price          *money.Cents
	Rate           town.Rate
	Floor, Ceiling *money.Cents
}

// Empty reports whether the cell gives no price.
func (c Cell) Empty() bool { return c.Price == nil && c.Rate == 0 }

// Columns returns the number of cells of each row.
func (g Grid) Columns() int {
	if g.Split {
		return 2
	}
	return 1
}

// Residents are whom the columns of a grid are for.
func (g Grid) Residents() []*bool {
	if g.Split {
		return []*bool{new(true), new(false)}
	}
	return []*bool{nil}
}

// On returns the grid in force on a day: for each residence, the lines of its newest generation. A bracket that is a
// row for one column only is as many rows as the other column has there.
func On(tariffs []pricing.Tariff, day civil.Date) Grid {
	edges := append(pricing.Edges(tariffs, day, true), pricing.Edges(tariffs, day, false)...)
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var g Grid
	for i, edge := range edges {
		row := Row{Cells: make([]Cell, 2)}
		if edge > 0 {
			row.Min = new(edge)
		}
		if i+1 < len(edges) {
			row.Max = new(edges[i+1])
		}
		for at, resident := range []bool{true, false} {
			if line := pricing.LineOf(tariffs, day, resident, edge); line != nil {
				row.Cells[at] = cellOf(line)
				g.Split = g.Split || line.Resident != nil
			}
		}
		if !row.Cells[0].Empty() || !row.Cells[1].Empty() {
			g.Rows = append(g.Rows, row)
		}
	}
	return g.narrowed()
}

// narrowed drops the second column where both say the same. Lines written for each residence stay apart.
func (g Grid) narrowed() Grid {
	apart := slices.ContainsFunc(g.Rows, func(r Row) bool { return !r.Cells[0].Equal(r.Cells[1]) })
	if g.Split = g.Split || apart; g.Split {
		return g
	}
	for i := range g.Rows {
		g.Rows[i].Cells = g.Rows[i].Cells[:1]
	}
	return g
}

func cellOf(t *pricing.Tariff) Cell {
	return Cell{Price: t.Price, Rate: town.Rate(t.RatePPM), Floor: t.Floor, Ceiling: t.Ceiling}
}

// Equal reports whether two cells say the same.
func (c Cell) Equal(o Cell) bool {
	return same(c.Price, o.Price) && c.Rate == o.Rate && same(c.Floor, o.Floor) && same(c.Ceiling, o.Ceiling)
}

func same(a, b *money.Cents) bool { return a == b || a != nil && b != nil && *a == *b }

// Equal reports whether two grids give the same prices in the same table.
func (g Grid) Equal(o Grid) bool {
	return g.Split == o.Split && slices.EqualFunc(g.Rows, o.Rows, func(a, b Row) bool {
		return same(a.Min, b.Min) && same(a.Max, b.Max) && slices.EqualFunc(a.Cells, b.Cells, Cell.Equal)
	})
}

// Over returns the cell of a grid for a bracket of another one, by column; found is false where the bracket is not
// within one of its rows, and for residents and others where it has one column.
func (g Grid) Over(row Row, column int, split bool) (cell Cell, found bool) {
	if g.Split && !split {
		return cell, false
	}
	from := func(c *money.Cents) money.Cents {
		if c == nil {
			return 0
		}
		return *c
	}
	for _, r := range g.Rows {
		if from(r.Min) <= from(row.Min) && (r.Max == nil || row.Max != nil && *row.Max <= *r.Max) {
			return r.Cells[min(column, len(r.Cells)-1)], true
		}
	}
	return cell, false
}

// SameBrackets reports whether two grids have the same rows and columns, whatever their prices.
func (g Grid) SameBrackets(o Grid) bool {
	return g.Split == o.Split && slices.EqualFunc(g.Rows, o.Rows, func(a, b Row) bool {
		return same(a.Min, b.Min) && same(a.Max, b.Max)
	})
}

// Placed is a line of a tariff with the cell that it comes from.
type Placed struct {
	town.TariffEntry
	Row, Column int
}

// Entries returns the lines of the grid for an activity from a day on. A column whose every cell says the same, from 0
// without end and without a hole, is one line without a bracket: such a price asks no family for its QF.
func (g Grid) Entries(activity string, from civil.Date) []Placed {
	var all []Placed
	for column, resident := range g.Residents() {
		flat := g.Flat(column)
		for at, row := range g.Rows {
			cell := row.Cells[column]
			if cell.Empty() || flat && at > 0 {
				continue
			}
			n := town.TariffEntry{Activity: activity, From: from, Resident: resident, QFMin: row.Min, QFMax: row.Max,
				Price: cell.Price, Rate: cell.Rate, Floor: cell.Floor, Ceiling: cell.Ceiling}
			if flat {
				n.QFMin, n.QFMax = nil, nil
			}
			all = append(all, Placed{n, at, column})
		}
	}
	return all
}

// Flat reports whether a column says the same to every QF.
func (g Grid) Flat(column int) bool {
	for i, row := range g.Rows {
		last := i == len(g.Rows)-1
		whole := i == 0 && row.Min == nil || i > 0 && same(row.Min, g.Rows[i-1].Max) && row.Min != nil
		if !whole || last != (row.Max == nil) || row.Cells[column].Empty() ||
			!row.Cells[column].Equal(g.Rows[0].Cells[column]) {
			return false
		}
	}
	return len(g.Rows) > 0
}

// Tariffs returns the lines as prices are computed with them.
func (g Grid) Tariffs(from civil.Date) []pricing.Tariff {
	var all []pricing.Tariff
	for i, n := range g.Entries("", from) {
		all = append(all, pricing.Tariff{ID: int64(i + 1), From: n.From, Resident: n.Resident, QFMin: n.QFMin,
			QFMax: n.QFMax, Price: n.Price, RatePPM: int64(n.Rate), Floor: n.Floor, Ceiling: n.Ceiling})
	}
	return all
}

// Generations returns the first days of the generations of a tariff, the oldest first.
func Generations(tariffs []pricing.Tariff) []civil.Date {
	var all []civil.Date
	for _, t := range tariffs {
		all = append(all, t.From)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Lines returns the lines of an activity that begin on a day, by key: what a form was shown.
func Lines(activity string, tariffs []pricing.Tariff, from civil.Date) []town.TariffEntry {
	var all []town.TariffEntry
	for _, t := range tariffs {
		if t.From == from {
			all = append(all, town.TariffEntry{Activity: activity, From: t.From, Resident: t.Resident, QFMin: t.QFMin,
				QFMax: t.QFMax, Price: t.Price, Rate: town.Rate(t.RatePPM), Floor: t.Floor, Ceiling: t.Ceiling})
		}
	}
	slices.SortFunc(all, func(a, b town.TariffEntry) int { return cmp.Compare(town.Key(a), town.Key(b)) })
	return all
}

// Changes returns the edits that turn the lines of a day into those of a grid, for an activity: a line that is gone is
// removed, one with the same bracket gets its new price.
func (g Grid) Changes(activity string, from civil.Date, was []town.TariffEntry) town.Changes {
	before := map[string]town.Noun{}
	for _, n := range was {
		n.Activity = activity
		before[town.Key(n)] = n
	}
	var changes town.Changes
	for _, n := range g.Entries(activity, from) {
		key := town.Key(n.TariffEntry)
		if one := (town.Change{Before: before[key], After: n.TariffEntry}); !one.Empty() {
			changes = append(changes, one)
		}
		delete(before, key)
	}
	for _, n := range was { // in their order
		n.Activity = activity
		if gone := before[town.Key(n)]; gone != nil {
			changes = append(changes, town.Change{Before: gone})
		}
	}
	return changes
}

// OneEuro reports whether the grid may take part in the State's « Cantine à 1 € »: three brackets at least, and a price
// of at most 1 € that only QFs up to 1 000 get.
func (g Grid) OneEuro() bool {
	for column := range g.Columns() {
		priced, low := 0, false
		for _, row := range g.Rows {
			cell := row.Cells[column]
			if cell.Empty() {
				continue
			}
			priced++
			under := row.Max != nil && *row.Max <= oneEuroQF+1
			low = low || under && (cell.Rate == 0 && *cell.Price <= oneEuro || cell.Ceiling != nil && cell.Rate > 0 &&
				*cell.Ceiling <= oneEuro)
		}
		if priced >= 3 && low {
			return true
		}
	}
	return false
}

// The conditions of « Cantine à 1 € » (asp-public.fr/aides/cantine-a-1-euro).
const (
	oneEuro   money.Cents = 100
	oneEuroQF money.Cents = 1_000_00
)
