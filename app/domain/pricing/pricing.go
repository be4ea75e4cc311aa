// Package pricing computes the price of an activity for a family on a day: dated tariffs, quotient familial (QF)
// brackets, separate tariffs for residents, taux d'effort (DOMAIN.md 2.6 to 2.10). It uses integers only: no float
// enters a price.
//
// A screen shows Quote.Why beside the price, so that a parent can check it against the deliberation of the town
// council. Start with For; scale.go finds the line, price.go computes, why.go writes the explanation.
package pricing

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// Tariff is one line of an activity's prices.
type Tariff struct {
	ID           int64
	From         civil.Date   // first day; it applies until a newer line for the same residence
	Resident     *bool        // nil = residents and others
	QFMin, QFMax *money.Cents // half-open bracket [min, max) of the QF; nil = open
	Price        *money.Cents // per unit, for a fixed price
	// RatePPM is the taux d'effort in millionths of the QF (0.36 % = 3600): the unit price is rate × QF, rounded half
	// up to the cent, then kept between Floor and Ceiling. 0 = fixed price.
	RatePPM        int64
	Floor, Ceiling *money.Cents // for a rate line; nil = none
}

// Quotient is a family's QF for a period, both ends included.
type Quotient struct {
	From, To civil.Date // To 0 = still valid
	QF       money.Cents
	Source   string // where it was read (town.Source); no price depends on it
}

// Quote is a price with its reason.
type Quote struct {
	Unit     money.Cents  // price of one unit
	Quantity int          // units
	Total    money.Cents  // Unit × Quantity
	QF       *money.Cents // in force on the day; nil = none on file
	TariffID int64        // line that gives the price; 0 = none
	Highest  bool         // no QF is known, or no bracket contains it: the highest price of the scale
	Known    bool         // false: no tariff in force gives a price, Unit and Total are 0

	line *Tariff // the line that gives the price
	open bool    // the scale gives no highest price: a rate has no ceiling
}

// For returns the price of quantity units on day for a family that is resident or not.
//
// Among the tariffs for its residence, all lines of the newest From on or before day form the scale; older lines are
// never mixed in. The QF is the one in force on day. Without a QF, or with one that no bracket contains, the price is
// the highest that the scale can give, and Why says so.
func For(tariffs []Tariff, day civil.Date, resident bool, quotients []Quotient, quantity int) Quote {
	q := Quote{Quantity: quantity, QF: quotientOn(quotients, day)}
	scale := scaleOn(tariffs, day, resident)
	if len(scale) == 0 {
		return q
	}
	if q.QF != nil || scale.flat() {
		var qf money.Cents // its value does not matter to a flat scale
		if q.QF != nil {
			qf = *q.QF
		}
		if line := scale.lineFor(qf); line != nil {
			return q.priced(line, line.unitPrice(qf))
		}
	}
	line, unit, ok := scale.highest()
	if !ok {
		q.open = true
		return q
	}
	q.Highest = true
	return q.priced(line, unit)
}

func (q Quote) priced(line *Tariff, unit money.Cents) Quote {
	q.Known, q.TariffID, q.line = true, line.ID, line
	q.Unit, q.Total = unit, unit*money.Cents(q.Quantity)
	return q
}

// HasQuotient reports whether a QF is known for a day.
func HasQuotient(quotients []Quotient, day civil.Date) bool { return quotientOn(quotients, day) != nil }

// quotientOn returns the QF in force on day, nil if there is none. If two overlap, the newest From wins; if that is the
// same too, the higher QF, so that the result does not depend on the order of rows.
func quotientOn(quotients []Quotient, day civil.Date) *money.Cents {
	var best *Quotient
	for i := range quotients {
		c := &quotients[i]
		if c.From > day || c.To != 0 && c.To < day {
			continue
		}
		if best == nil || c.From > best.From || c.From == best.From && c.QF > best.QF {
			best = c
		}
	}
	if best == nil {
		return nil
	}
	qf := best.QF
	return &qf
}

// Quantity returns the number of units of a day from start to end: started half hours for "half-hour", else 1. A
// half-hour activity without a duration counts one, because nothing may be free by mistake.
func Quantity(unit string, start, end civil.TimeOfDay) int {
	if unit != "half-hour" {
		return 1
	}
	return max(1, (int(end)-int(start)+29)/30)
}
