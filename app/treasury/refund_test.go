package treasury_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/statement"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

// refundOf returns a form for a refund that is valid except for its preview.
func refundOf(c *desktest.Counter, f dbtest.Family, amount string) treasury.Refund {
	return treasury.Refund{
		FamilyID: f.ID,
		WalletID: c.Purse(),
		Mode:     "transfer",
		Amount:   amount,
		Date:     "2026-12-02",
		Number:   " 2026-118 ",
		Payee:    "M.  DUPONT1",
		Reason:   "La famille a déménagé",
		Token:    token,
	}
}

// A family that leaves gets its credit back: previewed, recorded once, and shown in the journal, the cash book and its
// history.
func TestACreditGoesBackToWhoLeaves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		c.Owes(f, 17180)
		r := refundOf(c, f, "171,80")
		look, err := c.Treasury.Refund(ctx, c.Desk, r)
		if err != nil || look.Done || look.Amount() != 17180 || look.After != 0 || look.Wallet.Balance != 17180 ||
			look.Short() {
			t.Fatalf("the second look: %+v, %v", look, err)
		}
		dbtest.Want(t, d, "select count(*) from ledger", "1")
		r.Seen = look.Proof()
		var all sync.WaitGroup
		for range 8 { // a double click, eight times
			all.Go(func() {
				if done, err := c.Treasury.Refund(ctx, c.Desk, r); err != nil || !done.Done {
					t.Error(err)
				}
			})
		}
		all.Wait()
		dbtest.Want(t, d,
			"select kind, mode, number, payer, amount, date, label, reason, source, source_ref, account_id from "+
				"ledger where amount < 0",
			"payment transfer 2026-118 M. DUPONT1 -17180 2026-12-02 Remboursement par virement n° 2026-118 La famille "+
				"a déménagé refund "+token+" "+fmt.Sprint(c.Desk.AccountID))
		dbtest.Want(t, d, "select action, family_id, was, became, reason from audit",
			"refund.make "+fmt.Sprint(f.ID)+" 171,80\u00a0€ 0,00\u00a0€ La famille a déménagé")
		book, err := c.Treasury.CashBook(ctx, c.Desk, civil.New(2026, 12, 2), false, paging.At(1))
		if err != nil || book.Total != -17180 || len(book.Rows) != 1 || book.Rows[0].Reason != "La famille a déménagé" {
			t.Errorf("the cash book: %+v, %v", book, err)
		}
		other := r
		other.Amount = "171,79"
		_, err = c.Treasury.Refund(ctx, c.Desk, other)
		desktest.Is(t, err, fault.Conflict)
		c.Sound()

		if err := d.Read().TaxLines(ctx, []int64{f.ID}, civil.New(2026, 12, 31), func(_ int64, l statement.Line) {
			if l.Amount < 0 && !l.Money {
				t.Errorf("the tax statement takes it for a consumption: %+v", l)
			}
		}); err != nil {
			t.Error(err)
		}

		// It is reversed like any other line, once.
		ledger, err := c.Treasury.Ledger(ctx, c.Desk, f.ID, 0, 1)
		if err != nil || !ledger.Lines[0].Refund || ledger.Credit() {
			t.Fatalf("%+v, %v", ledger, err)
		}
		if _, err := c.Treasury.Reverse(ctx, c.Desk, ledger.Lines[0].ID, "Virement revenu"); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select amount from balances", "17180")
		c.Sound()
	})
}

// A refund is never more than the credit of that wallet of that family, and states its mode and reason.
func TestARefundHasItsBounds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), desktest.NewCounter(t, d)
		f, poor, rich := c.Family(1, c.Meal), c.Family(1, c.Meal), c.Family(1, c.Meal)
		c.Owes(f, 1000)
		c.Owes(poor, -1)
		c.Owes(rich, 9000)
		for name, bad := range map[string]struct {
			change func(*treasury.Refund)
			field  string
		}{
			"a cent too much":       {func(r *treasury.Refund) { r.Amount = "10,01" }, "montant"},
			"the credit of another": {func(r *treasury.Refund) { r.Amount = "90" }, "montant"},
			"nothing":               {func(r *treasury.Refund) { r.Amount = "0" }, "montant"},
			"less than nothing":     {func(r *treasury.Refund) { r.Amount = "-5" }, "montant"},
			"no figures":            {func(r *treasury.Refund) { r.Amount = "tout" }, "montant"},
			"out of a debt":         {func(r *treasury.Refund) { r.FamilyID = poor.ID }, "montant"},
			"a wallet that is not":  {func(r *treasury.Refund) { r.WalletID = 999 }, "porte-monnaie"},
			"a card":                {func(r *treasury.Refund) { r.Mode = "card" }, "mode"},
			"a voucher":             {func(r *treasury.Refund) { r.Mode = "voucher" }, "mode"},
			"no number":             {func(r *treasury.Refund) { r.Number = " " }, "numero"},
			"nobody":                {func(r *treasury.Refund) { r.Payee = "" }, "beneficiaire"},
			"a novel": {func(r *treasury.Refund) { r.Payee = strings.Repeat("é", 101) },
				"beneficiaire"},
			"no reason":               {func(r *treasury.Refund) { r.Reason = " " }, "motif"},
			"tomorrow":                {func(r *treasury.Refund) { r.Date = "2026-12-04" }, "date"},
			"two years ago":           {func(r *treasury.Refund) { r.Date = "2024-12-01" }, "date"},
			"a form that is nobody's": {func(r *treasury.Refund) { r.Token = "x" }, ""},
		} {
			r := refundOf(c, f, "10")
			bad.change(&r)
			_, err := c.Treasury.Refund(ctx, c.Desk, r)
			var many fault.Many
			if !errors.As(err, &many) || len(many) != 1 || many[0].Field != bad.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		stranger := refundOf(c, f, "10")
		stranger.FamilyID = 999
		_, err := c.Treasury.Refund(ctx, c.Desk, stranger)
		desktest.Is(t, err, fault.NotFound)
		neighbour := dbtest.NewNeighbour(t, d)
		theirs := neighbour.Family(1)
		stranger.FamilyID = theirs.ID
		_, err = c.Treasury.Refund(ctx, c.Desk, stranger)
		desktest.Is(t, err, fault.NotFound)
		dbtest.Want(t, d, "select count(*) from ledger where source = 'refund'", "0")
	})
}

