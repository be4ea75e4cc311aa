// Package wallet holds the rules of prepaid accounts: the debt floor, and later estimates and forecasts.
// Amounts are cents; a balance below zero is a debt. It never rounds.
package wallet

import "cartable/app/domain/money"

// Blocks tells whether a balance closes bookings: at or under the category's floor (DOMAIN section 4.6).
// due is the smallest payment that opens them again; zero when nothing is closed.
func Blocks(balance, floor money.Cents) (due money.Cents, blocked bool) {
	if balance > floor {
		return 0, false
	}
	return floor - balance + 1, true
}
