package treasury_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/wallet"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

const token = "0123456789abcdef0123456789abcdef"

func TestMoneyOverTheCounter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f, other := c.Family(1, c.Meal), c.Family(1, c.Meal)
		cheque := treasury.CounterPayment{FamilyID: f.ID, WalletID: c.Purse(), Mode: "cheque", Amount: " 1 234,50 € ",
			Date: "2026-12-01", Number: "0012\u00a0 34", Payer: "M.  DUPONT1", Bank: "Banque", Token: token}
		var all sync.WaitGroup
		for range 8 { // a double click, eight times
			all.Go(func() {
				if err := c.Treasury.Receive(ctx, c.Desk, cheque); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		dbtest.Want(t, d, "select kind, mode, number, payer, bank, amount, date, label, source, source_ref, "+
			"account_id from ledger",
			"payment cheque 0012 34 M. DUPONT1 Banque 123450 2026-12-01 Règlement par chèque n° 0012 34 counter "+token+
				" "+fmt.Sprint(c.Desk.AccountID))
		dbtest.Want(t, d, "select action, family_id, became from audit", "payment.receive "+fmt.Sprint(f.ID)+
			" Règlement par chèque n° 0012 34 : 1\u202f234,50\u00a0€")
		changed := cheque
		changed.Amount = "1234,51"
		desktest.Is(t, c.Treasury.Receive(ctx, c.Desk, changed), fault.Conflict)
		changed = cheque
		changed.FamilyID = other.ID
		desktest.Is(t, c.Treasury.Receive(ctx, c.Desk, changed), fault.Conflict)

		for name, bad := range map[string]struct {
			change func(*treasury.CounterPayment)
			field  string
		}{
			"nothing":             {func(p *treasury.CounterPayment) { p.Amount = "" }, "montant"},
			"zero":                {func(p *treasury.CounterPayment) { p.Amount = "0,00" }, "montant"},
			"a debit":             {func(p *treasury.CounterPayment) { p.Amount = "-12" }, "montant"},
			"half a cent":         {func(p *treasury.CounterPayment) { p.Amount = "12,505" }, "montant"},
			"a million":           {func(p *treasury.CounterPayment) { p.Amount = "1000000" }, "montant"},
			"a cent too much":     {func(p *treasury.CounterPayment) { p.Amount = "10 000,01" }, "montant"},
			"tomorrow":            {func(p *treasury.CounterPayment) { p.Date = "2026-12-04" }, "date"},
			"two years ago":       {func(p *treasury.CounterPayment) { p.Date = "2024-12-01" }, "date"},
			"no date":             {func(p *treasury.CounterPayment) { p.Date = "hier" }, "date"},
			"no mode":             {func(p *treasury.CounterPayment) { p.Mode = "" }, "mode"},
			"a card":              {func(p *treasury.CounterPayment) { p.Mode = "card" }, "mode"},
			"a cheque, no number": {func(p *treasury.CounterPayment) { p.Number = "  " }, "numero"},
			"nobody paid":         {func(p *treasury.CounterPayment) { p.Payer = "" }, "payeur"},
			"a novel":             {func(p *treasury.CounterPayment) { p.Bank = strings.Repeat("é", 101) }, "banque"},
			"no wallet":           {func(p *treasury.CounterPayment) { p.WalletID = 0 }, "porte-monnaie"},
			"another wallet":      {func(p *treasury.CounterPayment) { p.WalletID = 999 }, "porte-monnaie"},
			"no token":            {func(p *treasury.CounterPayment) { p.Token = "x" }, ""},
		} {
			one := cheque
			one.Token = strings.Repeat("a", 32)
			bad.change(&one)
			err := c.Treasury.Receive(ctx, c.Desk, one)
			var many fault.Many
			if !errors.As(err, &many) || len(many) != 1 || many[0].Field != bad.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		wrong := treasury.CounterPayment{FamilyID: f.ID}
		var many fault.Many
		if err := c.Treasury.Receive(ctx, c.Desk, wrong); !errors.As(err, &many) || len(many) != 6 {
			t.Errorf("all that is wrong is said at once: %v", err)
		}
		cheque.FamilyID = 999
		desktest.Is(t, c.Treasury.Receive(ctx, c.Desk, cheque), fault.NotFound)
		dbtest.Want(t, d, "select count(*), sum(amount) from ledger", "1 123450")
		c.Sound()
	})
}

func TestALineIsTakenBackForAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		c.Booked(f, 0, c.Meal, desktest.Thursday-2, booking.Accepted)
		c.Debit()
		if err := c.Treasury.Receive(ctx, c.Desk, treasury.CounterPayment{FamilyID: f.ID, WalletID: c.Purse(),
			Mode: "cash", Amount: "50", Date: "2026-11-20", Payer: "M. DUPONT1", Token: token}); err != nil {
			t.Fatal(err)
		}
		var ids []int64
		if err := d.Read().NewSelect().Table("ledger").Column("id").Order("id").Scan(ctx, &ids); err != nil ||
			len(ids) != 2 {
			t.Fatal(ids, err)
		}
		for _, id := range ids {
			_, err := c.Treasury.Reverse(ctx, c.Desk, id, " ")
			desktest.Is(t, err, fault.Invalid)
			var all sync.WaitGroup
			for range 6 { // a double click
				all.Go(func() {
					if family, err := c.Treasury.Reverse(ctx, c.Desk, id, "erreur de saisie"); err != nil ||
						family != f.ID {
						t.Error(family, err)
					}
				})
			}
			all.Wait()
			_, err = c.Treasury.Reverse(ctx, c.Desk, id, "une autre raison")
			desktest.Is(t, err, fault.Conflict)
		}
		dbtest.Want(t, d, "select kind, date, amount, quantity, label, reason, source from ledger where id > "+
			fmt.Sprint(ids[1])+" order by id",
			"consumption 2026-12-01 400 -1 Annulation\u00a0: RESTO erreur de saisie reversal",
			// Still visible, and no night debits it again.
			"consumption 2026-12-01 0 1 RESTO (offert) erreur de saisie consumption",
			"payment 2026-12-03 -5000 - Annulation\u00a0: Règlement en espèces erreur de saisie reversal")
		dbtest.Want(t, d, "select amount from balances", "0")
		dbtest.Want(t, d, "select action, was, became, reason from audit where action = 'ledger.reverse' order by id",
			"ledger.reverse \u22124,00\u00a0€ 0,00\u00a0€ erreur de saisie", "ledger.reverse 50,00\u00a0€ 0,00\u00a0€ "+
				"erreur de saisie")
		c.Debit()
		c.Sound()
		var back int64
		if err := d.Read().NewSelect().Table("ledger").Column("id").Where("reverses_id = ?", ids[0]).Scan(ctx,
			&back); err != nil {
			t.Fatal(err)
		}
		_, err := c.Treasury.Reverse(ctx, c.Desk, back, "encore")
		desktest.Is(t, err, fault.Invalid)
		_, err = c.Treasury.Reverse(ctx, c.Desk, 99_999, "rien")
		desktest.Is(t, err, fault.NotFound)
		elsewhere := c.Desk
		elsewhere.StructureID++
		if _, err := c.Treasury.ReversePage(ctx, elsewhere, ids[0]); fault.KindOf(err) != fault.NotFound && err != nil {
			desktest.Is(t, err, fault.Internal) // the structure does not exist at all
		}
		shown, err := c.Treasury.ReversePage(ctx, c.Desk, ids[0])
		if err != nil || shown.Line.Live() || !shown.Free || shown.Ledger.Code != "F001" {
			t.Errorf("%+v, %v", shown, err)
		}
	})
}

