package payment

import "cartable/app/domain/money"

// Share distributes a received sum over the wallets of a payment, in their order: each gets the amount requested for it
// while the sum lasts, and the last one gets any remainder. The shares add up to the sum.
func Share(received money.Cents, asked []money.Cents) []money.Cents {
	shares := make([]money.Cents, len(asked))
	for i, want := range asked {
		shares[i] = min(want, received)
		if i == len(asked)-1 {
			shares[i] = received
		}
		received -= shares[i]
	}
	return shares
}
