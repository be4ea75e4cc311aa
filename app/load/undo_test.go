package load_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
	"cartable/db/dbtest"
)

// An import is one line of each structure's journal. The line contains the changes of the catalogue, so that they can
// be undone from it, and no family's QF.
func TestAnImportIsUndoneFromItsLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		importFiles(t, d, smallTown)
		catalogue := func() string {
			all := dump(t, d)
			from, to := strings.Index(all, "wallets"), strings.Index(all, "families")
			if from < 0 || to < from {
				t.Fatal("the tables come in another order")
			}
			return all[from:to]
		}
		before := catalogue()
		importFiles(t, d, smallTown.
			replace(t, "wallets.csv", "SCOL,Scolaire,", "SCOL,Cantine,").
			replace(t, "pools.csv", "SALLE,Salle,2,", "SALLE,Salle,3,1\n\t\tmairie,NEUVE,Neuve,1,").
			replace(t, "activities.csv", "immediate,ETUDE", "immediate,MIDI").
			replace(t, "activities.csv", "ETUDE;SALLE", "NEUVE;SALLE").
			replace(t, "openings.csv", "2026-12-04,no", "2026-12-04,yes\n\t\tmairie,SOIR,2026-12-02,yes").
			replace(t, "tariffs.csv", "3.05", "3.15").
			replace(t, "tariffs.csv", "mairie,SOIR,2026-09-01", "mairie,SOIR,2026-10-01").
			replace(t, "quotients.csv", "2026-12-01,,312.50", "2026-12-01,,313.50"))
		if catalogue() == before {
			t.Fatal("nothing was changed")
		}
		var lines []db.JournalEntry
		if err := d.Read().NewSelect().Model(&lines).Order("id").Scan(ctx); err != nil || len(lines) != 4 {
			t.Fatalf("%d lines, %v", len(lines), err)
		}
		for _, l := range slices.Backward(lines[2:]) {
			changes, err := l.ReadChanges()
			if err != nil || l.Action != journal.Imported || strings.Contains(l.Changes, "quotient") ||
				strings.Contains(l.Changes, "313") {
				t.Errorf("%+v: %v", l, err)
			}
			err = d.Tx(ctx, func(ctx context.Context, q db.Q) error {
				held, err := q.HoldTown(ctx, l.StructureID)
				if err != nil {
					return err
				}
				_, err = held.Apply(ctx, changes.Inverse(), nil)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if after := catalogue(); after != before {
			t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
		dbtest.Want(t, d, "select code, revision from structures order by code", "alsh 1", "mairie 3")
		first, err := lines[0].ReadChanges()
		if err != nil || len(first) < 10 || first[0].Kind() != town.NounStructure || first[0].Before != nil {
			t.Errorf("the line of a structure that is new: %v, %v", first, err)
		}
	})
}
