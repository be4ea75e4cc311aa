package payment

import "cartable/app/domain/money"

// Share lays a received sum out over the wallets it was asked for, in their order: each gets what was asked while it lasts, and
// the last one what is left over. The shares add up to the sum.
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
