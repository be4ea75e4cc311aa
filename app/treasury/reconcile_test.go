package treasury_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/payfip"
	"cartable/app/payfip/simulator"
	"cartable/app/till"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

// reconciled compares a file, and does the worker's part.
func reconciled(t *testing.T, o *treasury.Treasury, d desk.Actor, file string) treasury.Reconciliation {
	t.Helper()
	if err := o.Reconcile(t.Context(), d, file); err != nil {
		t.Fatal(err)
	}
	return worked(t, o, d)
}

// worked calls the worker until a run is over.
func worked(t *testing.T, o *treasury.Treasury, d desk.Actor) treasury.Reconciliation {
	t.Helper()
	var ids []int64
	if err := o.DB.Read().NewSelect().Table("outbox").Column("ref").Where("kind = ?",
		treasury.ReconcileJob).Scan(t.Context(), &ids); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		for more := true; more; {
			again, err := o.AskMissing(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			more = !again.IsZero() && !again.After(time.Now())
		}
	}
	r, err := o.ReconcilePage(t.Context(), d)
	if err != nil || r == nil {
		t.Fatal(r, err)
	}
	return *r
}

// The platform's file is compared with our payments: those missing here are queried, and credited only if the platform
// confirms them; the other differences are reported, and nothing else is written.
func TestReconciliation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 11, 24, 12, 0, 0, 0, db.Paris)
		clock := func() time.Time { return now }
		w := dbtest.NewTown(t, d)
		f := w.Family(1)
		if _, err := d.Write().ExecContext(t.Context(), "update wallets set numcli = '012345'"); err != nil {
			t.Fatal(err)
		}
		var wallet int64
		if err := d.Read().NewSelect().Table("wallets").Column("id").Scan(t.Context(), &wallet); err != nil {
			t.Fatal(err)
		}
		sim := simulator.New(simulator.Options{Now: clock, Loc: db.Paris,
			Regies: map[string]simulator.Regie{"012345": {Label1: "REGIE CANTINE"}}})
		sim.SetMode(simulator.Mode{Notify: simulator.NotifyNever})
		site := httptest.NewServer(sim)
		defer site.Close()
		client, err := payfip.New(site.URL + "/tpa/services/securite")
		if err != nil {
			t.Fatal(err)
		}
		catalogues := db.NewCatalogues(clock)
		counter := &till.Till{DB: d, Catalogues: catalogues, Platform: client, Now: clock, PageURL: "https://x",
			BaseURL: "https://y", MailHost: "y", Saisie: "W", Production: true}
		o := &treasury.Treasury{Base: desk.Base{DB: d, Catalogues: catalogues, Now: clock}, Till: counter}
		clerk := desk.Actor{StructureID: w.Structure.ID, Revision: w.Structure.Revision}
		n := 0
		pay := func(amount money.Cents, result string) db.OnlinePayment {
			n++
			p, err := counter.Open(context.Background(), till.Order{AccountID: f.AccountID, FamilyID: f.ID,
				StructureID: w.Structure.ID, Numcli: "012345", Mel: "anne@exemple.fr",
				Parts:     []db.OnlinePaymentPart{{WalletID: wallet, Amount: amount}},
				FormToken: fmt.Sprintf("form-%016d", n), Second: true})
			if err != nil {
				t.Fatal(err)
			}
			if result != "" {
				sim.Finish(p.Idop, map[string]string{"resultrans": result})
			}
			return p.OnlinePayment
		}
		agreed, missing, silent, absent, differs := pay(1000, "P"), pay(2000, "V"), pay(3000, ""), pay(4000, "P"),
			pay(5000, "P")
		for _, p := range []db.OnlinePayment{agreed, absent, differs} {
			if _, err := counter.Resolve(t.Context(), p.Idop, till.FromPoll); err != nil {
				t.Fatal(err)
			}
		}
		line := func(ref string, cents int) string { return fmt.Sprintf("LIGNE;24112026;%s;%d\n", ref, cents) }
		file := "EN-TETE;012345\n" + line(agreed.Refdet, 1000) + line(missing.Refdet, 2000) +
			line(silent.Refdet, 3000) + line(differs.Refdet, 5001) + line("INCONNU1", 700) + "PIED-DE-PAGE;5\n"
		r := reconciled(t, o, clerk, file)
		if r.Lines != 5 || r.Agree != 1 || len(r.Found) != 1 || r.Found[0].Reference != missing.Refdet ||
			r.Found[0].State != payment.PaidDebit || len(r.Open) != 1 ||
			r.Open[0].Reference != silent.Refdet || len(r.Differ) != 1 || len(r.Unknown) != 1 || len(r.Absent) != 1 ||
			r.Absent[0].Reference != absent.Refdet {
			t.Errorf("%+v", r)
		}
		if len(r.Days) != 1 || r.Days[0].There != 11701 || r.Days[0].Here != 12000 || r.Days[0].NThere != 5 ||
			r.Days[0].NHere != 4 {
			t.Errorf("%+v", r.Days)
		}
		if again := reconciled(t, o, clerk, file); again.Agree != 2 || len(again.Found) != 0 {
			t.Errorf("a second time: %+v", again)
		}
		_, balances, err := d.Read().MoneyOf(t.Context(), f.ID)
		if err != nil || balances[wallet] != 12000 {
			t.Error(err, balances)
		}
		if err := o.Reconcile(t.Context(), clerk, "LIGNE;x"); fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
		neighbour := desk.Actor{StructureID: dbtest.NewNeighbour(t, d).Structure.ID, Revision: 1}
		if none, err := o.ReconcilePage(t.Context(), neighbour); none != nil || err != nil {
			t.Errorf("another structure: %+v, %v", none, err)
		}
		if elsewhere := reconciled(t, o, neighbour, file); elsewhere.Agree != 0 || len(elsewhere.Unknown) != 5 {
			t.Errorf("another structure: %+v", elsewhere)
		}

		// The lists, and the page of one payment.
		list, err := o.OnlinePayments(t.Context(), clerk,
			treasury.OnlinePaymentQuery{Text: strings.ToLower(missing.Refdet)})
		if err != nil || list.Count != 1 || list.Rows[0].Family != "DUPONT1" || list.Numbers.Found != 4 ||
			list.Numbers.Pending != 1 || list.Numbers.Notified != 0 {
			t.Errorf("%v %+v", err, list)
		}
		if list, err := o.OnlinePayments(t.Context(), clerk, treasury.OnlinePaymentQuery{Show: treasury.ShowPaid,
			Text: "%"}); err != nil || list.Count != 0 {
			t.Errorf("a per cent sign is text: %v %d", err, list.Count)
		}
		if list, err := o.OnlinePayments(t.Context(), desk.Actor{StructureID: clerk.StructureID + 1},
			treasury.OnlinePaymentQuery{}); err != nil || list.Count != 0 {
			t.Errorf("another structure: %v %d", err, list.Count)
		}
		sim.Finish(silent.Idop, map[string]string{"resultrans": "P", "montant": "1"})
		if err := o.AskOnlinePayment(t.Context(), clerk, silent.ID); err != nil {
			t.Fatal(err)
		}
		one, err := o.OnlinePayment(t.Context(), clerk, silent.ID)
		if err != nil || one.State != payment.Anomaly || len(one.Differences) != 1 ||
			one.Differences[0].Asked != "30,00\u00a0€" || one.Differences[0].Received != "0,01\u00a0€" ||
			len(one.Events) < 2 || len(one.Parts) != 1 {
			t.Errorf("%v %+v", err, one)
		}
		if list, err := o.OnlinePayments(t.Context(), clerk,
			treasury.OnlinePaymentQuery{Show: treasury.ShowAlerts}); err != nil || list.Count != 1 ||
			list.Numbers.Alerts != 1 {
			t.Errorf("%v %+v", err, list)
		}
		if err := o.DecideOnlinePayment(t.Context(), desk.Actor{StructureID: clerk.StructureID + 1}, silent.ID, true,
			"x"); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		statuses, err := o.PlatformStatus(t.Context(), clerk)
		if err != nil || len(statuses) != 1 || statuses[0].Wrong != "" || statuses[0].Labels[0] != "REGIE CANTINE" {
			t.Errorf("%v %+v", err, statuses)
		}
		site.Close()
		if statuses, err := o.PlatformStatus(t.Context(), clerk); err != nil ||
			statuses[0].Wrong != "La plateforme ne répond pas." {
			t.Errorf("%v %+v", err, statuses)
		}
		w.Sound()
	})
}
