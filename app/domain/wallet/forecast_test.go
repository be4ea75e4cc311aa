package wallet

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

var monday = civil.New(2027, time.January, 4)

func TestForesee(t *testing.T) {
	meals := Floor{"Restauration", -3000}
	tests := []struct {
		name    string
		balance money.Cents
		costs   []Cost
		floors  []Floor
		closing money.Cents
		on      civil.Date // 0 = stays open
		topUp   money.Cents
	}{
		{"nothing reserved", 500, nil, []Floor{meals}, 500, 0, 0},
		{"all is covered", 500, []Cost{{monday, 400}}, []Floor{meals}, 100, 0, 0},
		{"a cent over the floor", -2599, []Cost{{monday, 400}}, []Floor{meals}, -2999, 0, 0},
		{"exactly at the floor", -2600, []Cost{{monday, 400}}, []Floor{meals}, -3000, monday + 1, 1},
		{"met on the third night", -2000, []Cost{{monday, 400}, {monday + 1, 400}, {monday + 2, 400}}, []Floor{meals},
			-3200, monday + 3, 201},
		{"two children on one day", -2300, []Cost{{monday + 7, 400}, {monday + 7, 400}}, []Floor{meals}, -3100, monday +
			8, 101},
		{"closed already", -3400, []Cost{{monday, 400}}, []Floor{meals}, -3800, monday, 801},
		{"a floor of zero: prepaid", 400, []Cost{{monday, 400}}, []Floor{{"ALSH", 0}}, 0, monday + 1, 1},
		{"no floor at all", -9000, []Cost{{monday, 400}}, nil, -9400, 0, 0},
		{"a free day debits nothing", -2999, []Cost{{monday, 0}}, []Floor{meals}, -2999, 0, 0},
	}
	for _, tc := range tests {
		f := Foresee(monday, tc.balance, tc.costs, monday+1, tc.floors)
		if f.Closing() != tc.closing || f.TopUp() != tc.topUp {
			t.Errorf("%s: ends at %s, %s to pay", tc.name, f.Closing(), f.TopUp())
		}
		if tc.on == 0 && len(f.Meetings) > 0 || tc.on != 0 && (len(f.Meetings) != 1 || f.Meetings[0].On != tc.on) {
			t.Errorf("%s: %+v, want %s", tc.name, f.Meetings, tc.on)
		}
	}
}

// A day is debited by the night after it; a day that earlier nights did not debit, by the next one.
func TestDebitNight(t *testing.T) {
	for _, tc := range []struct{ day, next, want civil.Date }{
		{monday, monday, monday + 1},          // at 0:10, before the night of 0:30: today is not over
		{monday - 1, monday, monday},          // yesterday
		{monday - 30, monday + 1, monday + 1}, // long over, and not marked until now
		{monday + 9, monday + 1, monday + 10},
	} {
		if got := DebitNight(tc.day, tc.next); got != tc.want {
			t.Errorf("%s is debited in the night of %s, want %s", tc.day, got, tc.want)
		}
	}
}

func TestTheFirstCategoryToCloseComesFirst(t *testing.T) {
	costs := []Cost{{monday, 500}, {monday + 1, 500}, {monday + 2, 500}}
	f := Foresee(monday, 0, costs, monday+1, []Floor{{"Restauration", -1500}, {"Périscolaire", -600}})
	if len(f.Meetings) != 2 || f.Meetings[0].Category != "Périscolaire" || f.Meetings[0].On != monday+2 ||
		f.Meetings[1].On != monday+3 {
		t.Fatalf("%+v", f.Meetings)
	}
	if f.Meetings[0].TopUp != 901 || f.Meetings[1].TopUp != 1 || f.TopUp() != 901 {
		t.Errorf("%+v", f.Meetings)
	}
}

// A payment of TopUp keeps every category open to the end; a cent less does not. The balance decreases by the price of
// the bookings, to the cent.
func TestTheTopUpIsTheSmallestThatKeepsOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Range(0, 2000))
		balance := money.Cents(rapid.Int64Range(-5000, 5000).Draw(t, "balance"))
		next := monday + civil.Date(rapid.IntRange(0, 1).Draw(t, "next night"))
		var costs []Cost
		var sum money.Cents
		for range rapid.IntRange(0, 12).Draw(t, "days") {
			c := Cost{monday + civil.Date(rapid.IntRange(-3, 40).Draw(t, "day")), money.Cents(cents.Draw(t, "price"))}
			costs, sum = append(costs, c), sum+c.Amount
		}
		var floors []Floor
		for range rapid.IntRange(0, 3).Draw(t, "floors") {
			floors = append(floors, Floor{"k", money.Cents(rapid.Int64Range(-4000, 500).Draw(t, "floor"))})
		}
		f := Foresee(monday, balance, costs, next, floors)
		if f.Closing() != balance-sum {
			t.Fatalf("%d less %d ends at %d", balance, sum, f.Closing())
		}
		for i, p := range f.Points {
			if p.Date < next || i > 0 && p.Date <= f.Points[i-1].Date || p.Debit == 0 {
				t.Fatalf("%+v", f.Points)
			}
		}
		var weekly money.Cents
		for _, w := range f.Weekly() {
			weekly += w.Debit
		}
		if weeks := f.Weekly(); weekly != sum || len(weeks) > 8 || len(weeks) > 0 &&
			weeks[len(weeks)-1] != (Point{f.To, weeks[len(weeks)-1].Debit, f.Closing()}) {
			t.Fatalf("%+v by week is %+v", f.Points, weeks)
		}
		due := f.TopUp()
		if (due > 0) != (len(f.Meetings) > 0) {
			t.Fatalf("%d to pay, and %+v", due, f.Meetings)
		}
		if after := Foresee(monday, balance+due, costs, next, floors); len(after.Meetings) > 0 {
			t.Fatalf("paying %d, still closed: %+v", due, after.Meetings)
		}
		if due == 0 {
			return
		}
		if after := Foresee(monday, balance+due-1, costs, next, floors); len(after.Meetings) == 0 {
			t.Fatalf("a cent less than %d keeps it open too", due)
		}
		for _, m := range f.Meetings {
			one := Foresee(monday, balance+m.TopUp, costs, next, []Floor{m.Floor})
			less := Foresee(monday, balance+m.TopUp-1, costs, next, []Floor{m.Floor})
			if len(one.Meetings) > 0 || len(less.Meetings) == 0 {
				t.Fatalf("%+v: %d is not the smallest", m, m.TopUp)
			}
		}
	})
}
