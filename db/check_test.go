package db_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
	"cartable/db/dbtest"
)

// Every kind of error in the books is named, and sound books give no error.
func TestCheckNamesWhatIsWrongInTheBooks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil)
		f, other := w.Family(1, meal), w.Family(1, meal)
		var purse db.Wallet
		if err := d.Read().NewSelect().Model(&purse).Scan(ctx); err != nil {
			t.Fatal(err)
		}
		insert := func(model any) {
			t.Helper()
			if _, err := d.Write().NewInsert().Model(model).Exec(ctx); err != nil {
				t.Fatal(err)
			}
		}
		n := 0
		day := func(change func(*db.Reservation)) db.Reservation {
			n++
			r := db.Reservation{StructureID: w.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0], ActivityID: meal,
				Date:  civil.New(2026, 9, 1) + civil.Date(n),
				State: "accepted", RequestedAt: time.Now().UTC(), Transmitted: true, Price: 400, Quantity: 1,
				Billed: true}
			if change != nil {
				change(&r)
			}
			insert(&r)
			return r
		}
		debit := func(r db.Reservation, change func(*db.LedgerLine)) db.LedgerLine {
			unit, quantity := money.Cents(400), 1
			l := db.PastDay{ID: r.ID, FamilyID: r.FamilyID, ChildID: r.ChildID, ActivityID: r.ActivityID,
				Date: r.Date}.Debit(w.Structure.ID, wallet.Debit{Figures: wallet.Consumed(quantity, unit, &unit),
				Wallet: &town.Wallet{ID: purse.ID}, Label: "Repas"}, 1, time.Now())
			if change != nil {
				change(&l)
			}
			insert(&l)
			return l
		}
		back := func(l db.LedgerLine, change func(*db.LedgerLine)) {
			r, err := db.KeptLine{LedgerLine: l}.Reversal(0, "erreur", time.Now())
			if err != nil {
				t.Fatal(err)
			}
			if change != nil {
				change(&r)
			}
			insert(&r)
		}
		fresh := func() []string {
			t.Helper()
			found, err := d.Read().Check(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}

		debit(day(nil), nil)
		day(func(r *db.Reservation) { r.DebitedBefore = true })
		day(func(r *db.Reservation) { r.Billed = false })
		twice := day(nil)
		first := debit(twice, nil)
		back(first, nil)
		debit(twice, func(l *db.LedgerLine) { l.SourceRef += "/2" })
		w.Owes(f, 1000)
		if found := fresh(); len(found) != 0 {
			t.Fatalf("sound books: %q", found)
		}

		said := len(fresh())
		expect := func(what, words string) {
			t.Helper()
			found := fresh()
			if len(found) <= said || !strings.Contains(strings.Join(found, "\n"), words) {
				t.Errorf("%s: nothing says %q in %q", what, words, found)
			}
			said = len(found)
		}
		r := day(nil)
		expect("billed without a debit", "réservation facturée, 0 débit(s) en cours")
		debit(r, nil)
		said = len(fresh())
		debit(r, func(l *db.LedgerLine) { l.SourceRef += "/2" })
		expect("two debits", "réservation facturée, 2 débit(s) en cours")
		debit(day(func(r *db.Reservation) { r.Billed = false }), nil)
		expect("a debit of nothing billed", "réservation non facturée, 1 débit(s) en cours")
		debit(day(func(r *db.Reservation) { r.DebitedBefore = true }), nil)
		expect("debited by both programs", "facturée par l'ancien logiciel, 1 débit(s) en cours")
		debit(day(nil), func(l *db.LedgerLine) { l.Amount = -401 })
		expect("an amount", "montant \u22124,01\u00a0€, mais 1 × 4,00\u00a0€")
		debit(day(nil), func(l *db.LedgerLine) { l.UnitPrice = nil })
		expect("a price that is missing", "quantité ou prix unitaire manquant")
		debit(day(nil), func(l *db.LedgerLine) { l.FamilyID = other.ID })
		expect("another family's", "n'est pas du compte, de l'enfant, de l'activité ou du jour de sa réservation")
		debit(day(nil), func(l *db.LedgerLine) { l.SourceRef = "n'importe quoi" })
		expect("a reference", "référence n'importe quoi, réservation")
		insert(&db.LedgerLine{StructureID: w.Structure.ID, FamilyID: f.ID, WalletID: purse.ID,
			Date: civil.New(2026, 9, 1), Label: "Chèque", Amount: -5, Kind: db.Credit,
			Source: db.SourceCounter, SourceRef: "x", CreatedAt: time.Now().UTC()})
		expect("a payment that takes", "règlement de \u22120,05\u00a0€")
		back(debit(day(nil), nil), func(l *db.LedgerLine) { l.Amount++ })
		expect("a reversal of another amount", "n'est pas l'exact opposé")
		back(debit(day(nil), nil), func(l *db.LedgerLine) { l.Quoted = new(money.Cents(-399)) })
		expect("a reversal of another quote", "n'est pas l'exact opposé")
		back(debit(day(nil), nil), func(l *db.LedgerLine) { l.FamilyID, l.ReservationID, l.ChildID = other.ID, 0, 0 })
		expect("a reversal for another account", "n'est pas du compte de l'écriture")
		back(debit(day(nil), nil), func(l *db.LedgerLine) { l.SourceRef = "7x" })
		expect("a reversal under another name", "a pour référence reversal/7x")
		if _, err := d.Write().ExecContext(ctx, "update balances set amount = amount + 1 where family_id = ?",
			f.ID); err != nil {
			t.Fatal(err)
		}
		expect("a balance", "somme des écritures")
	})
}
