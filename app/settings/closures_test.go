package settings_test

import (
	"fmt"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

func TestADayIsClosedAndOpenedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("MIDI", nil)
		f := w.Family(1)
		ctx := t.Context()
		now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
		catalogues := db.NewCatalogues(now)
		o := &settings.Settings{Base: desk.Base{DB: d, Catalogues: catalogues, Now: now}}
		clerk := desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: f.AccountID}
		friday := civil.New(2026, 12, 4)
		state := func(want string) {
			t.Helper()
			c, err := catalogues.Current(ctx, d.Read(), w.Structure.ID)
			if err != nil {
				t.Fatal(err)
			}
			why, detail := c.OpenOn(c.Activity("MIDI"), friday)
			if got := fmt.Sprint(why, " ", detail, " ", c.Structure.Revision); got != want {
				t.Errorf("the day is %q, want %q", got, want)
			}
		}
		state("  1")
		for _, wrong := range []struct {
			day    civil.Date
			reason string
		}{{friday, " "}, {0, "pont"}} {
			if err := o.Close(ctx, clerk, wrong.day, "Pont", wrong.reason); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
		for range 2 { // the second time changes nothing
			if err := o.Close(ctx, clerk, friday, "Pont", "délibération du 12 novembre"); err != nil {
				t.Fatal(err)
			}
			state("closure Pont 2")
		}
		if err := o.Close(ctx, clerk, friday, "Grève", "un autre motif"); err != nil {
			t.Fatal(err)
		}
		state("closure Grève 3")
		for range 2 {
			if err := o.Reopen(ctx, clerk, friday, "la grève est levée"); err != nil {
				t.Fatal(err)
			}
			state("  4")
		}
		var noted []db.JournalEntry
		if err := d.Read().NewSelect().Model(&noted).Order("id").Scan(ctx); err != nil || len(noted) != 3 {
			t.Fatalf("%+v, %v", noted, err)
		}
		for i, want := range []string{
			"Fermeture, vendredi 4 décembre 2026 (création)\u00a0: motif Pont",
			"Fermeture, vendredi 4 décembre 2026\u00a0: motif Pont → Grève",
			"Fermeture, vendredi 4 décembre 2026 (retrait)\u00a0: motif Grève",
		} {
			changes, err := noted[i].ReadChanges()
			if err != nil || len(changes) != 1 || changes[0].String() != want ||
				changes[0].Kind() != town.NounClosure ||
				noted[i].Action != journal.ClosureSet ||
				noted[i].AccountID != f.AccountID {
				t.Errorf("%+v, %v: %v", noted[i], err, changes)
			}
		}
		dbtest.Want(t, d, "select count(*) from closures", "0")
	})
}
