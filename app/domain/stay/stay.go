// Package stay computes what the hours of a child at an activity are worth: half hours, and a fee for a child who was
// fetched late (DOMAIN.md 13.15 to 13.17).
package stay

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// Stay is when a child came to an activity and left it, as staff stamped it; nil = not stamped.
type Stay struct{ Arrived, Departed *civil.TimeOfDay }

// Known reports whether an hour was stamped.
func (s Stay) Known() bool { return s.Arrived != nil || s.Departed != nil }

// Turned reports whether the child would have left before it came.
func (s Stay) Turned() bool { return s.Arrived != nil && s.Departed != nil && *s.Departed < *s.Arrived }

// Units returns how many half hours of an activity a child was there: each that was started counts, and at least one.
// An hour that was not stamped is that of the activity, and no time outside its hours counts: whoever waits before the
// door owes nothing, and who stays on owes the fee.
func (s Stay) Units(a *town.Activity) int {
	from, to := a.Start, a.End
	if s.Arrived != nil {
		from = min(max(from, *s.Arrived), a.End)
	}
	if s.Departed != nil {
		to = max(min(to, *s.Departed), from)
	}
	return min(pricing.Quantity(a.Unit, from, to), a.Quantity())
}

// Fee returns what a family owes because its child was fetched late: the fee of the activity, once its minutes of grace
// are over.
func (s Stay) Fee(a *town.Activity) money.Cents {
	if s.Departed == nil || int(*s.Departed) <= int(a.End)+a.Grace() {
		return 0
	}
	return a.LateFee
}
