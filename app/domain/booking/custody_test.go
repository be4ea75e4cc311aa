package booking

import (
	"testing"

	"cartable/app/domain/custody"
)

// Whose day it is is asked of what is to be booked and of what still waits, not of what was accepted, and of each child
// for itself.
func TestADayOfTheOtherHomeIsNotBooked(t *testing.T) {
	const other = household + 1
	for _, c := range []struct {
		name   string
		home   int64
		given  func(bench)
		reason Reason
		void   Reason
	}{
		{"the other home's", other, func(bench) {}, OtherHomeDay, ""},
		{"its own", household, func(bench) {}, "", ""},
		{"accepted before", other, func(b bench) { b.holds(lea, "RESTO", tuesday, Accepted) }, "", ""},
		{"waits", other, func(b bench) { b.holds(lea, "RESTO", tuesday, Waitlisted) }, "", OtherHomeDay},
		{"of another child", other, func(b bench) {
			b.Custody[lea+100] = b.Custody[lea]
			delete(b.Custody, lea)
		}, "", ""},
	} {
		b := newBench()
		b.FamilyID = household
		b.Custody = map[int64]custody.Calendar{lea: {Rules: []custody.Rule{
			{From: day(tuesday), Even: c.home, Odd: c.home}}}}
		c.given(b)
		if d := b.judge(lea, "RESTO", tuesday); d.Reason != c.reason || d.Void != c.void {
			t.Errorf("%s: %q, void %q; want %q and %q", c.name, d.Reason, d.Void, c.reason, c.void)
		}
	}
}
