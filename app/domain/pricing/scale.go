package pricing

import (
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// scale is the set of lines in force together on a day, for one residence.
type scale []*Tariff

// Edges returns the QFs at which the line that gives the price may change on a day, in order, from 0 on; none when no
// tariff is in force.
func Edges(tariffs []Tariff, day civil.Date, resident bool) []money.Cents {
	s := scaleOn(tariffs, day, resident)
	if len(s) == 0 {
		return nil
	}
	return s.edges()
}

// LineOf returns the line in force on a day that gives the price of a QF, nil if none does.
func LineOf(tariffs []Tariff, day civil.Date, resident bool, qf money.Cents) *Tariff {
	return scaleOn(tariffs, day, resident).lineFor(qf)
}

// scaleOn returns the lines for the residence that share the newest From on or before day. A line with neither a price
// nor a rate is ignored.
func scaleOn(tariffs []Tariff, day civil.Date, resident bool) scale {
	var lines scale
	for i := range tariffs {
		t := &tariffs[i]
		if t.From > day || t.Resident != nil && *t.Resident != resident || t.Price == nil && t.RatePPM <= 0 {
			continue
		}
		if len(lines) > 0 && t.From < lines[0].From {
			continue
		}
		if len(lines) > 0 && t.From > lines[0].From {
			lines = lines[:0]
		}
		lines = append(lines, t)
	}
	return lines
}

// lineFor returns the line whose bracket contains qf, nil if none does. If several do, a line for this residence comes
// before a line for all; then the bracket that starts highest, then the lowest ID, so that the result does not depend
// on the order of rows.
func (s scale) lineFor(qf money.Cents) *Tariff {
	var best *Tariff
	for _, t := range s {
		if t.covers(qf) && (best == nil || t.beats(best)) {
			best = t
		}
	}
	return best
}

func (t *Tariff) covers(qf money.Cents) bool {
	return (t.QFMin == nil || *t.QFMin <= qf) && (t.QFMax == nil || qf < *t.QFMax)
}

func (t *Tariff) beats(other *Tariff) bool {
	if specific := t.Resident != nil; specific != (other.Resident != nil) {
		return specific
	}
	if a, b := t.start(), other.start(); a != b {
		return a > b
	}
	return t.ID < other.ID
}

// start returns the beginning of the bracket: a QF is never negative, so an open one begins at 0.
func (t *Tariff) start() money.Cents {
	if t.QFMin == nil {
		return 0
	}
	return *t.QFMin
}

// flat reports whether a scale needs no QF: every line is a fixed price without a bracket.
func (s scale) flat() bool {
	for _, t := range s {
		if t.QFMin != nil || t.QFMax != nil || t.RatePPM > 0 {
			return false
		}
	}
	return true
}

// highest returns the highest unit price that a QF could get from the scale, with its line. It walks the stretches of
// QF between two bracket edges, in each of which one line applies: a line that never applies gives no price. ok is
// false when no stretch has a highest price (a rate with neither ceiling nor end).
func (s scale) highest() (line *Tariff, unit money.Cents, ok bool) {
	edges := s.edges()
	for i, edge := range edges {
		t := s.lineFor(edge)
		if t == nil {
			continue
		}
		var last *money.Cents // QF at the top of the stretch
		if i+1 < len(edges) {
			top := edges[i+1] - 1
			last = &top
		}
		if price, known := t.highestPrice(last); known && (!ok || price > unit) {
			line, unit, ok = t, price, true
		}
	}
	return line, unit, ok
}

// edges returns the QFs at which the line may change, in order, from 0 on.
func (s scale) edges() []money.Cents {
	edges := []money.Cents{0}
	for _, t := range s {
		for _, edge := range []*money.Cents{t.QFMin, t.QFMax} {
			if edge != nil && *edge > 0 {
				edges = append(edges, *edge)
			}
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}
