package wallet

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

var day = civil.New(2026, 11, 24)

// care costs 0,70 € a half hour under a QF of 600 €, 1,10 € from there on, and 2 € from 2027.
func care() *town.Activity {
	price := func(c int64) *money.Cents { return new(money.Cents(c)) }
	return &town.Activity{Name: "Accueil du soir", Unit: town.UnitHalfHour,
		Category: &town.Category{Wallet: &town.Wallet{ID: 7}}, Tariffs: []pricing.Tariff{
			{ID: 1, From: civil.New(2026, 9, 1), QFMax: price(60_000), Price: price(70)},
			{ID: 2, From: civil.New(2026, 9, 1), QFMin: price(60_000), Price: price(110)},
			{ID: 3, From: civil.New(2027, 1, 1), Price: price(200)},
		}}
}

func TestOwed(t *testing.T) {
	poor := Payer{Residence: pricing.Residence{Resident: true},
		Quotients: []pricing.Quotient{{From: civil.New(2026, 1, 1), QF: 31_200}}}
	told, three := money.Cents(280), 3
	for name, c := range map[string]struct {
		change  func(*Day)
		payer   Payer
		bill    Billing
		verdict Verdict
		units   int
		unit    money.Cents
		label   string
	}{
		"as booked":          {nil, poor, AsBooked, Due, 4, 70, "Accueil du soir"},
		"waiting for a tick": {nil, poor, AsMarked, NotYet, 0, 0, ""},
		"present": {func(d *Day) { d.Attendance = Present }, poor, AsMarked, Due, 4, 70,
			"Accueil du soir"},
		"fewer half hours": {func(d *Day) { d.Attendance, d.Attended = Present, &three }, poor, AsMarked, Due,
			3, 70, "Accueil du soir"},
		"absent, justified": {func(d *Day) { d.Attendance = AbsentJustified }, poor, AsBooked, Due, 0, 70,
			"Accueil du soir (absence justifiée)"},
		"absent, not justified": {func(d *Day) { d.Attendance, d.Attended = AbsentUnjustified, &three }, poor,
			AsMarked, Due, 4, 70, "Accueil du soir (absence non justifiée)"},
		"no QF: the highest": {nil, Payer{}, AsBooked, Due, 4, 110, "Accueil du soir"},
		"the tariff of the day": {func(d *Day) { d.Date = civil.New(2027, 1, 4) }, poor, AsBooked, Due, 4, 200,
			"Accueil du soir"},
		"before the first tariff": {func(d *Day) { d.Date = civil.New(2026, 8, 31) }, poor, AsBooked, Unpriced, 0, 0,
			""},
		"nothing is free unpriced": {func(d *Day) { d.Date, d.Attendance = civil.New(2026, 8, 31), AbsentJustified },
			poor, AsBooked, Unpriced, 0, 0, ""},
	} {
		d := Day{Activity: care(), Date: day, Booked: 4, Told: &told}
		if c.change != nil {
			c.change(&d)
		}
		got, verdict := Owed(d, c.payer, c.bill)
		if verdict != c.verdict || got.Label != c.label {
			t.Errorf("%s: %d, %q", name, verdict, got.Label)
		}
		if verdict != Due {
			continue
		}
		if *got.Quantity != c.units || *got.UnitPrice != c.unit || !got.AddsUp() || *got.Quoted != told ||
			got.Wallet.ID != 7 || got.Quote.Why() == "" {
			t.Errorf("%s: %d × %s, %+v", name, *got.Quantity, *got.UnitPrice, got)
		}
	}
}

// Debits match the accepted days that took place, to the cent: the units owed at the price of the day, which is the
// price shown before unless tariffs, QF or attendance differ.
func TestDebitsEqualWhatTookPlace(t *testing.T) {
	attendance := rapid.SampledFrom([]Attendance{NotMarked, Present, AbsentJustified, AbsentUnjustified})
	rapid.Check(t, func(t *rapid.T) {
		a := care()
		p := Payer{Quotients: []pricing.Quotient{{From: civil.New(2026, 1, 1),
			QF: money.Cents(rapid.Int64Range(0, 200_000).Draw(t, "QF"))}}}
		var debited, expected money.Cents
		for n := range rapid.IntRange(1, 30).Draw(t, "days") {
			d := Day{Activity: a, Date: day + civil.Date(n), Booked: rapid.IntRange(1, 6).Draw(t, "booked"),
				Attendance: attendance.Draw(t, "attendance")}
			quote := pricing.For(a.Tariffs, d.Date, p.Residence.On(d.Date), p.Quotients, d.Booked)
			d.Told = &quote.Total
			if rapid.Bool().Draw(t, "counted") {
				d.Attended = new(rapid.IntRange(1, 8).Draw(t, "attended"))
			}
			debit, verdict := Owed(d, p, AsBooked)
			if verdict != Due {
				t.Fatalf("verdict %d", verdict)
			}
			debited -= debit.Amount
			switch {
			case d.Attendance == AbsentJustified:
			case d.Attendance == Present && d.Attended != nil:
				expected += quote.Unit * money.Cents(*d.Attended)
			default:
				expected += quote.Total
			}
			if same := -debit.Amount == quote.Total; debit.Surprise() == same && *debit.Quantity > 0 {
				t.Fatalf("debited %s, told %s, surprise %t", -debit.Amount, quote.Total, debit.Surprise())
			}
			if strings.Contains(debit.Label, "absence") != (d.Attendance == AbsentJustified ||
				d.Attendance == AbsentUnjustified) {
				t.Fatalf("%s is called %q", d.Attendance, debit.Label)
			}
		}
		if debited != expected {
			t.Fatalf("debited %s of %s", debited, expected)
		}
	})
}
