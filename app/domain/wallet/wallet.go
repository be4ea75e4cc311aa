// Package wallet holds the rules of prepaid accounts: the content of a ledger line and its reversal (ledger.go), the
// amount owed for a past day (debit.go), the debt floor. Amounts are cents; a balance below zero is a debt. It never
// rounds: a price is a whole number of cents, and a debit is that price times a whole number of units.
package wallet

import "cartable/app/domain/money"

// Blocks reports whether a balance closes bookings: at or under the category's floor (DOMAIN.md 4.6). due is the
// smallest payment that opens them again; zero when they are open.
func Blocks(balance, floor money.Cents) (due money.Cents, blocked bool) {
	if balance > floor {
		return 0, false
	}
	return floor - balance + 1, true
}
