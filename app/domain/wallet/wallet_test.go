package wallet

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/money"
)

func TestBlocks(t *testing.T) {
	tests := []struct {
		name           string
		balance, floor money.Cents
		due            money.Cents
		blocked        bool
	}{
		{"in credit", 1000, -3000, 0, false},
		{"in debt, over the floor", -2500, -3000, 0, false},
		{"a cent over the floor", -2999, -3000, 0, false},
		{"exactly at the floor", -3000, -3000, 1, true},
		{"a cent under the floor", -3001, -3000, 2, true},
		{"far under the floor", -4550, -3000, 1551, true},
		{"a floor of zero: prepaid", 0, 0, 1, true},
		{"a floor of zero, a cent ahead", 1, 0, 0, false},
		{"a floor in credit", 999, 1000, 2, true},
		{"the largest amounts", -money.Max, money.Max, 2*money.Max + 1, true},
	}
	for _, tc := range tests {
		if due, blocked := Blocks(tc.balance, tc.floor); due != tc.due || blocked != tc.blocked {
			t.Errorf("%s: %d, %t, want %d, %t", tc.name, due, blocked, tc.due, tc.blocked)
		}
	}
}

// A payment of what is due opens bookings again, and a cent less does not.
func TestDueIsTheSmallestPaymentThatOpens(t *testing.T) {
	amount := rapid.OneOf(rapid.Int64Range(-5, 5), rapid.Int64Range(-10_000, 10_000),
		rapid.Int64Range(math.MinInt64/4, math.MaxInt64/4))
	rapid.Check(t, func(t *rapid.T) {
		floor := money.Cents(amount.Draw(t, "floor"))
		balance := floor + money.Cents(amount.Draw(t, "over the floor"))
		due, blocked := Blocks(balance, floor)
		if blocked != (balance <= floor) || blocked != (due > 0) || due < 0 {
			t.Fatalf("%d cents due, blocked %t", due, blocked)
		}
		if !blocked {
			return
		}
		if more, still := Blocks(balance+due, floor); still || more != 0 {
			t.Fatalf("paying %d leaves it closed", due)
		}
		if more, still := Blocks(balance+due-1, floor); !still || more != 1 {
			t.Fatalf("a cent less than %d opens it, or asks for %d more", due, more)
		}
	})
}
