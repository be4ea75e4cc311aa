package portal_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/portal"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

// Each month's statement begins at the closing balance of the previous one and adds up, and the last one ends at the
// current balance.
func TestMonthlyStatementsFollowEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := &books{Town: dbtest.NewTown(t, d)}
		meal, care := b.Activity("CANTINE", nil, b.Pool("salle", -1, -1)),
			b.Activity("MATIN", nil, b.Pool("matin", -1, -1))
		f, stranger := b.Family(2, meal, care), b.Family(1, meal)
		for i := range 60 {
			day := civil.New(2026, 9, 1).AddDays(i * 2 % 85)
			b.consumed(f, i%2, []int64{meal, care}[i%2], day, 1+i%3, 130)
			if i%7 == 0 {
				b.paid(f, day, 2000)
			}
			if i%9 == 0 {
				b.reverse(b.consumed(f, 0, meal, day, 1, 422))
			}
		}
		b.line(f, civil.New(2026, 8, 31), -300, func(l *db.LedgerLine) { l.Kind, l.Label = db.Consumption, "Report" })
		b.consumed(stranger, 0, meal, civil.New(2026, 10, 6), 1, 422)
		b.Sound()
		p, v := newPortal(d, nil), viewerOf(b.Town, f)
		page, err := p.Balance(t.Context(), v, portal.BalanceQuery{})
		if err != nil {
			t.Fatal(err)
		}
		var last money.Cents
		for month := civil.MonthOf(2026, time.August); month <= civil.MonthOf(2026, time.November); month++ {
			s, err := p.Monthly(t.Context(), v, month)
			if err != nil || len(s.Wallets) != 1 || s.Family.Code != "F001" || s.Structure == "" {
				t.Fatalf("%s: %+v, %v", month, s, err)
			}
			w := s.Wallets[0]
			var consumed, paid money.Cents
			for _, l := range w.Lines {
				consumed += l.Total
				if l.UnitPrice != nil && l.Total != *l.UnitPrice*money.Cents(l.Quantity) {
					t.Errorf("%s: %+v", month, l)
				}
			}
			for _, one := range w.Credits {
				paid += one.Amount
			}
			if w.Opening != last || consumed != w.Consumed || paid != w.Paid || w.Opening-w.Consumed+
				w.Paid != w.Closing {
				t.Errorf("%s: %+v after %s", month, w, last)
			}
			last = w.Closing
		}
		if last != page.Balance {
			t.Errorf("the last statement ends at %s, the balance is %s", last, page.Balance)
		}
		for _, none := range []civil.Month{civil.MonthOf(2026, time.December), civil.MonthOf(2026, time.July),
			civil.MonthOf(1, time.January)} {
			if _, err := p.Monthly(t.Context(), v, none); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", none, err)
			}
		}
	})
}

// taxTown returns a town with a category of care besides the meals, a family with children of different ages, and a
// neighbour.
func taxTown(t *testing.T, d *db.DB) (b *books, f, neighbour dbtest.Family, meal, care int64) {
	t.Helper()
	b = &books{Town: dbtest.NewTown(t, d)}
	peri := db.Category{StructureID: b.Structure.ID, Code: "peri", Name: "Périscolaire", WalletID: b.wallet()}
	store(b.Town, &peri)
	meal = b.Activity("CANTINE", nil, b.Pool("salle", -1, -1))
	care = b.Activity("MATIN", func(a *db.Activity) { a.CategoryID = peri.ID }, b.Pool("matin", -1, -1))
	f, neighbour = b.Family(4, meal, care), b.Family(4, meal, care) // born in 2018, 2019, 2020, 2021
	return b, f, neighbour, meal, care
}

