package wallet

import (
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
)

// Figures are the numbers of a ledger line. A line is never changed: an error is reversed by a line of opposite
// figures, and the correct line is entered.
type Figures struct {
	Amount    money.Cents  // a credit is positive, a debit negative
	Quantity  *int         // units consumed; nil for a movement of money
	UnitPrice *money.Cents // of one unit
	Quoted    *money.Cents // price shown to the family, for all units; nil = none
}

// Consumed returns the figures of a consumption: a debit of units at a unit price.
func Consumed(units int, unit money.Cents, quoted *money.Cents) Figures {
	return Figures{Amount: -unit * money.Cents(units), Quantity: &units, UnitPrice: &unit, Quoted: quoted}
}

// Opposite returns the figures that reverse f: quantities and quotes cancel out as the amounts do. The unit price is a
// factor, not a sum, and is kept.
func (f Figures) Opposite() Figures {
	return Figures{Amount: -f.Amount, Quantity: negated(f.Quantity), UnitPrice: f.UnitPrice, Quoted: negated(f.Quoted)}
}

func negated[T int | money.Cents](n *T) *T {
	if n == nil {
		return nil
	}
	m := -*n
	return &m
}

// AddsUp reports whether the amount is the quantity at the unit price. A movement of money has neither.
func (f Figures) AddsUp() bool {
	if f.Quantity == nil || f.UnitPrice == nil {
		return f.Quantity == nil
	}
	return f.Amount == -*f.UnitPrice*money.Cents(*f.Quantity)
}

// Surprise reports whether a debit differs from the price shown to the family. A day given free of charge does not
// count.
func (f Figures) Surprise() bool {
	return f.Quoted != nil && f.Quantity != nil && *f.Quantity > 0 && -f.Amount != *f.Quoted
}

// Given reports whether staff made a consumption free: units at no price. A justified absence is no units, at its
// price.
func (f Figures) Given() bool {
	return f.Quantity != nil && *f.Quantity > 0 && f.UnitPrice != nil && *f.UnitPrice == 0
}

// Same reports whether two lines have the same figures: then there is nothing to correct.
func (f Figures) Same(g Figures) bool {
	return f.Amount == g.Amount && equal(f.Quantity, g.Quantity) && equal(f.UnitPrice, g.UnitPrice)
}

func equal[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// Line is a line of the ledger with its reversal state.
type Line struct {
	Figures
	Reverses bool // it reverses another line
	Reversed bool // another line reversed it
}

// Live reports whether a line counts: it is neither reversed nor a reversal.
func (l Line) Live() bool { return !l.Reverses && !l.Reversed }

// Reverse returns the figures of the line that reverses l. A line is reversed at most once, and a reversal is final: a
// line reversed by mistake is entered anew. The faults are Conflict and Invalid.
func Reverse(l Line) (Figures, error) {
	switch {
	case l.Reverses:
		return Figures{}, fault.Invalidf("", "Cette ligne en annule déjà une autre : elle ne peut pas être annulée.")
	case l.Reversed:
		return Figures{}, fault.Conflictf("Cette ligne a déjà été annulée.")
	}
	return l.Opposite(), nil
}