// A QF that changes afterwards leads to a visible regularisation: rehearsed, then done as rehearsed, once.
func TestARegularisationIsRehearsedThenDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal, c.Care)
		c.Booked(f, 0, c.Meal, desktest.Thursday-3, booking.Accepted)
		absent, gift := c.Booked(f, 0, c.Care, desktest.Thursday-3, booking.Accepted),
			c.Booked(f, 0, c.Meal, desktest.Thursday-2, booking.Accepted)
		c.Exec("update reservations set attendance = 'absent-justified' where id = ?", absent)
		before := c.Booked(f, 0, c.Meal, desktest.Thursday-6, booking.Accepted)
		c.Exec("update reservations set billed = ?, debited_before = ? where id = ?", true, true, before)
		c.Debit()
		var given int64
		if err := d.Read().NewSelect().Table("ledger").Column("id").Where("reservation_id = ?", gift).Scan(ctx,
			&given); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Treasury.Reverse(ctx, c.Desk, given, "geste commercial"); err != nil {
			t.Fatal(err)
		}
		p := treasury.Period{FamilyID: f.ID, From: desktest.Thursday - 30, To: desktest.Thursday}
		if r, err := c.Treasury.Regularise(ctx, c.Desk, p); err != nil || len(r.Rows) != 0 || r.Kept != 3 {
			t.Fatalf("nothing has changed: %+v, %v", r, err)
		}
		low, high := money.Cents(60_000), money.Cents(150)
		c.Exec("update tariffs set qf_min = ? where activity_id = ?", low, c.Meal)
		c.Insert(&db.Tariff{ActivityID: c.Meal, FromDate: civil.New(2026, 9, 1), QfMax: &low, Price: &high})
		c.Exec("update structures set revision = revision + 1")
		c.Insert(&db.Quotient{FamilyID: f.ID, FromDate: civil.New(2026, 11, 1), Qf: 31_200})
		rehearsal, err := c.Treasury.Regularise(ctx, c.Desk, p)
		if err != nil || len(rehearsal.Rows) != 1 || rehearsal.Before != 400 || rehearsal.After != 150 ||
			rehearsal.Difference() != 250 || rehearsal.Done {
			t.Fatalf("%+v, %v", rehearsal, err)
		}
		if row := rehearsal.Rows[0]; row.Date != desktest.Thursday-3 || row.Was != 400 || row.Is != 150 ||
			!strings.Contains(row.Why, "312,00") {
			t.Errorf("%+v", row)
		}
		dbtest.Want(t, d, "select count(*) from ledger", "5")
		p.Seen = rehearsal.Proof()
		_, err = c.Treasury.Regularise(ctx, c.Desk, p)
		desktest.Is(t, err, fault.Invalid) // without a reason
		p.Reason, p.Seen = "QF reçu le 2 décembre", "1;4.00;1.60"
		_, err = c.Treasury.Regularise(ctx, c.Desk, p)
		desktest.Is(t, err, fault.Conflict) // not what was read
		p.Seen = rehearsal.Proof()
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if _, err := c.Treasury.Regularise(ctx, c.Desk, p); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		dbtest.Want(t, d, "select date, amount, quantity, unit_price, quoted, reason from ledger where reason like "+
			"'QF%' order by id",
			"2026-11-30 400 -1 400 -400 QF reçu le 2 décembre", "2026-11-30 -150 1 150 400 QF reçu le 2 décembre")
		dbtest.Want(t, d, "select count(*) from audit where action = 'ledger.regularise'", "1")
		if r, err := c.Treasury.Regularise(ctx, c.Desk, treasury.Period{FamilyID: f.ID, From: p.From,
			To: p.To}); err != nil || len(r.Rows) != 0 {
			t.Errorf("once is enough: %+v, %v", r, err)
		}
		c.Sound()
		for name, bad := range map[string]treasury.Period{"no dates": {FamilyID: f.ID},
			"backwards": {FamilyID: f.ID, From: desktest.Thursday, To: desktest.Thursday - 1},
			"for ever":  {FamilyID: f.ID, From: desktest.Thursday - 900, To: desktest.Thursday}} {
			if _, err := c.Treasury.Regularise(ctx, c.Desk, bad); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err = c.Treasury.Regularise(ctx, c.Desk, treasury.Period{FamilyID: 999, From: desktest.Thursday - 1,
			To: desktest.Thursday})
		desktest.Is(t, err, fault.NotFound)
	})
}

