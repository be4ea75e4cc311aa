package settings_test

import (
	"context"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/wallet"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

func TestTheRulesOfAStructureAreSetForAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1)
		ctx := context.Background()
		now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
		o := &settings.Settings{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now}}
		clerk := desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: f.AccountID}
		if rules, err := o.Rules(ctx, clerk); err != nil || rules.HidesPresence || rules.Bill != wallet.AsBooked {
			t.Fatalf("a new structure has %+v, %v", rules, err)
		}
		for _, wrong := range []struct {
			bill   wallet.Billing
			reason string
		}{{wallet.AsMarked, " "}, {"", "essai"}, {"never", "essai"}} {
			if err := o.SetRules(ctx, clerk, nil, true, wrong.bill, wrong.reason); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
		for range 2 { // the second time changes nothing, and is not noted
			if err := o.SetRules(ctx, clerk, nil, true, wallet.AsMarked, "délibération du 12 novembre"); err != nil {
				t.Fatal(err)
			}
			clerk.Revision = 2
		}
		if rules, err := o.Rules(ctx, clerk); err != nil || !rules.HidesPresence || rules.Bill != wallet.AsMarked {
			t.Errorf("%+v, %v", rules, err)
		}
		dbtest.Want(t, d, "select revision from structures", "2") // once for both
		var noted []string
		if err := d.Read().NewSelect().Table("audit").Column("action").Where("structure_id = ?",
			w.Structure.ID).Order("id").Scan(ctx, &noted); err != nil {
			t.Fatal(err)
		}
		if len(noted) != 2 || noted[0] != string(journal.PresenceRule) || noted[1] != string(journal.BillingRule) {
			t.Errorf("noted %v", noted)
		}
	})
}
