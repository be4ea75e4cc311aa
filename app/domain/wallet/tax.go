package wallet

import (
	"cmp"
	"slices"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// The amounts that a town certifies for the tax credit for the care of young children: article 200 quater B of the Code
// général des impôts, BOI-IR-RICI-300, and the minister's answer to question 78406 of the National Assembly
// (DOMAIN.md 8.14). They are the payments actually made in the year for the care of children under six; food, penalties
// for an absence and any supplement are excluded. The family itself deducts what it received from the CAF, the MSA or
// an employer.

// UnderSix reports whether a child is under six on 1 January of a year, as the tax form counts: a child born on that
// day six years before is still under six (« pour l'imposition des revenus de 2017, né en 2011 ou après »,
// service-public.fr, F8).
func UnderSix(birth civil.Date, year int) bool {
	return birth >= civil.New(year-6, time.January, 1)
}

// Use is an entry with its purpose. A price for a meal and care is two entries, the meal first: money that does not
// cover both pays for the meal.
type Use struct {
	Entry
	ChildID, ActivityID int64 // 0 = none: money, or a line without them
	Care                bool  // care, as opposed to food, a penalty or something else
}

// Paid is the amount settled in a year for a child and an activity.
type Paid struct {
	ChildID, ActivityID int64
	Care                bool
	Amount              money.Cents
}

// PaidIn returns the totals that one wallet's money settled in a year, by child and by activity, with care apart from
// the rest. entries are all of the wallet up to the end of that year; later ones do not matter.
func PaidIn(year int, uses []Use) []Paid {
	entries := make([]Entry, len(uses))
	for i, u := range uses {
		entries[i] = u.Entry
	}
	from, to := civil.New(year, time.January, 1), civil.New(year, time.December, 31)
	sums := map[Paid]money.Cents{}
	for _, s := range Settle(entries) {
		if u := uses[s.Use]; u.ChildID != 0 && from <= s.On && s.On <= to {
			sums[Paid{ChildID: u.ChildID, ActivityID: u.ActivityID, Care: u.Care}] += s.Amount
		}
	}
	all := make([]Paid, 0, len(sums))
	for p, sum := range sums {
		p.Amount = sum
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b Paid) int {
		return cmp.Or(cmp.Compare(a.ChildID, b.ChildID), cmp.Compare(b2i(b.Care), b2i(a.Care)),
			cmp.Compare(a.ActivityID, b.ActivityID))
	})
	return all
}

func b2i(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