// Another day at the same price is not the day that was read, even if count and sums are equal.
func TestOtherLinesWithTheSameSumsAreNotWhatWasRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		c.Booked(f, 0, c.Meal, desktest.Thursday-3, booking.Accepted)
		c.Booked(f, 0, c.Meal, desktest.Thursday-2, booking.Accepted)
		c.Debit()
		low, high := money.Cents(60_000), money.Cents(150)
		c.Exec("update tariffs set qf_min = ? where activity_id = ?", low, c.Meal)
		c.Insert(&db.Tariff{ActivityID: c.Meal, FromDate: civil.New(2026, 9, 1), QfMax: &low, Price: &high})
		c.Exec("update structures set revision = revision + 1")
		c.Insert(&db.Quotient{FamilyID: f.ID, FromDate: desktest.Thursday - 3, Qf: 31_200}) // of one day
		c.Insert(&db.Quotient{FamilyID: f.ID, FromDate: desktest.Thursday - 2, Qf: 99_900})
		p := treasury.Period{FamilyID: f.ID, From: desktest.Thursday - 30, To: desktest.Thursday,
			Reason: "QF d'un jour"}
		read, err := c.Treasury.Regularise(ctx, c.Desk, p)
		if err != nil || len(read.Rows) != 1 || read.Rows[0].Date != desktest.Thursday-3 {
			t.Fatalf("%+v, %v", read, err)
		}
		c.Exec("update quotients set from_date = ? where qf = 99900", desktest.Thursday-1)
		c.Exec("update quotients set from_date = ? where qf = 31200", desktest.Thursday-2)
		p.Seen = read.Proof()
		now, err := c.Treasury.Regularise(ctx, c.Desk, p)
		desktest.Is(t, err, fault.Conflict)
		if len(now.Rows) != 1 || now.Rows[0].Date != desktest.Thursday-2 || now.Before != read.Before ||
			now.After != read.After {
			t.Errorf("the test is not about the same sums: %+v", now)
		}
		dbtest.Want(t, d, "select count(*) from ledger", "2")
	})
}

