package sickness_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

func TestFates(t *testing.T) {
	monday := civil.New(2026, 11, 30)
	day := func(n civil.Date, inTime bool) sickness.Day { return sickness.Day{Date: monday + n, InTime: inTime} }
	for name, one := range map[string]struct {
		uncredited int
		days       []sickness.Day
		told       []sickness.Before
		want       []sickness.Fate
	}{
		"nothing is owed": {0, []sickness.Day{day(0, false), day(1, true)}, nil,
			[]sickness.Fate{"credited", "freed"}},
		"the first day": {1, []sickness.Day{day(0, false), day(1, false)}, nil,
			[]sickness.Fate{"owed", "credited"}},
		"in time costs none": {2, []sickness.Day{day(0, true), day(1, false)}, nil, []sickness.Fate{"freed", "owed"}},
		"all of a date":      {1, []sickness.Day{day(0, false), day(0, false)}, nil, []sickness.Fate{"owed", "owed"}},
		"over a weekend": {1, []sickness.Day{day(7, false)}, []sickness.Before{{Date: monday + 4}},
			[]sickness.Fate{"credited"}},
		"another illness": {1, []sickness.Day{day(8, false)},
			[]sickness.Before{{Date: monday + 4}}, []sickness.Fate{"owed"}},
		"told the wrong order": {1, []sickness.Day{day(0, false)},
			[]sickness.Before{{Date: monday + 1, Owed: true}},
			[]sickness.Fate{"credited"}},
		"the wrong order, in time": {1, []sickness.Day{day(0, false)}, []sickness.Before{{Date: monday + 1}},
			[]sickness.Fate{"owed"}},
		"more of a date that is owed": {1, []sickness.Day{day(1, false)},
			[]sickness.Before{{Date: monday + 1, Owed: true}},
			[]sickness.Fate{"owed"}},
		"two illnesses that become one": {1, []sickness.Day{day(2, false)},
			[]sickness.Before{{Date: monday, Owed: true}, {Date: monday + 4, Owed: true}}, []sickness.Fate{"credited"}},
		"none": {1, nil, nil, []sickness.Fate{}},
	} {
		if got := (sickness.Rule{Uncredited: one.uncredited}).Fates(one.days, one.told); !slices.Equal(got, one.want) {
			t.Errorf("%s: %v, want %v", name, got, one.want)
		}
	}
}

// Whatever the rule, the days and how they are told: each day's debit is its price if its fate is owed, and nothing
// otherwise, whether the town debits what nobody marked or not; and an illness costs no more dates than the rule says.
func TestADayIsDebitedByItsFate(t *testing.T) {
	price := money.Cents(400)
	a := &town.Activity{Name: "Repas", Unit: town.UnitDay, Category: &town.Category{Wallet: &town.Wallet{}},
		Tariffs: []pricing.Tariff{{From: civil.New(2020, 1, 1), Price: &price}}}
	rapid.Check(t, func(t *rapid.T) {
		rule := sickness.Rule{Uncredited: rapid.IntRange(0, 5).Draw(t, "first days")}
		days := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) sickness.Day {
			return sickness.Day{Date: civil.New(2026, 11, 30) + civil.Date(rapid.IntRange(0, 3).Draw(t, "day")),
				InTime: rapid.Bool().Draw(t, "in time")}
		}), 1, 8).Draw(t, "days")
		bill := rapid.SampledFrom([]wallet.Billing{wallet.AsBooked, wallet.AsMarked}).Draw(t, "bill")
		paid := map[civil.Date]bool{}
		for i, fate := range rule.Fates(days, nil) {
			if (fate == sickness.Freed) != days[i].InTime {
				t.Fatalf("%+v is %s", days[i], fate)
			}
			if fate == sickness.Freed {
				continue
			}
			debit, verdict := wallet.Owed(wallet.Day{Activity: a, Date: days[i].Date, Attendance: fate.Attendance(),
				Booked: 1, Told: &price}, wallet.Payer{}, bill)
			if owed := fate == sickness.Owed; verdict != wallet.Due || (debit.Amount != 0) != owed {
				t.Fatalf("%s: %+v, %v", fate, debit.Figures, verdict)
			}
			if fate == sickness.Owed {
				paid[days[i].Date] = true
			}
		}
		if len(paid) > rule.Uncredited {
			t.Fatalf("%d dates are owed of %d", len(paid), rule.Uncredited)
		}
	})
}

func TestParentsTellUntilTheHour(t *testing.T) {
	nine, day := civil.TimeOfDay(9*60), civil.New(2026, 11, 30)
	at := func(h, m int) time.Time { return time.Date(2026, 11, 30, h, m, 0, 0, time.UTC) }
	rule := sickness.Rule{Until: &nine}
	if !rule.InTime(day, at(9, 0), time.UTC) || rule.InTime(day, at(9, 1), time.UTC) ||
		!rule.InTime(day+1, at(23, 0), time.UTC) || rule.InTime(day-1, at(8, 0), time.UTC) ||
		(sickness.Rule{}).InTime(day, at(8, 0), time.UTC) {
		t.Error("the hour")
	}
}
