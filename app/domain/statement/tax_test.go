package statement

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

func catalogue() *town.Catalogue {
	school, leisure := &town.Wallet{ID: 1}, &town.Wallet{ID: 2}
	food := &town.Category{Nature: town.Food, Wallet: school}
	care := &town.Category{Nature: town.Care, Wallet: school}
	days := &town.Category{Nature: town.Care, Wallet: leisure}
	music := &town.Category{Nature: town.Other, Wallet: leisure}
	c := &town.Catalogue{Wallets: []*town.Wallet{school, leisure}, Activities: []*town.Activity{
		{ID: 1, Code: "CANTINE", Name: "Cantine", Category: food}, {ID: 2, Code: "MATIN", Name: "Accueil du matin",
			Category: care},
		{ID: 3, Code: "JOUR", Name: "Journée avec repas", Category: days, Meal: 300},
		{ID: 4, Code: "SOIR", Name: "Soir, goûter compris", Category: care},
		{ID: 5, Code: "EVEIL", Name: "Éveil", Category: music},
	}}
	c.Index()
	return c
}

var (
	small = Child{ID: 7, LastName: "MARTIN", FirstName: "Zoé", Birth: civil.New(2021, 4, 2)}
	big   = Child{ID: 8, LastName: "MARTIN", FirstName: "Noé", Birth: civil.New(2019, 12, 31)}
)

func line(id int64, day int, amount money.Cents, walletID, child, activity int64) Line {
	return Line{Entry: wallet.Entry{ID: id, Date: civil.New(2026, 3, day), Amount: amount}, WalletID: walletID,
		ChildID: child, ActivityID: activity, Quantity: 1}
}

func TestYearly(t *testing.T) {
	penalty := line(6, 5, -250, 1, 7, 2)
	penalty.Penalty = true
	lines := []Line{
		line(1, 1, 2000, 1, 0, 0), line(2, 2, -422, 1, 7, 1), line(3, 2, -160, 1, 7, 2), line(4, 3, -160, 1, 8, 2),
		line(5, 4, -90, 1, 7, 4), penalty,
		// 300 left: the meal of the second day
		line(7, 2, 1500, 2, 0, 0), line(8, 3, -1200, 2, 7, 3), line(9, 4, -1200, 2, 7, 3),
		line(10, 5, -100, 2, 7, 5), // not paid
	}
	got := Yearly(2026, catalogue(), []Child{small, big}, lines)
	want := TaxStatement{Year: 2026, Total: 160 + 90 + 900,
		Children: []TaxChild{{Child: small, Total: 160 + 90 + 900, Other: 422 + 250 + 300 + 300,
			Care: []TaxLine{{"Accueil du matin", 160, false}, {"Soir, goûter compris", 90, true},
				{"Journée avec repas", 900, false}}}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	former := line(11, 6, -500, 1, 0, 0)
	if got := Yearly(2026, catalogue(), []Child{small}, append(lines, former)); !got.Unnamed ||
		got.Total != want.Total {
		t.Errorf("with a line of a former software: %+v", got)
	}
}

// A refund paid for no care, and is not an unnamed consumption.
func TestARefundIsNotCertified(t *testing.T) {
	back := line(2, 3, -1000, 1, 0, 0)
	back.Money = true
	lines := []Line{line(1, 1, 2000, 1, 0, 0), back, line(3, 5, -1500, 1, 7, 2)}
	if got := Yearly(2026, catalogue(), []Child{small}, lines); got.Total != 1000 || got.Unnamed {
		t.Errorf("20 € came, 10 € went back: %+v", got)
	}
}

// The certified amounts plus those left out equal all that was settled for the children in the year: never more than
// the family paid by then, and never more than its children consumed.
func TestCertifiedIsNeverMoreThanPaid(t *testing.T) {
	c := catalogue()
	rapid.Check(t, func(t *rapid.T) {
		var lines []Line
		var paid, consumed, care money.Cents
		for i := range rapid.IntRange(0, 30).Draw(t, "lines") {
			l := line(int64(i), rapid.IntRange(1, 28).Draw(t, "day"),
				money.Cents(rapid.Int64Range(-1500, 2500).Draw(t, "amount")), 1, 0, 0)
			if l.Amount < 0 {
				a := c.Activities[rapid.IntRange(0, 4).Draw(t, "activity")]
				l.ActivityID, l.WalletID, l.ChildID = a.ID, a.Category.Wallet.ID,
					rapid.SampledFrom([]int64{0, 7, 8}).Draw(t, "child")
				l.Penalty = rapid.IntRange(0, 9).Draw(t, "penalty") == 0
				consumed -= l.Amount
				if a.Category.Nature == town.Care && l.ChildID == 7 && !l.Penalty {
					care += max(0, -l.Amount-a.Meal)
				}
			} else {
				l.WalletID = rapid.Int64Range(1, 2).Draw(t, "wallet")
				paid += l.Amount
			}
			lines = append(lines, l)
		}
		tax := Yearly(2026, c, []Child{small, big}, lines)
		var sum, other money.Cents
		for _, child := range tax.Children {
			if child.ID == big.ID {
				t.Fatal("a child of six is on it")
			}
			var own money.Cents
			for _, l := range child.Care {
				own += l.Amount
			}
			if own != child.Total {
				t.Fatalf("%d is not the sum %d", child.Total, own)
			}
			sum, other = sum+child.Total, other+child.Other
		}
		if sum != tax.Total || sum > care || sum+other > min(paid, consumed) {
			t.Fatalf("%d certified and %d not, of %d paid, %d consumed, %d of care", sum, other, paid, consumed, care)
		}
		if before := Yearly(2025, c, []Child{small}, lines); before.Total != 0 {
			t.Fatalf("%d the year before", before.Total)
		}
	})
}
