// Package statement puts together what a family is certified: the yearly statement for the tax credit for the care of young
// children. What was paid for what is the wallet's rule (wallet.Settle); here it is told by child and by activity, care
// apart from food. It computes no tax: whether an amount gives a right to anything is for the tax office to say.
package statement

import (
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// Line is a line of a family's ledger, as it counts.
type Line struct {
	wallet.Entry
	WalletID            int64
	ChildID, ActivityID int64 // 0 = the line names none
	Quantity            int   // units
	Money               bool  // it came or went: a refund is no consumption that names nobody
	Penalty             bool  // an absence that nobody justified: owed, but no care was given
}

// Child is a child of the family.
type Child struct {
	ID                  int64
	LastName, FirstName string
	Birth               civil.Date
}

// TaxStatement is the yearly statement of a family.
type TaxStatement struct {
	Year     int
	Children []TaxChild  // under six on 1 January, with or without an amount
	Total    money.Cents // certified, of all of them
	Unnamed  bool        // some consumptions of the year name no child, as those of a former software: nothing of them is certified
}

// TaxChild is what was paid for a child.
type TaxChild struct {
	Child
	Care  []TaxLine
	Total money.Cents // of care
	Other money.Cents // paid in the year for the child and not certified: meals, penalties, activities that are no care
}

// TaxLine is what was paid for an activity.
type TaxLine struct {
	Activity string
	Amount   money.Cents
	Meal     bool // its name says that a meal is in its price, and nobody said how much of it
}

// Born bounds the birth dates of the children whom a year's statement is about: under six on its 1 January, born by its end.
func Born(year int) (from, to civil.Date) {
	return civil.New(year-6, time.January, 1), civil.New(year, time.December, 31)
}

// Yearly certifies what a family paid in a year for the care of its children. lines are all of its ledger up to the end of
// that year, children those that Born bounds.
func Yearly(year int, c *town.Catalogue, children []Child, lines []Line) TaxStatement {
	byWallet := map[int64][]wallet.Use{}
	tax := TaxStatement{Year: year}
	for _, l := range lines {
		byWallet[l.WalletID] = append(byWallet[l.WalletID], uses(c, l)...)
		tax.Unnamed = tax.Unnamed || l.ChildID == 0 && !l.Money && l.Amount < 0 && l.Date >= civil.New(year, time.January, 1)
	}
	at := map[int64]int{}
	for _, child := range children {
		if wallet.UnderSix(child.Birth, year) {
			at[child.ID] = len(tax.Children)
			tax.Children = append(tax.Children, TaxChild{Child: child})
		}
	}
	for _, w := range c.Wallets { // in the catalogue's order, so that the same statement comes out twice
		for _, p := range wallet.PaidIn(year, byWallet[w.ID]) {
			i, ours := at[p.ChildID]
			if !ours {
				continue
			}
			child := &tax.Children[i]
			if !p.Care {
				child.Other += p.Amount
				continue
			}
			a := c.ActivityByID(p.ActivityID)
			child.Care = append(child.Care, TaxLine{a.Name, p.Amount, a.Meal == 0 && a.NamesMeal()})
			child.Total += p.Amount
			tax.Total += p.Amount
		}
	}
	return tax
}

// uses says what a line was for. The meal that a price of care holds is a use of its own, before the care: money that does
// not cover both has paid for the meal.
func uses(c *town.Catalogue, l Line) []wallet.Use {
	whole := wallet.Use{Entry: l.Entry, ChildID: l.ChildID, ActivityID: l.ActivityID}
	a := c.ActivityByID(l.ActivityID)
	if l.Amount >= 0 || a == nil || a.Category.Nature != town.Care || l.Penalty {
		return []wallet.Use{whole}
	}
	care := whole
	care.Care = true
	meals := min(a.Meal*money.Cents(max(l.Quantity, 1)), -l.Amount)
	if meals == 0 {
		return []wallet.Use{care}
	}
	whole.Amount = -meals
	care.Amount += meals
	return []wallet.Use{whole, care}
}