// If something changed since the preview, it must be read again; and two treasurers cannot refund the same money twice.
func TestARefundIsWhatWasLookedAt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		c.Owes(f, 1000)
		r := refundOf(c, f, "6")
		look, err := c.Treasury.Refund(ctx, c.Desk, r)
		if err != nil {
			t.Fatal(err)
		}
		c.Owes(f, -100)
		r.Seen = look.Proof()
		if look, err = c.Treasury.Refund(ctx, c.Desk, r); fault.KindOf(err) != fault.Conflict || look.After != 300 {
			t.Fatalf("%+v, %v", look, err)
		}
		var done atomic.Int32
		var all sync.WaitGroup
		for i := range 4 { // four forms, each for more than half of it
			one := r
			one.Token = strings.Repeat(fmt.Sprint(i), 32)
			one.Seen = look.Proof()
			all.Go(func() {
				if got, err := c.Treasury.Refund(ctx, c.Desk, one); err == nil && got.Done {
					done.Add(1)
				}
			})
		}
		all.Wait()
		if done.Load() != 1 {
			t.Errorf("%d were done", done.Load())
		}
		dbtest.Want(t, d, "select amount from balances", "300")
		c.Sound()
	})
}

// The booked days that are not debited yet are shown before their money is refunded.
func TestARefundTellsWhatIsStillToBeDebited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		c.Owes(f, 1000)
		row := db.Reservation{
			StructureID: c.Structure.ID,
			FamilyID:    f.ID,
			ChildID:     f.Children[0],
			ActivityID:  c.Meal,
			Date:        civil.New(2026, 12, 10),
			State:       "accepted",
			RequestedAt: c.Now.UTC(),
			Price:       400,
			Quantity:    1,
		}
		if _, err := d.Write().NewInsert().Model(&row).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		for amount, short := range map[string]bool{"10": true, "6,01": true, "6": false} {
			look, err := c.Treasury.Refund(t.Context(), c.Desk, refundOf(c, f, amount))
			if err != nil || look.Days != 1 || look.Cost != 400 || look.Short() != short {
				t.Errorf("%s: %+v, %v", amount, look, err)
			}
		}
	})
}

// The check finds a refund that has no mode or reason, or that brings money in.
func TestTheCheckKnowsARefund(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		f := c.Family(1)
		for i, change := range []func(*db.LedgerLine){
			func(l *db.LedgerLine) { l.Amount = 500 }, func(l *db.LedgerLine) { l.Mode = "" },
			func(l *db.LedgerLine) { l.Number = "" },
			func(l *db.LedgerLine) { l.Reason = "" }, func(l *db.LedgerLine) { l.AccountID = 0 },
		} {
			line := db.LedgerLine{
				StructureID: c.Structure.ID,
				FamilyID:    f.ID,
				WalletID:    c.Purse(),
				Date:        civil.New(2026, 12, 1),
				Label:       "Remboursement",
				Amount:      money.Cents(-500),
				Kind:        db.Credit,
				Source:      db.SourceRefund,
				SourceRef:   fmt.Sprint(i),
				Mode:        "transfer",
				Number:      "7",
				Reason:      "Départ",
				AccountID:   c.Desk.AccountID,
				CreatedAt:   c.Now.UTC(),
			}
			change(&line)
			if err := d.Write().AddLedger(t.Context(), []db.LedgerLine{line}); err != nil {
				t.Fatal(err)
			}
			found, err := d.Read().Check(t.Context())
			if err != nil || len(found) != i+1 {
				t.Errorf("%d: %v, %q", i, err, found)
			}
		}
	})
}
