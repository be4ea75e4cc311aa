package portal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/patience"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// books writes ledger lines, as the night and the counter do.
type books struct {
	*dbtest.Town
	n int
}

func (b *books) wallet() int64 {
	b.T.Helper()
	var w db.Wallet
	if err := b.DB.Read().NewSelect().Model(&w).OrderExpr("id").Limit(1).Scan(b.T.Context()); err != nil {
		b.T.Fatal(err)
	}
	return w.ID
}

func (b *books) line(f dbtest.Family, day civil.Date, amount money.Cents, change func(*db.LedgerLine)) db.LedgerLine {
	b.T.Helper()
	b.n++
	l := db.LedgerLine{StructureID: b.Structure.ID, FamilyID: f.ID, WalletID: b.wallet(), Date: day, Label: "ligne",
		Amount: amount, Kind: db.Credit,
		Source: "test-books", SourceRef: fmt.Sprint(b.n), CreatedAt: noon.UTC()}
	if change != nil {
		change(&l)
	}
	store(b.Town, &l)
	return l
}

func (b *books) consumed(f dbtest.Family, child int, activity int64, day civil.Date, units int,
	unit money.Cents) db.LedgerLine {
	return b.line(f, day, -unit*money.Cents(units), func(l *db.LedgerLine) {
		l.Kind, l.ChildID, l.ActivityID, l.Quantity, l.UnitPrice = db.Consumption, f.Children[child], activity, &units,
			&unit
		l.Quoted, l.Label = new(unit*money.Cents(units)), fmt.Sprintf("CANTINE, Enfant%d", child)
	})
}

func (b *books) paid(f dbtest.Family, day civil.Date, amount money.Cents) db.LedgerLine {
	return b.line(f, day, amount, func(l *db.LedgerLine) {
		l.Mode, l.Number, l.Payer, l.Bank, l.Source = payment.ByCheque, "0012457", "Dupont", "Crédit agricole",
			db.SourceCounter
	})
}

func (b *books) reverse(l db.LedgerLine) db.LedgerLine {
	b.T.Helper()
	back := l.With(l.Figures().Opposite())
	back.ID, back.ReversesID, back.Source, back.SourceRef = 0, l.ID, db.SourceReversal, fmt.Sprint(l.ID)
	back.Label = "Annulation : " + l.Label
	store(b.Town, &back)
	return back
}

func TestHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := &books{Town: dbtest.NewTown(t, d)}
		meal, care := b.Activity("CANTINE", nil, b.Pool("salle", -1, -1)),
			b.Activity("MATIN", nil, b.Pool("matin", -1, -1))
		f, stranger := b.Family(2, meal, care), b.Family(1, meal)
		day := func(month time.Month, day int) civil.Date { return civil.New(2026, month, day) }
		b.consumed(f, 0, meal, day(10, 6), 1, 422)
		b.consumed(f, 0, meal, day(11, 3), 1, 422)
		b.consumed(f, 1, care, day(11, 4), 3, 32)
		wrong := b.consumed(f, 1, meal, day(11, 5), 1, 422)
		b.reverse(wrong)
		dear := b.line(f, day(11, 6), -450, func(l *db.LedgerLine) {
			l.Kind, l.ChildID, l.ActivityID, l.Quantity, l.UnitPrice, l.Quoted = db.Consumption, f.Children[0], meal,
				new(1), new(money.Cents(450)), new(money.Cents(422))
			l.Label = "CANTINE, Enfant0"
		})
		b.line(f, day(11, 9), 0, func(l *db.LedgerLine) {
			l.Kind, l.ChildID, l.ActivityID, l.Quantity, l.UnitPrice, l.Quoted = db.Consumption, f.Children[0], meal,
				new(0), new(money.Cents(422)), new(money.Cents(422))
			l.Label = "CANTINE, Enfant0 (absence justifiée)"
		})
		b.line(f, day(11, 10), -1000, func(l *db.LedgerLine) {
			l.Kind, l.Label, l.Source = db.Consumption,
				"Repas d'avant", db.SourceImport
		})
		b.paid(f, day(11, 12), 8875)
		b.paid(f, day(10, 24), 5908)
		b.consumed(stranger, 0, meal, day(11, 3), 1, 422)
		b.Sound()
		p, v := newPortal(d, nil), viewerOf(b.Town, f)
		read := func(ask portal.HistoryQuery) portal.History {
			t.Helper()
			h, err := p.History(t.Context(), v, ask)
			if err != nil {
				t.Fatal(err)
			}
			return h
		}

		h := read(portal.HistoryQuery{})
		if h.Query.Month != civil.MonthOf(2026, time.November) || h.Prev != h.Query.Month.Prev() || h.Next != 0 ||
			h.First != day(10, 6) {
			t.Errorf("%+v", h.Query)
		}
		if h.ConsumedSum != 422+96+450+1000 || h.ConsumedPage.Count != 7 || h.PaidSum != 8875 || h.PaidPage.Count != 1 {
			t.Errorf("%d lines for %s, %s paid", h.ConsumedPage.Count, h.ConsumedSum, h.PaidSum)
		}
		var said []string
		for _, l := range h.Consumed {
			s := fmt.Sprint(l.Date.Day(), " ", l.FirstName, " ", l.Activity, " ", l.Total.Plain())
			if l.Quantity != nil {
				s += fmt.Sprint(" ", *l.Quantity, "×", l.UnitPrice.Plain())
			}
			if l.Told != nil {
				s += " told " + l.Told.Plain()
			}
			if l.Reverses {
				s += " reverses"
			}
			if l.Reversed {
				s += " reversed"
			}
			if l.Label != "" {
				s += " (" + l.Label + ")"
			}
			said = append(said, s)
		}
		want := []string{"10  Repas d'avant 10.00", "9 Enfant0 CANTINE 0.00 0×4.22 (absence justifiée)",
			"6 Enfant0 CANTINE 4.50 1×4.50 told 4.22",
			"5 Enfant1 CANTINE -4.22 -1×4.22 reverses", "5 Enfant1 CANTINE 4.22 1×4.22 reversed",
			"4 Enfant1 MATIN 0.96 3×0.32 (CANTINE, Enfant1)", "3 Enfant0 CANTINE 4.22 1×4.22"}
		if !slices.Equal(said, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
		}
		if one := h.Paid[0]; one.Mode != payment.ByCheque || one.Number != "0012457" || one.Payer != "Dupont" ||
			one.Bank != "Crédit agricole" || !one.Receipt {
			t.Errorf("%+v", one)
		}

		if h := read(portal.HistoryQuery{ChildID: f.Children[1]}); h.ConsumedSum != 96 || h.ConsumedPage.Count != 3 ||
			h.PaidPage.Count != 1 {
			t.Errorf("a child: %d lines, %s", h.ConsumedPage.Count, h.ConsumedSum)
		}
		if h := read(portal.HistoryQuery{Activity: "MATIN"}); h.ConsumedSum != 96 || h.ConsumedPage.Count != 1 {
			t.Errorf("an activity: %d lines, %s", h.ConsumedPage.Count, h.ConsumedSum)
		}
		if h := read(portal.HistoryQuery{Month: civil.MonthOf(2026, time.October)}); h.ConsumedSum != 422 ||
			h.PaidSum != 5908 || h.Prev != 0 || h.Next != civil.MonthOf(2026, time.November) {
			t.Errorf("October: %+v", h)
		}
		if h := read(portal.HistoryQuery{From: day(10, 24), To: day(11, 3)}); h.ConsumedPage.Count != 1 ||
			h.PaidSum != 5908 || h.Prev != 0 || h.Next != 0 {
			t.Errorf("a period: %+v", h)
		}
		if all, err := p.ExportHistory(t.Context(), v, portal.HistoryQuery{From: day(9, 1)}); err != nil ||
			len(all.Consumed) != 8 || len(all.Paid) != 2 {
			t.Errorf("the export: %d and %d lines, %v", len(all.Consumed), len(all.Paid), err)
		}

		for name, ask := range map[string]portal.HistoryQuery{"another family's child": {ChildID: stranger.Children[0]},
			"no child": {ChildID: 1 << 40}, "no activity": {Activity: "RIEN"}} {
			_, err := p.History(t.Context(), v, ask)
			_, exportErr := p.ExportHistory(t.Context(), v, ask)
			if fault.KindOf(err) != fault.NotFound || fault.KindOf(exportErr) != fault.NotFound ||
				fault.Message(err) != fault.Message(exportErr) {
				t.Errorf("%s: %v, %v", name, err, exportErr)
			}
		}
		if _, err := p.History(t.Context(), v, portal.HistoryQuery{From: day(11, 3), To: day(11, 2)}); fault.KindOf(
			err) != fault.Invalid {
			t.Errorf("a period that ends before it begins: %v", err)
		}
		if dear.ID == 0 {
			t.Error("a line without an id")
		}
	})
}

func TestHistoryHasPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := &books{Town: dbtest.NewTown(t, d)}
		meal := b.Activity("CANTINE", nil, b.Pool("salle", -1, -1))
		f := b.Family(1, meal)
		var lines []db.LedgerLine
		for i := range portal.HistoryPageSize + 3 {
			lines = append(lines, db.LedgerLine{StructureID: b.Structure.ID, FamilyID: f.ID, WalletID: b.wallet(),
				Date: civil.New(2026, 1, 1).AddDays(i), Label: "Repas",
				Amount: -100, Kind: db.Consumption, Source: "test", SourceRef: fmt.Sprint("page-", i),
				CreatedAt: noon.UTC()})
		}
		store(b.Town, &lines)
		p, v := newPortal(d, nil), viewerOf(b.Town, f)
		for page, want := range map[int]int{0: portal.HistoryPageSize, 1: portal.HistoryPageSize, 2: 3, 9: 3} {
			h, err := p.History(t.Context(), v, portal.HistoryQuery{From: civil.New(2026, 1, 1), Page: page})
			if err != nil || len(h.Consumed) != want || h.ConsumedPage.Pages() != 2 ||
				h.ConsumedSum != 100*money.Cents(len(lines)) {
				t.Errorf("page %d: %d lines of %d pages, %s, %v", page, len(h.Consumed), h.ConsumedPage.Pages(),
					h.ConsumedSum, err)
			}
		}
	})
}

func TestReceipts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := &books{Town: dbtest.NewTown(t, d)}
		meal := b.Activity("CANTINE", nil, b.Pool("salle", -1, -1))
		f, stranger := b.Family(1, meal), b.Family(1, meal)
		good, bounced := b.paid(f, civil.New(2026, 11, 12), 8875), b.paid(f, civil.New(2026, 11, 13), 5000)
		back, meal1, theirs := b.reverse(bounced), b.consumed(f, 0, meal, civil.New(2026, 11, 3), 1, 422),
			b.paid(stranger, civil.New(2026, 11, 12), 100)
		former := b.line(f, civil.New(2026, 9, 1), 300, func(l *db.LedgerLine) { l.Source = db.SourceImport })
		p, v := newPortal(d, nil), viewerOf(b.Town, f)
		r, err := p.Receipt(t.Context(), v, good.ID)
		if err != nil || r.Amount != 8875 || r.Name() != fmt.Sprintf("2026-%06d", good.ID) ||
			r.Family.Name() != "M. DUPONT1 Jean-Paul" || r.Wallet == "" || r.Reversed != 0 {
			t.Errorf("%+v, %v", r, err)
		}
		if r, err := p.Receipt(t.Context(), v, bounced.ID); err != nil || r.Reversed == 0 {
			t.Errorf("taken back: %+v, %v", r, err)
		}
		for name, id := range map[string]int64{"a reversal": back.ID, "a meal": meal1.ID,
			"what a former software recorded": former.ID, "another family's": theirs.ID, "nothing": 1 << 40,
			"zero": 0} {
			if _, err := p.Receipt(t.Context(), v, id); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		right, wrong := func(portal.Receipt) bool { return true }, func(portal.Receipt) bool { return false }
		here, there := patience.Origin{Address: "192.0.2.1"}, patience.Origin{Address: "192.0.2.2"}
		if _, found, err := p.CheckReceipt(t.Context(), here, meal1.ID, right); found || err != nil {
			t.Errorf("a meal has a receipt: %v", err)
		}
		for range 30 { // a correct code never waits
			if r, found, err := p.CheckReceipt(t.Context(), here, theirs.ID, right); !found || r.Amount != 100 ||
				r.Family.LastName != "" || err != nil {
				t.Fatalf("who holds the paper: %+v, %t, %v", r, found, err)
			}
		}
		tries := 0
		for ; err == nil && tries < 100; tries++ {
			_, _, err = p.CheckReceipt(t.Context(), here, theirs.ID, wrong)
		}
		if fault.KindOf(err) != fault.TooMany || tries < 20 || tries == 100 {
			t.Errorf("who guesses is stopped at try %d: %v", tries, err)
		}
		if _, found, _ := p.CheckReceipt(t.Context(), here, theirs.ID, right); found {
			t.Error("who has to wait is answered")
		}
		if _, found, err := p.CheckReceipt(t.Context(), there, theirs.ID, right); !found || err != nil {
			t.Errorf("somebody else has to wait: %v", err)
		}
	})
}
