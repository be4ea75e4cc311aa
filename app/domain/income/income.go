// Package income computes what a town would have earned on its real consumptions under other tariffs. Consumptions are
// added up by the database: for each Stretch of QF it needs the two prices, and it returns sums. So the number of
// families never appears here.
//
// Start with Stretches, then Table.
package income

import (
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/grid"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
)

// Stretch is a range of QF of the families of one residence in which one line gives the old price and one the new.
type Stretch struct {
	Resident bool
	Known    bool         // false: the families without a QF; Low and High are 0 and nil
	Low      money.Cents  // half-open
	High     *money.Cents // nil: no end
	Was, Is  Formula
}

// Formula is a unit's price: an amount, or a rate of the QF between a floor and a ceiling.
type Formula struct {
	Known          bool // false: no tariff gives a price; the others are 0
	Price          money.Cents
	RatePPM        int64
	Floor, Ceiling money.Cents
}

// noCeiling is the ceiling of a rate without one.
const noCeiling = money.Max

// Prices is the lines of a tariff, and the day on which they are read.
type Prices struct {
	Tariffs []pricing.Tariff
	On      civil.Date
}

// Since returns the first day of the prices that are read; 0 for none.
func (p Prices) Since() (first civil.Date) {
	for _, t := range p.Tariffs {
		if t.From <= p.On {
			first = max(first, t.From)
		}
	}
	return first
}

// Stretches returns the stretches for the two tariffs, each with the families of one residence.
func Stretches(was, is Prices) []Stretch {
	var all []Stretch
	for _, resident := range []bool{true, false} {
		all = append(all, Stretch{Resident: resident, Was: was.formula(resident, nil), Is: is.formula(resident, nil)})
		edges := slices.Concat([]money.Cents{0}, pricing.Edges(was.Tariffs, was.On, resident),
			pricing.Edges(is.Tariffs, is.On, resident))
		slices.Sort(edges)
		edges = slices.Compact(edges)
		for i, low := range edges {
			one := Stretch{Resident: resident, Known: true, Low: low, Was: was.formula(resident, &low),
				Is: is.formula(resident, &low)}
			if i+1 < len(edges) {
				one.High = new(edges[i+1])
			}
			all = append(all, one)
		}
	}
	return all
}

// formula returns the price of the QFs from one on, up to the next edge; nil = no QF.
func (p Prices) formula(resident bool, qf *money.Cents) Formula {
	var held []pricing.Quotient
	if qf != nil {
		held = []pricing.Quotient{{From: p.On, QF: *qf}}
		if line := pricing.LineOf(p.Tariffs, p.On, resident, *qf); line != nil && line.RatePPM > 0 {
			f := Formula{Known: true, RatePPM: line.RatePPM, Ceiling: noCeiling}
			if line.Floor != nil {
				f.Floor = *line.Floor
			}
			if line.Ceiling != nil {
				f.Ceiling = *line.Ceiling
			}
			return f
		}
	}
	quote := pricing.For(p.Tariffs, p.On, resident, held, 1)
	return Formula{Known: quote.Known, Price: quote.Unit}
}

// Unit returns the price of a unit for a QF; 0 if nothing gives one.
func (f Formula) Unit(qf money.Cents) money.Cents {
	if f.RatePPM == 0 {
		return f.Price
	}
	line := pricing.Tariff{RatePPM: f.RatePPM, Floor: &f.Floor, Ceiling: &f.Ceiling}
	return pricing.For([]pricing.Tariff{line}, 1, true, []pricing.Quotient{{QF: qf}}, 1).Unit
}

// Sum is what the database adds up for a stretch.
type Sum struct {
	Days, Units int
	Was, Is     money.Cents
}

// Line is a row of the table: a bracket of the new grid and a residence.
type Line struct {
	Resident *bool
	Known    bool
	Min, Max *money.Cents
	Sum
}

// Total is the sum of the lines.
func Total(lines []Line) (t Sum) {
	for _, l := range lines {
		t.add(l.Sum)
	}
	return t
}

func (s *Sum) add(o Sum) {
	s.Days, s.Units, s.Was, s.Is = s.Days+o.Days, s.Units+o.Units, s.Was+o.Was, s.Is+o.Is
}

// Difference returns what the town earns more.
func (s Sum) Difference() money.Cents { return s.Is - s.Was }

// Table adds the sums of stretches up by the brackets of a grid, with a line for the families without a QF, and one for
// QFs that no bracket contains. A line without a consumption is left out.
func Table(g grid.Grid, stretches []Stretch, sums []Sum) []Line {
	var lines []Line
	for column, resident := range g.Residents() {
		if g.Flat(column) {
			lines = append(lines, Line{Resident: resident, Known: true})
		}
		for _, row := range g.Rows {
			if !g.Flat(column) && !row.Cells[column].Empty() {
				lines = append(lines, Line{Resident: resident, Known: true, Min: row.Min, Max: row.Max})
			}
		}
		lines = append(lines, Line{Resident: resident})
	}
	for i, s := range stretches {
		at := slices.IndexFunc(lines, func(l Line) bool { return l.holds(s) })
		if at < 0 {
			at = slices.IndexFunc(lines, func(l Line) bool { return !l.Known && l.of(s) })
		}
		if at >= 0 && sums[i].Days > 0 {
			lines[at].add(sums[i])
		}
	}
	return slices.DeleteFunc(lines, func(l Line) bool { return l.Days == 0 })
}

func (l Line) of(s Stretch) bool { return l.Resident == nil || *l.Resident == s.Resident }

func (l Line) holds(s Stretch) bool {
	return l.of(s) && l.Known == s.Known &&
		(!s.Known || (l.Min == nil || *l.Min <= s.Low) && (l.Max == nil || s.Low < *l.Max))
}
