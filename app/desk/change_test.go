package desk_test

import (
	"context"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/db"
	"cartable/db/dbtest"
)

// Each noun has its action in the journal, and so has each field that staff search for by itself.
func TestEveryChangeHasAnAction(t *testing.T) {
	seen := map[journal.Action]bool{}
	for _, kind := range town.Kinds() {
		n, _ := town.Read(kind, nil, nil)
		action := desk.ActionOf(town.Change{After: n})
		if action == "" || action.Label() == string(action) || seen[action] {
			t.Errorf("%s: %q, %s", kind, action, action.Label())
		}
		seen[action] = true
	}
	was := town.StructureEntry{Code: "M", Billing: town.AsBooked}
	one, both := was, was
	one.Billing, both.Billing, both.Name = town.AsMarked, town.AsMarked, "N"
	for c, want := range map[town.StructureEntry]journal.Action{one: journal.BillingRule, both: journal.StructureSet} {
		if got := desk.ActionOf(town.Change{Before: was, After: c}); got != want {
			t.Errorf("%+v: %s, want %s", c, got, want)
		}
	}
}

// A quotient belongs to its family, and so does the entry about it, which is erased with the family.
func TestALineAboutAQuotientIsTheFamilys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		w := dbtest.NewTown(t, d)
		clerk, f := w.Family(0), w.Family(1)
		now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
		o := desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now}
		actor := desk.Actor{StructureID: w.Structure.ID, AccountID: clerk.AccountID}
		err := d.Tx(ctx, func(ctx context.Context, q db.Q) error {
			held, err := q.HoldTown(ctx, w.Structure.ID)
			if err != nil {
				return err
			}
			n := town.QuotientEntry{Family: "F002", From: civil.New(2026, 1, 1), QF: new(money.Cents(77713))}
			return o.Change(ctx, held, actor, town.Changes{{After: n}}, "avis d'imposition")
		})
		if err != nil {
			t.Fatal(err)
		}
		keeps := func(want string) {
			t.Helper()
			dbtest.Want(t, d, "select family_id, became, reason, changes like '%777.13%' from audit", want)
		}
		yes := map[bool]string{true: "true", false: "1"}[d.Postgres()]
		keeps("2 QF\u00a0: 777,13\u00a0€ avis d'imposition " + yes)
		err = d.Tx(ctx, func(ctx context.Context, q db.Q) error {
			erasure := &db.Erasure{
				StructureID: w.Structure.ID,
				FamilyID:    f.ID,
				AccountID:   f.AccountID,
				AskedAt:     now().UTC(),
			}
			if _, err := q.AddErasure(ctx, erasure); err != nil {
				return err
			}
			if _, err := q.ExecContext(ctx, "update erasures set state = 'done'"); err != nil {
				return err
			}
			return q.Anonymise(ctx, f.ID, now().UTC())
		})
		if err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select family_id, became, reason, coalesce(changes, 'gone') from audit", "2   gone")
	})
}
