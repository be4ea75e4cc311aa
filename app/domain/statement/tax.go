// Package statement builds what is certified to a family: the yearly statement for the tax credit for the care of young
// children. The wallet's rule decides which money paid for which use (wallet.Settle); here it is grouped by child and
// by activity, with care apart from food. It computes no tax: the tax office decides whether an amount gives a right to
// anything.
package statement

import (
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// Line is a line of a family's ledger, with the data that a statement needs.
type Line struct {
	wallet.Entry
	WalletID            int64
	ChildID, ActivityID int64 // 0 = the line names none
	Quantity            int   // units
	Money               bool  // money that came or went: a refund is not an unnamed consumption
	Penalty             bool  // an unjustified absence or a late departure: owed, but no care was given
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
	Total    money.Cents // certified, for all children
	Unnamed  bool        // some consumptions of the year name no child, as in imports of former software: not certified
}

// TaxChild is the amount paid for a child.
type TaxChild struct {
	Child
	Care  []TaxLine
	Total money.Cents // for care
	Other money.Cents // paid in the year for the child and not certified: meals, penalties, activities other than care
}

// TaxLine is the amount paid for an activity.
type TaxLine struct {
	Activity string
	Amount   money.Cents
	Meal     bool // its name suggests that the price includes a meal, and staff entered no share for it
}

// Born returns the range of birth dates of the children in a year's statement: under six on its 1 January, born by its
// end.
func Born(year int) (from, to civil.Date) {
	return civil.New(year-6, time.January, 1), civil.New(year, time.December, 31)
}

// Yearly certifies the amounts that a family paid in a year for the care of its children. lines are all of its ledger
// up to the end of that year, children those within the dates of Born.
func Yearly(year int, c *town.Catalogue, children []Child, lines []Line) TaxStatement {
	byWallet := map[int64][]wallet.Use{}
	tax := TaxStatement{Year: year}
	for _, l := range lines {
		byWallet[l.WalletID] = append(byWallet[l.WalletID], uses(c, l)...)
		tax.Unnamed = tax.Unnamed || l.ChildID == 0 && !l.Money && l.Amount < 0 &&
			l.Date >= civil.New(year, time.January, 1)
	}
	at := map[int64]int{}
	for _, child := range children {
		if wallet.UnderSix(child.Birth, year) {
			at[child.ID] = len(tax.Children)
			tax.Children = append(tax.Children, TaxChild{Child: child})
		}
	}
	for _, w := range c.Wallets { // in the catalogue's order, so that the statement is always the same
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

// uses returns the uses of a line. A meal included in a price of care is a separate use, before the care: money that
// does not cover both pays for the meal first.
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
