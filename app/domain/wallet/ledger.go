package wallet

import (
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
)

// Figures are the numbers of a line of the ledger. A line is never changed: what is wrong is taken back by a line of
// opposite figures, and said again.
type Figures struct {
	Amount    money.Cents  // a credit is positive, a debit negative
	Quantity  *int         // units consumed; nil for money that moved
	UnitPrice *money.Cents // of one unit
	Quoted    *money.Cents // what the family had been told, for all units; nil = nothing was
}

// Consumed are the figures of a consumption: as many units at that price, a debit.
func Consumed(units int, unit money.Cents, quoted *money.Cents) Figures {
	return Figures{Amount: -unit * money.Cents(units), Quantity: &units, UnitPrice: &unit, Quoted: quoted}
}

// Opposite takes figures back, all of them: quantities and what was quoted add up to nothing as the amounts do. The price of
// a unit is not counted but multiplied, and stays.
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

// AddsUp tells whether the amount is the quantity at the unit price. Money that moved has neither.
func (f Figures) AddsUp() bool {
	if f.Quantity == nil || f.UnitPrice == nil {
		return f.Quantity == nil
	}
	return f.Amount == -*f.UnitPrice*money.Cents(*f.Quantity)
}

// Surprise tells whether a debit is not what the family had been told. A day that was given free surprises nobody.
func (f Figures) Surprise() bool {
	return f.Quoted != nil && f.Quantity != nil && *f.Quantity > 0 && -f.Amount != *f.Quoted
}

// Given tells a consumption that staff made free: units, at no price. A justified absence is no units, at its price.
func (f Figures) Given() bool {
	return f.Quantity != nil && *f.Quantity > 0 && f.UnitPrice != nil && *f.UnitPrice == 0
}

// Same tells whether two lines say the same: then there is nothing to correct.
func (f Figures) Same(g Figures) bool {
	return f.Amount == g.Amount && equal(f.Quantity, g.Quantity) && equal(f.UnitPrice, g.UnitPrice)
}

func equal[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// Line is a line of the ledger as it stands.
type Line struct {
	Figures
	Reverses bool // it takes another back
	Reversed bool // another took it back
}

// Live tells a line that counts: neither taken back nor taking back.
func (l Line) Live() bool { return !l.Reverses && !l.Reversed }

// Reverse gives the figures of the line that takes l back. A line is taken back once, and taking back is for good: what was
// taken back by mistake is entered anew. The faults are Conflict and Invalid.
func Reverse(l Line) (Figures, error) {
	switch {
	case l.Reverses:
		return Figures{}, fault.Invalidf("", "Cette ligne en annule une autre : elle ne s'annule pas.")
	case l.Reversed:
		return Figures{}, fault.Conflictf("Cette ligne a déjà été annulée.")
	}
	return l.Opposite(), nil
}
