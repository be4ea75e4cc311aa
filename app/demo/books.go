package demo

import (
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
)

// line is a line of ledger.csv: a payment, or the balance of the previous software.
type line struct {
	date   civil.Date
	label  string
	amount money.Cents
}

// ledger is a household's lines of a wallet. The debits of past days are not written: the program makes them itself
// (night.DebitPast), by the same rules.
type ledger struct {
	home      *household
	structure *structure
	wallet    *town.Wallet
	cost      money.Cents
	lines     []line
}

type ledgerKey struct {
	home      *household
	structure *structure
	wallet    *town.Wallet
}

func (t *generator) ledger(h *household, s *structure, w *town.Wallet) *ledger {
	if t.books == nil {
		t.books = map[ledgerKey]*ledger{}
	}
	key := ledgerKey{h, s, w}
	if t.books[key] == nil {
		t.books[key] = &ledger{home: h, structure: s, wallet: w}
	}
	return t.books[key]
}

// means are the payment methods of families.
var means = []string{"Règlement par carte bancaire", "Règlement par carte bancaire", "Règlement par chèque",
	"Règlement en espèces", "CESU"}

// keepBooks writes payments so that each balance has the wanted value once past days are debited: that of the case, or
// a random one.
func (t *generator) keepBooks() {
	for _, h := range t.households {
		for _, s := range []*structure{t.mairie, t.alsh} {
			for _, w := range s.Wallets {
				_, used := t.books[ledgerKey{h, s, w}]
				target, wanted := h.balances[w.Code]
				if !used && !wanted {
					continue
				}
				if !wanted {
					target = t.balance()
				}
				a := t.ledger(h, s, w)
				a.pay(t, target)
				slices.SortStableFunc(a.lines, func(a, b line) int { return int(a.date - b.date) })
				for _, l := range a.lines {
					t.add("ledger", s.Structure.Code, h.code(s), w.Code, l.date.String(), l.label, l.amount.Plain())
				}
			}
		}
	}
}

// balance draws a typical balance: most are a little ahead, some a little behind, some well ahead.
func (t *generator) balance() money.Cents {
	switch n := t.random.IntN(100); {
	case n < 14:
		return -money.Cents(50 + t.random.IntN(1850))
	case n < 18:
		return -money.Cents(2000 + t.random.IntN(1900))
	case n < 85:
		return money.Cents(t.random.IntN(4500))
	}
	return money.Cents(4500 + t.random.IntN(9000))
}

// pay adds a round payment each month, an exact last one, and the balance of the previous software.
func (a *ledger) pay(t *generator, target money.Cents) {
	opening := money.Cents(t.random.IntN(3000) - 600)
	missing := target - opening + a.cost
	months := int(t.today-t.from())/30 + 1
	each := missing / money.Cents(months) / 500 * 500
	for n := range months {
		amount := each
		if n == months-1 {
			amount = missing - each*money.Cents(months-1)
		}
		date := t.from() + civil.Date(3+30*n+t.random.IntN(9))
		if amount <= 0 || date >= t.today {
			continue
		}
		a.lines = append(a.lines, line{date, pick(t, means), amount})
	}
	// The part not covered by payments is the opening balance.
	sum := -a.cost
	for _, l := range a.lines {
		sum += l.amount
	}
	if carried := target - sum; carried != 0 {
		a.lines = append(a.lines, line{t.from() - 1, "Report de solde", carried})
	}
}
