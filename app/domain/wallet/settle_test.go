package wallet

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

func TestMoneyPaysForTheOldestUseFirst(t *testing.T) {
	day := func(month time.Month, day int) civil.Date { return civil.New(2026, month, day) }
	entries := []Entry{
		{1, day(1, 10), -400}, {2, day(1, 12), -400}, // consumed on credit
		{3, day(2, 1), 600},
		{4, day(2, 3), 0}, // reversed
		{5, day(2, 5), 1000},
		{6, day(3, 2), -500}, // paid in advance
	}
	want := []Settlement{{0, 2, 400, day(2, 1)}, {1, 2, 200, day(2, 1)}, {1, 4, 200, day(2, 5)}, {5, 4, 500, day(3, 2)}}
	if got := Settle(entries); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestOnlyWhatWasPaidCounts(t *testing.T) {
	jan, dec := civil.New(2026, 1, 5), civil.New(2025, 12, 10)
	uses := []Use{
		{Entry{1, dec, -300}, 7, 1, true},  // of the year before, paid in this year
		{Entry{2, jan, -400}, 7, 2, false}, // a meal
		{Entry{3, jan, -500}, 7, 1, true},  // paid in part
		{Entry{4, jan + 10, 900}, 0, 0, false},
		{Entry{5, civil.New(2027, 1, 2), 1000}, 0, 0, false}, // the next year's money
	}
	for _, tc := range []struct {
		year int
		want []Paid
	}{
		{2025, nil},
		{2026, []Paid{{7, 1, true, 500}, {7, 2, false, 400}}},
		{2027, []Paid{{7, 1, true, 300}}},
	} {
		if got := PaidIn(tc.year, uses); !slices.Equal(got, tc.want) {
			t.Errorf("%d: %v, want %v", tc.year, got, tc.want)
		}
	}
}

func TestUnderSix(t *testing.T) {
	for birth, want := range map[civil.Date]bool{
		civil.New(2019, 12, 31): false, civil.New(2020, 1, 1): true, civil.New(2020, 1, 2): true,
		civil.New(2024, 5, 1): true,
	} {
		if UnderSix(birth, 2026) != want {
			t.Errorf("born %s: %t", birth, !want)
		}
	}
}

func drawUses(t *rapid.T) []Use {
	cents := rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64Range(-2000, 3000))
	var uses []Use
	for i := range rapid.IntRange(0, 25).Draw(t, "lines") {
		u := Use{Entry: Entry{ID: int64(i), Date: civil.New(2024, 11, 1).AddDays(rapid.IntRange(0, 900).Draw(t, "day")),
			Amount: money.Cents(cents.Draw(t, "amount"))}}
		if u.Amount < 0 {
			u.ChildID, u.ActivityID, u.Care = rapid.Int64Range(0, 2).Draw(t, "child"),
				rapid.Int64Range(1, 2).Draw(t, "activity"), rapid.Bool().Draw(t, "care")
		}
		uses = append(uses, u)
	}
	return uses
}

// By the end of any day, exactly the smaller of the amounts paid and consumed until then is settled; and no line gives
// or gets more than its amount.
func TestNeverMoreThanPaidNorThanConsumed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		uses := drawUses(t)
		entries := make([]Entry, len(uses))
		for i, u := range uses {
			entries[i] = u.Entry
		}
		all := Settle(entries)
		given, got := make([]money.Cents, len(entries)), make([]money.Cents, len(entries))
		for _, s := range all {
			if s.Amount <= 0 || s.On < entries[s.Use].Date || s.On < entries[s.Money].Date {
				t.Fatalf("%+v", s)
			}
			given[s.Money] += s.Amount
			got[s.Use] += s.Amount
		}
		for i, e := range entries {
			if given[i] > max(0, e.Amount) || got[i] > max(0, -e.Amount) {
				t.Fatalf("line %d of %d gave %d and got %d", i, e.Amount, given[i], got[i])
			}
		}
		day := civil.New(2024, 11, 1).AddDays(rapid.IntRange(-1, 950).Draw(t, "until"))
		var paid, consumed, settled money.Cents
		for _, e := range entries {
			if e.Date <= day {
				paid += max(0, e.Amount)
				consumed += max(0, -e.Amount)
			}
		}
		for _, s := range all {
			if s.On <= day {
				settled += s.Amount
			}
		}
		if settled != min(paid, consumed) {
			t.Fatalf("%d paid, %d consumed, %d settled", paid, consumed, settled)
		}
	})
}

// The years add up to everything that was ever settled for children, each cent in one year, whatever the order of the
// lines; and later lines do not change a year.
func TestYearsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		uses := drawUses(t)
		entries := make([]Entry, len(uses))
		for i, u := range uses {
			entries[i] = u.Entry
		}
		var all, byYear money.Cents
		for _, s := range Settle(entries) {
			if uses[s.Use].ChildID != 0 {
				all += s.Amount
			}
		}
		shuffled := rapid.Permutation(uses).Draw(t, "order")
		for year := 2024; year <= 2027; year++ {
			paid := PaidIn(year, uses)
			for _, p := range paid {
				byYear += p.Amount
			}
			if got := PaidIn(year, shuffled); !slices.Equal(got, paid) {
				t.Fatalf("%d: %v in another order, %v", year, got, paid)
			}
			early := slices.DeleteFunc(slices.Clone(uses), func(u Use) bool { return u.Date > civil.New(year, 12, 31) })
			if got := PaidIn(year, early); !slices.Equal(got, paid) {
				t.Fatalf("%d: %v at its end, %v later", year, got, paid)
			}
		}
		if byYear != all {
			t.Fatalf("%d over the years, %d in all", byYear, all)
		}
	})
}
