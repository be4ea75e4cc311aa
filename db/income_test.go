package db_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/income"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/pricing"
	"cartable/db"
	"cartable/db/dbtest"
)

// The statement adds up what each family would pay, with its QF and its residence of each day; a line that was reversed
// is no consumption.
func TestTheIncomeIsThatOfTheFamilies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		w := dbtest.NewTown(t, d)
		a := w.Activity("MIDI", nil)
		r := rand.New(rand.NewPCG(1, 2))
		first := civil.New(2026, 9, 1)
		was := []pricing.Tariff{{From: 1, QFMax: new(money.Cents(50_000)), Price: new(money.Cents(100))},
			{From: 1, QFMin: new(money.Cents(50_000)), Resident: new(true), RatePPM: 4321,
				Ceiling: new(money.Cents(450))},
			{From: 1, QFMin: new(money.Cents(50_000)), Resident: new(false), Price: new(money.Cents(600))}}
		is := []pricing.Tariff{{From: 1, RatePPM: 3777, Floor: new(money.Cents(120)), Ceiling: new(money.Cents(500))}}
		insert := func(row any) {
			t.Helper()
			if _, err := d.Write().NewInsert().Model(row).Exec(ctx); err != nil {
				t.Fatal(err)
			}
		}
		var want income.Sum
		wanted := db.Compared{}
		ref := 0
		for n := range 25 {
			f := w.Family(1)
			lives := pricing.Residence{Resident: true}
			if n%4 == 0 {
				lives.Former = []pricing.Former{{Before: first + 20, Resident: false}}
				insert(&db.Residence{FamilyID: f.ID, BeforeDate: first + 20, Resident: false})
			}
			var held []pricing.Quotient
			for from := first - 10; n%5 > 0 && from < first+60; from += civil.Date(10 + r.IntN(40)) {
				q := pricing.Quotient{From: from, QF: money.Cents(r.IntN(130_000))}
				if r.IntN(3) == 0 { // ends before the next, or after its start
					q.To = from + civil.Date(r.IntN(40))
				}
				held = append(held, q)
				insert(&db.Quotient{FamilyID: f.ID, FromDate: from, ToDate: q.To, Qf: q.QF})
			}
			var x, y money.Cents
			for i := range 12 {
				day, units := first+civil.Date(4*i), 1+r.IntN(3)
				ref++
				line := db.LedgerLine{StructureID: w.Structure.ID, FamilyID: f.ID, WalletID: 1, Date: day,
					Label: "Midi", Amount: -100, Source: db.SourceConsumption, SourceRef: fmt.Sprint(ref),
					CreatedAt: time.Now().UTC(), Kind: db.Consumption, ActivityID: a, Quantity: &units}
				insert(&line)
				if i == 3 { // taken back
					back := line
					back.ID, back.Amount, back.Source, back.ReversesID = 0, 100, db.SourceReversal, line.ID
					insert(&back)
					continue
				}
				if day > first+40 {
					continue // after the period
				}
				old := pricing.For(was, day, lives.On(day), held, units)
				newer := pricing.For(is, day, lives.On(day), held, units)
				x, y = x+old.Total, y+newer.Total
				want.Days, want.Units = want.Days+1, want.Units+units
			}
			want.Was, want.Is = want.Was+x, want.Is+y
			switch {
			case y > x:
				wanted.More++
			case y < x:
				wanted.Less++
			default:
				wanted.Same++
			}
		}
		var all []db.Priced
		for _, s := range income.Stretches(income.Prices{Tariffs: was, On: first},
			income.Prices{Tariffs: is, On: first}) {
			all = append(all, db.Priced{ActivityID: a, Stretch: s})
		}
		sums, compared, err := d.Read().Income(ctx, w.Structure.ID, first, first+40, all)
		if err != nil {
			t.Fatal(err)
		}
		var got income.Sum
		for _, s := range sums {
			got = income.Sum{Days: got.Days + s.Days, Units: got.Units + s.Units, Was: got.Was + s.Was,
				Is: got.Is + s.Is}
		}
		if got != want || compared != wanted || want.Days < 200 {
			t.Errorf("%+v %+v, want %+v %+v", got, compared, want, wanted)
		}
	})
}

// The families of each list are those that it names.
func TestQuotientsThatLapse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		w := dbtest.NewTown(t, d)
		today := civil.New(2026, 12, 15)
		held := func(n int, from, to civil.Date) {
			f := w.Family(n)
			if from == 0 {
				return
			}
			row := db.Quotient{FamilyID: f.ID, FromDate: from, ToDate: to, Qf: 500_00}
			if _, err := d.Write().NewInsert().Model(&row).Exec(ctx); err != nil {
				t.Fatal(err)
			}
		}
		held(1, today-100, today-1)  // F001: ended yesterday
		held(1, today-100, today)    // F002: ends today
		held(1, today-100, today+29) // F003: ends soon
		held(1, today-100, today+30) // F004: not that soon
		held(1, today-100, 0)        // F005: has no end
		held(1, 0, 0)                // F006: none
		held(0, 0, 0)                // F007: no child, no price
		held(1, today+1, today+300)  // F008: to come, in no list
		lapses, err := d.Read().QuotientLapses(ctx, w.Structure.ID, today, today+30)
		if err != nil || lapses != (db.Lapses{Ended: 1, Soon: 2, None: 1}) {
			t.Errorf("%+v, %v", lapses, err)
		}
		for which, want := range map[db.Lapse]string{db.LapseEnded: "F001 ", db.LapseSoon: "F002 F003 ",
			db.LapseNone: "F006 "} {
			rows, page, err := d.Read().QuotientsLapsed(ctx, w.Structure.ID, which, today, today+30, paging.Page{})
			got := ""
			for _, r := range rows {
				got += r.Code + " "
			}
			if err != nil || got != want || page.Count != len(rows) {
				t.Errorf("%s: %q, want %q; %v", which, got, want, err)
			}
		}
	})
}
