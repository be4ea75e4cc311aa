package wallet

import (
	"cmp"
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// Entry is a line of a wallet's ledger as it counts: together with the line that took it back, if one did. What was taken
// back whole has an amount of zero, and so pays for nothing and is owed nothing, whenever that happened.
type Entry struct {
	ID     int64
	Date   civil.Date
	Amount money.Cents // a credit is positive: money; a debit negative: a use
}

// Settlement is money that paid for a use.
type Settlement struct {
	Use, Money int // indices of the entries
	Amount     money.Cents
	On         civil.Date // the day it was both consumed and paid
}

// Settle says which money of one wallet paid for which use: money pays for the oldest use first, and the oldest money pays
// first (DOMAIN.md 8.13), as the open software Noethysweb does it too. A use is settled on the later of
// two dates, its own and that of the money: until then it is not consumed, or not paid. So by the end of any day exactly
// the smaller of what had been paid and what had been consumed is settled, and no cent twice.
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

// inOrder lists the entries of a sign by date, then as they were written.
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
