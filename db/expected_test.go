package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"cartable/db"
	"cartable/db/dbtest"
)

// A visitor who is as remembered is verified by the first read, and read again; anything else fails, and nothing is
// written for somebody who was not verified.
func TestAnExpectedVisitorIsVerifiedFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1, w.Activity("CANTINE", nil))
		now := time.Now().UTC()
		if err := d.Write().AddSession(t.Context(), &db.Session{ID: "s", AccountID: f.AccountID, FamilyID: f.ID,
			StructureID: w.Structure.ID, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		known, ok, err := d.Read().Visitor(t.Context(), "s", now, now)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		expect := func() (context.Context, *db.Visitor) {
			v := known.Lasting()
			ctx, _ := db.Expect(t.Context(), &v, time.Now(), now)
			return ctx, &v
		}
		writes := map[string]func(ctx context.Context) error{
			"a transaction": func(ctx context.Context) error {
				return d.Tx(ctx, func(ctx context.Context, q db.Q) error {
					return q.ProveSession(ctx, "s", now.Add(time.Minute))
				})
			},
			"a statement": func(ctx context.Context) error {
				return d.Write().ProveSession(ctx, "s", now.Add(time.Minute))
			},
		}

		if _, err := d.Write().LockDraft(t.Context(), f.AccountID, f.ID, now); err != nil {
			t.Fatal(err)
		}
		ctx, v := expect()
		ctx, n := db.CountQueries(ctx)
		if _, err := d.Read().ChildrenOf(ctx, f.ID, 0); err != nil || n.Load() != 2 || v.LastName != known.LastName ||
			v.LastName == "" {
			t.Errorf("%v, %d queries, %+v", err, n.Load(), v)
		}
		if err := d.Verify(ctx); err != nil || n.Load() != 2 {
			t.Errorf("verified twice: %v, %d", err, n.Load())
		}
		for name, write := range writes {
			ctx, _ := expect()
			if err := write(ctx); err != nil {
				t.Errorf("%s of a visitor as remembered: %v", name, err)
			}
			known, _, _ = d.Read().Visitor(t.Context(), "s", now, now) // the proof is remembered, too
		}

		if err := d.Write().EndSession(t.Context(), "s"); err != nil {
			t.Fatal(err)
		}
		ctx, _ = expect()
		for range 2 { // who swallows the error is not verified by the next read
			if _, err := d.Read().ChildrenOf(ctx, f.ID, 0); err != nil && !errors.Is(err, db.ErrOtherwise) {
				t.Error(err)
			}
			if err := d.Verify(ctx); !errors.Is(err, db.ErrOtherwise) {
				t.Errorf("after sign-out: %v", err)
			}
		}
		if _, err := d.Write().ExecContext(t.Context(), "delete from drafts"); err != nil {
			t.Fatal(err)
		}
		for name, write := range map[string]func(ctx context.Context) error{
			"a transaction": func(ctx context.Context) error {
				return d.Tx(ctx, func(ctx context.Context, q db.Q) error {
					_, err := q.LockDraft(ctx, f.AccountID, f.ID, now)
					return err
				})
			},
			"a statement": func(ctx context.Context) error {
				_, err := d.Write().LockDraft(ctx, f.AccountID, f.ID, now)
				return err
			},
		} {
			ctx, _ := expect()
			if err := write(ctx); !errors.Is(err, db.ErrOtherwise) {
				t.Errorf("%s of who signed out: %v", name, err)
			}
		}
		if n, err := d.Read().NewSelect().Table("drafts").Count(t.Context()); n != 0 || err != nil {
			t.Errorf("%d drafts written for who signed out (%v)", n, err)
		}
	})
}