func TestTheTaxStatementCountsWhatWasPaidForCare(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, f, neighbour, meal, care := taxTown(t, d)
		day := func(month time.Month, day int) civil.Date { return civil.New(2026, month, day) }
		b.consumed(f, 2, care, civil.New(2025, 12, 10), 2, 100) // of the previous year, paid in this one
		b.consumed(f, 2, meal, day(9, 3), 1, 422)
		b.consumed(f, 2, care, day(9, 4), 3, 100)
		b.consumed(f, 0, care, day(9, 4), 3, 100) // eight years old
		b.reverse(b.consumed(f, 2, care, day(9, 7), 1, 5000))
		b.reverse(b.paid(f, day(9, 8), 9000)) // a cheque that bounced
		b.paid(f, day(9, 9), 200+422+300+300+150)
		missed := reserve(b.Town, f, care, day(9, 10), "accepted", 100)
		if _, err := d.Write().ExecContext(t.Context(), "update reservations set attendance = 'absent-unjustified' "+
			"where id = ?", missed.ID); err != nil {
			t.Fatal(err)
		}
		penalty := b.line(f, day(9, 10), -100, func(l *db.LedgerLine) {
			l.Kind, l.ChildID, l.ActivityID, l.Quantity, l.UnitPrice, l.ReservationID = db.Consumption, f.Children[2],
				care, new(1), new(money.Cents(100)), missed.ID
		})
		b.consumed(f, 3, care, day(9, 11), 2, 100) // 50 of 200 are paid
		b.paid(neighbour, day(9, 1), 50000)
		b.consumed(neighbour, 3, care, day(9, 11), 1, 777)
		p, v := newPortal(d, nil), viewerOf(b.Town, f)
		s, err := p.TaxStatement(t.Context(), v, 2026)
		if err != nil || penalty.ID == 0 {
			t.Fatal(err)
		}
		if s.Total != 200+300+50 || len(s.Children) != 2 || s.Children[0].Total != 500 || s.Children[0].Other != 422+
			100 || s.Children[1].Total != 50 || !s.Unfinished {
			t.Errorf("%+v", s.TaxStatement)
		}
		if before, err := p.TaxStatement(t.Context(), v, 2025); err != nil || before.Total != 0 ||
			len(before.Children) != 3 || before.Unfinished {
			t.Errorf("the year before: %+v, %v", before.TaxStatement, err)
		}
		if _, err := p.TaxStatement(t.Context(), v, 2027); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a year to come: %v", err)
		}
		page, err := p.Statements(t.Context(), v, 0)
		if err != nil || page.TaxStatement.Year != 2025 || fmt.Sprint(page.Years) != "[2026 2025]" ||
			len(page.Months) != 12 {
			t.Errorf("%+v, %v", page, err)
		}

		// The staff's run gives the same result, family by family.
		o := &treasury.Treasury{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(func() time.Time { return noon }),
			Now: func() time.Time { return noon }}}
		at := desk.Actor{StructureID: b.Structure.ID, Revision: 1}
		if err := o.AskTaxStatements(t.Context(), at, 2026); err != nil {
			t.Fatal(err)
		}
		var part int64
		if err := d.Read().NewSelect().Table("outbox").Column("ref").Where("kind = ?", treasury.TaxStatementJob).Scan(
			t.Context(), &part); err != nil {
			t.Fatal(err)
		}
		if err := o.MakeTaxStatements(t.Context(), part); err != nil {
			t.Fatal(err)
		}
		desk, err := o.TaxStatements(t.Context(), at, 2026)
		if err != nil || desk.Young != 2 || desk.Run.Certified != 2 || desk.Run.Total != 550+777 ||
			fmt.Sprint(desk.Care) != "[Périscolaire]" {
			t.Errorf("%+v, %v", desk, err)
		}
	})
}

// A category can be declared as care, or not, against what its name suggests; and a price can include a meal.
func TestWhatCountsAsCareCanBeSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, f, _, meal, care := taxTown(t, d)
		b.consumed(f, 3, care, civil.New(2026, 9, 4), 2, 500)
		b.consumed(f, 3, meal, civil.New(2026, 9, 4), 1, 422)
		b.paid(f, civil.New(2026, 9, 9), 5000)
		total := func(change string) money.Cents {
			t.Helper()
			if _, err := d.Write().ExecContext(context.Background(), change); err != nil {
				t.Fatal(err)
			}
			s, err := newPortal(d, nil).TaxStatement(t.Context(), viewerOf(b.Town, f), 2026)
			if err != nil {
				t.Fatal(err)
			}
			return s.Total
		}
		for _, tc := range []struct {
			change string
			want   money.Cents
		}{
			{"update activities set meal = 150 where code = 'MATIN'", 1000 - 300},
			{"update activities set meal = 9999 where code = 'MATIN'", 0},
			{"update activities set meal = 0", 1000},
			{"update categories set nature = 'care' where code = 'resto'", 1422},
			{"update categories set nature = 'other'", 0},
			{"update categories set nature = ''", 1000},
		} {
			if got := total(tc.change); got != tc.want {
				t.Errorf("%s: %s, want %s", tc.change, got, tc.want)
			}
		}
	})
}
