package wallet

import (
	"cmp"
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// Entry is a ledger line of a wallet, combined with its reversal if there is one. A reversed line has an amount of
// zero, and so pays for nothing and owes nothing, whatever the date of the reversal.
type Entry struct {
	ID     int64
	Date   civil.Date
	Amount money.Cents // a credit is positive: money; a debit negative: a use
}

// Settlement is an amount of money that paid for a use.
type Settlement struct {
	Use, Money int // indices of the entries
	Amount     money.Cents
	On         civil.Date // the day on which it was both consumed and paid
}

// Settle matches the money of one wallet with its uses: money pays for the oldest use first, and the oldest money pays
// first (DOMAIN.md 8.13), as in the open software Noethysweb. A use is settled on the later of two dates, its own and
// that of the money: until then it is not consumed, or not paid. So by the end of any day exactly the smaller of the
// amounts paid and consumed is settled, and no cent twice.
func Settle(entries []Entry) []Settlement {
	money, uses := inOrder(entries, +1), inOrder(entries, -1)
	var all []Settlement
	paid, used := 0, 0
	left, owed := amountAt(entries, money, paid), -amountAt(entries, uses, used)
	for paid < len(money) && used < len(uses) {
		part := min(left, owed)
		m, u := money[paid], uses[used]
		all = append(all, Settlement{Use: u, Money: m, Amount: part, On: max(entries[m].Date, entries[u].Date)})
		if left -= part; left == 0 {
			paid++
			left = amountAt(entries, money, paid)
		}
		if owed -= part; owed == 0 {
			used++
			owed = -amountAt(entries, uses, used)
		}
	}
	return all
}

// inOrder returns the entries of a sign, by date, then in the order in which they were written.
func inOrder(entries []Entry, sign int) []int {
	var kept []int
	for i, e := range entries {
		if cmp.Compare(e.Amount, 0) == sign {
			kept = append(kept, i)
		}
	}
	slices.SortStableFunc(kept, func(a, b int) int {
		return cmp.Or(cmp.Compare(entries[a].Date, entries[b].Date), cmp.Compare(entries[a].ID, entries[b].ID))
	})
	return kept
}

func amountAt(entries []Entry, order []int, i int) money.Cents {
	if i >= len(order) {
		return 0
	}
	return entries[order[i]].Amount
}
