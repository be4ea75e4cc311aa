package treasury_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/payfip"
	"cartable/app/till"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

// asked is a platform that counts the queries that it receives, and confirms all of them, or does not answer.
type asked struct {
	n    atomic.Int32
	down atomic.Bool
	d    *db.DB
}

func (*asked) Create(context.Context, payfip.Order) (string, error) { panic("nobody pays") }
func (*asked) Regie(context.Context, string) (payfip.Regie, error)  { panic("nobody asks") }

func (p *asked) Detail(ctx context.Context, idOp string) (payfip.Detail, error) {
	p.n.Add(1)
	if p.down.Load() {
		return payfip.Detail{}, &payfip.Fault{Kind: payfip.Down}
	}
	row, _, err := p.d.Read().OnlinePaymentByIdop(ctx, idOp)
	return payfip.Detail{
		IdOp:    idOp,
		Result:  "P",
		Montant: fmt.Sprint(int64(row.Amount)),
		Refdet:  row.Refdet,
		Numcli:  row.Numcli,
		Saisie:  row.Saisie,
	}, err
}

// missing is a town where the platform's file has more payments than it was notified of.
func missing(t *testing.T, d *db.DB,
	n int) (o *treasury.Treasury, clerk desk.Actor, p *asked, now *time.Time, file string) {
	t.Helper()
	w := dbtest.NewTown(t, d)
	f := w.Family(1)
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, db.Paris)
	now, p = &at, &asked{d: d}
	clock := func() time.Time { return *now }
	catalogues := db.NewCatalogues(clock)
	file = "EN-TETE;012345\n"
	counter := &till.Till{
		DB:         d,
		Catalogues: catalogues,
		Platform:   p,
		Now:        clock,
		BaseURL:    "https://y",
		MailHost:   "y",
		Saisie:     "W",
		Production: true,
	}
	o = &treasury.Treasury{Base: desk.Base{DB: d, Catalogues: catalogues, Now: clock}, Till: counter}
	var wallet int64
	if err := d.Read().NewSelect().Table("wallets").Column("id").Scan(t.Context(), &wallet); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		row := db.OnlinePayment{
			StructureID: w.Structure.ID,
			FamilyID:    f.ID,
			AccountID:   f.AccountID,
			Token:       fmt.Sprint("t", i),
			FormToken:   fmt.Sprint("f", i),
			Numcli:      "012345",
			Refdet:      fmt.Sprintf("P261124%08d", i),
			Idop:        fmt.Sprintf("00000000-0000-4000-8000-%012d", i),
			Amount:      1000,
			Mel:         "a@b.fr",
			Saisie:      "W",
			State:       "pending",
			CreatedAt:   at.Add(-3 * time.Hour).UTC(),
		}
		if _, err := d.Write().NewInsert().Model(&row).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		part := db.OnlinePaymentPart{PaymentID: row.ID, WalletID: wallet, StructureID: w.Structure.ID, Amount: 1000}
		if _, err := d.Write().NewInsert().Model(&part).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		file += fmt.Sprintf("LIGNE;24112026;%s;1000\n", row.Refdet)
	}
	file += fmt.Sprintf("PIED-DE-PAGE;%d\n", n)
	return o, desk.Actor{StructureID: w.Structure.ID, Revision: w.Structure.Revision}, p, now, file
}

// The request does not query the platform: a worker makes all the queries, and the user sees the progress.
func TestThePlatformIsAskedByAWorker(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, clerk, p, _, file := missing(t, d, 45) // more than a step
		if err := o.Reconcile(t.Context(), clerk, file); err != nil {
			t.Fatal(err)
		}
		if p.n.Load() != 0 {
			t.Fatalf("the request asked %d times", p.n.Load())
		}
		if err := o.Reconcile(t.Context(), clerk, file); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second run beside the first: %v", err)
		}
		var run int64
		if err := d.Read().NewSelect().Table("outbox").Column("ref").Where("kind = ?",
			treasury.ReconcileJob).Scan(t.Context(), &run); err != nil {
			t.Fatal(err)
		}
		if again, err := o.AskMissing(t.Context(), run); err != nil || again.IsZero() {
			t.Fatal(again, err)
		}
		if r, err := o.ReconcilePage(t.Context(), clerk); err != nil || r.State != "asking" || r.ToAsk != 45 ||
			r.Asked != 20 ||
			r.Percent() != 44 {
			t.Errorf("under way: %+v, %v", r, err)
		}
		if r := worked(t, o, clerk); r.State != "done" || len(r.Found) != 45 || r.Unasked() != 0 || p.n.Load() != 45 {
			t.Errorf("asked %d times: %+v", p.n.Load(), r)
		}
		if again, err := o.AskMissing(t.Context(), run); err != nil || !again.IsZero() || p.n.Load() != 45 {
			t.Errorf("delivered once more: %v %v, %d", again, err, p.n.Load())
		}
		dbtest.Want(t, d, "select count(*), sum(amount) from ledger", "45 45000")
	})
}

// A platform that does not answer is retried, then abandoned; the payments not queried are reported, and another run
// continues.
func TestAPlatformThatIsAwayEndsARun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, clerk, p, now, file := missing(t, d, 45)
		p.down.Store(true)
		if err := o.Reconcile(t.Context(), clerk, file); err != nil {
			t.Fatal(err)
		}
		r := worked(t, o, clerk) // until the platform is abandoned
		if r.State != "asking" || p.n.Load() > 20 {
			t.Fatalf("asked %d times: %+v", p.n.Load(), r)
		}
		*now = now.Add(31 * time.Minute)
		if r = worked(t, o, clerk); r.State != "done" || r.Unasked() < 25 || len(r.Open) != 45 {
			t.Errorf("%+v", r)
		}
		*now = now.AddDate(0, 0, 8)
		if err := o.PurgeReconciliations(t.Context()); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select (select count(*) from reconciliations) + (select count(*) from reconciled_lines)",
			"0")
	})
}

// A run whose job fails too often ends, and another may begin.
func TestARunThatIsGivenUpEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, clerk, _, _, file := missing(t, d, 1)
		if err := o.Reconcile(t.Context(), clerk, file); err != nil {
			t.Fatal(err)
		}
		var run int64
		if err := d.Read().NewSelect().Table("reconciliations").Column("id").Scan(t.Context(), &run); err != nil {
			t.Fatal(err)
		}
		if err := o.BuryReconciliation(t.Context(), run); err != nil {
			t.Fatal(err)
		}
		if r, err := o.ReconcilePage(t.Context(), clerk); err != nil || r.State != "failed" || len(r.Open) != 1 {
			t.Errorf("%+v, %v", r, err)
		}
		if r := reconciled(t, o, clerk, file); r.State != "done" || len(r.Found) != 1 {
			t.Errorf("%+v", r)
		}
	})
}