func TestLedgersDebtsAndTheCashBook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		c.Floor(-3000)
		f, g, h := c.Family(1, c.Meal), c.Family(2, c.Meal), c.Family(1, c.Meal)
		c.Exec("update families set last_name = 'L''Évêque-Brûlé' where id = ?", g.ID)
		c.Exec("update children set first_name = '100%' where id = ?", g.Children[0])
		c.Owes(f, -3460)
		c.Owes(g, -50)
		c.Owes(h, 1200)
		purse := db.Wallet{StructureID: c.Structure.ID, Code: "musique", Name: "École de musique", Numcli: "059002"}
		c.Insert(&purse)
		c.Exec("update structures set revision = revision + 1")
		c.Desk.Revision++
		for search, n := range map[string]int{"": 3, "eveque": 1, "brule l'ev": 1, "ÉVÊQUE": 1, "dupont": 3,
			"jean dupont3": 1, "F003": 1, "enfant0": 2, "100%": 1, "%": 0, "_": 0, "personne": 0} {
			list, err := c.Treasury.Ledgers(ctx, c.Desk, search, 1)
			if err != nil || list.Count != n || len(list.Rows) != n {
				t.Errorf("%q finds %d of %d, %v", search, len(list.Rows), list.Count, err)
			}
		}
		page, err := c.Treasury.Ledger(ctx, c.Desk, f.ID, 0, 1)
		if err != nil || len(page.Wallets) != 2 || page.Wallets[0].Balance != -3460 ||
			!slices.Equal(page.Wallets[0].Closed, []string{"Restauration"}) || page.Wallets[1].Balance != 0 ||
			page.Count != 1 {
			t.Errorf("%+v, %v", page, err)
		}
		if _, err := c.Treasury.Ledger(ctx, c.Desk, f.ID, 999, 1); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		pay := func(f dbtest.Family, wallet int64, mode, amount, date, n string) {
			t.Helper()
			err := c.Treasury.Receive(ctx, c.Desk, treasury.CounterPayment{FamilyID: f.ID, WalletID: wallet, Mode: mode,
				Amount: amount, Date: date, Number: "7", Payer: "=cmd", Token: strings.Repeat(n, 32)})
			if err != nil {
				t.Fatal(err)
			}
		}
		pay(f, purse.ID, "cash", "10", "2026-12-03", "1")
		pay(g, c.Purse(), "cheque", "0,20", "2026-12-03", "2")
		pay(h, c.Purse(), "cheque", "5", "2026-12-01", "3")
		lines := dbtest.Query(t, d, "select id from ledger where amount = 20")
		if _, err := c.Treasury.Reverse(ctx, c.Desk, atoi(lines[0]), "chèque impayé"); err != nil {
			t.Fatal(err)
		}

		debts, err := c.Treasury.Debts(ctx, c.Desk, 0, 0, paging.At(1))
		if err != nil || debts.Count != 2 || debts.Total != 3510 || debts.Rows[0].Amount != 3460 ||
			debts.Rows[1].Amount != 50 || debts.Rows[1].LastCredit != desktest.Thursday {
			t.Errorf("%+v, %v", debts, err)
		}
		for least, n := range map[money.Cents]int{50: 2, 51: 1, 3460: 1, 3461: 0} {
			if debts, err := c.Treasury.Debts(ctx, c.Desk, c.Purse(), least, paging.Page{}); err != nil ||
				len(debts.Rows) != n || debts.Count != n {
				t.Errorf("at least %s: %d, %v", least, len(debts.Rows), err)
			}
		}
		if debts, err := c.Treasury.Debts(ctx, c.Desk, purse.ID, 0, paging.At(1)); err != nil || debts.Count != 0 {
			t.Errorf("%+v, %v", debts, err)
		}

		day, err := c.Treasury.CashBook(ctx, c.Desk, 0, false, paging.At(1))
		if err != nil || day.Total != 1000 || day.Count != 3 || len(day.Rows) != 3 || len(day.Sums) != 2 ||
			len(day.ByMode) != 2 {
			t.Fatalf("%+v, %v", day, err)
		}
		if !slices.Equal(day.Sums[0].Amounts, []money.Cents{0, 0}) ||
			!slices.Equal(day.Sums[1].Amounts, []money.Cents{0, 1000}) || day.Sums[1].NumCli != "059002" ||
			day.ByMode[0] != (treasury.ModeSum{Mode: "cheque", Count: 2}) {
			t.Errorf("%+v %+v", day.Sums, day.ByMode)
		}
		month, err := c.Treasury.CashBook(ctx, c.Desk, desktest.Thursday, true, paging.Page{})
		if err != nil || month.Total != 1500 || month.From != civil.New(2026, 12, 1) ||
			month.To != civil.New(2026, 12, 31) || month.Prev != civil.New(2026, 11, 1) || len(month.Rows) != 4 ||
			month.Rows[0].Amount != 500 {
			t.Errorf("%+v, %v", month, err)
		}
		var sum money.Cents
		for _, w := range month.Sums {
			sum += w.Total
		}
		if sum != month.Total {
			t.Errorf("wallets add up to %s, all to %s", sum, month.Total)
		}
		c.Sound()
	})
}

func TestTheSheetOfADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(2, c.Meal, c.Care)
		c.Booked(f, 0, c.Care, desktest.Thursday, booking.Accepted)
		c.Booked(f, 1, c.Care, desktest.Thursday, booking.Waitlisted)
		c.Exec("update reservations set attendance = 'present', attended = 3 where state = 'accepted'")
		s, err := c.Office.DaySheet(ctx, c.Desk, "SOIR", 0)
		if err != nil || !s.HalfHours || s.Units != 4 || len(s.Children) != 2 || s.Children[0].Units != 3 ||
			s.Children[0].Attendance != wallet.Present || s.Present != 1 || s.Unmarked != 0 {
			t.Errorf("%+v, %v", s, err)
		}
		if s, err := c.Office.DaySheet(ctx, c.Desk, "SOIR", desktest.Thursday+1); err != nil || s.Begun || s.Past ||
			len(s.Children) != 0 {
			t.Errorf("%+v, %v", s, err)
		}
		if _, err := c.Office.DaySheet(ctx, c.Desk, "RIEN", 0); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

func atoi(text string) int64 {
	var n int64
	for _, r := range text {
		n = n*10 + int64(r-'0')
	}
	return n
}
