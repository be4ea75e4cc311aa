// Package stay computes what the hours of a child at an activity are worth: half hours, and a fee for a child who was
// fetched late (DOMAIN.md 13.15 to 13.17).
package stay

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// Stay is when a child came to an activity and left it, as staff stamped it; nil = not stamped. A departure until
// 02:00 is one after midnight: no activity is left at that hour of its own day.
type Stay struct{ Arrived, Departed *civil.TimeOfDay }

// midnight is a day in minutes; night is until when a departure is one after it.
const midnight, night = 24 * 60, 2 * 60

// Left returns an hour of departure in minutes since the midnight before the activity.
func Left(t civil.TimeOfDay) civil.TimeOfDay {
	if t <= night {
		return t + midnight
	}
	return t
}

// Known reports whether an hour was stamped.
func (s Stay) Known() bool { return s.Arrived != nil || s.Departed != nil }

// Turned reports whether the child would have left before it came.
func (s Stay) Turned() bool {
	return s.Arrived != nil && s.Departed != nil && Left(*s.Departed) < *s.Arrived
}

// Units returns how many half hours of an activity a child was there: each that was started counts, and at least one.
// An hour that was not stamped is that of the activity, and no time outside its hours counts: whoever waits before the
// door owes nothing, and who stays on owes the fee.
func (s Stay) Units(a *town.Activity) int {
	from, to := a.Start, a.End
	if s.Arrived != nil {
		from = min(max(from, *s.Arrived), a.End)
	}
	if s.Departed != nil {
		to = max(min(to, Left(*s.Departed)), from)
	}
	return min(pricing.Quantity(a.Unit, from, to), a.Quantity())
}

// Rule is what an activity asked for a child who is fetched late when the departure was first stamped.
type Rule struct {
	Fee   money.Cents
	After int // the last minute that is not late, since the midnight before the activity
}

// RuleOf returns the rule of an activity as it is now.
func RuleOf(a *town.Activity) *Rule { return &Rule{a.LateFee, int(a.End) + a.Grace()} }

// Fee returns what a family owes because its child was fetched late.
func (s Stay) Fee(r *Rule) money.Cents {
	if s.Departed == nil || r == nil || int(Left(*s.Departed)) <= r.After {
		return 0
	}
	return r.Fee
}
