package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
	"cartable/db"
	"cartable/db/dbtest"
)

// page are the reads of a page of a family.
type page struct {
	children []db.ChildOf
	payer    wallet.Payer
	balances map[int64]money.Cents
	live     []booking.Reservation
	draft    db.KeptDraft
}

func (p *page) reads(f dbtest.Family) []db.Read {
	from, to := civil.New(2026, 12, 1), civil.New(2026, 12, 31)
	return []db.Read{db.ReadChildren(f.ID, from, &p.children), db.ReadMoney(f.ID, &p.payer, &p.balances),
		db.ReadLive(f.ID, from, to, &p.live), db.ReadDraft(f.AccountID, f.ID, time.Now(), &p.draft)}
}

// Reads made together fill what each was given, outside and inside a transaction, which sees what it wrote; each counts
// as a query.
func TestReadsTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(2, w.Activity("CANTINE", nil))
		w.Owes(f, -1250)
		look := func(ctx context.Context, q db.Q) (p page) {
			t.Helper()
			ctx, n := db.CountQueries(ctx)
			if err := q.Together(ctx, p.reads(f)...); err != nil {
				t.Fatal(err)
			}
			if n.Load() != 4 {
				t.Errorf("%d queries", n.Load())
			}
			if len(p.children) != 2 || p.children[1].Called != "Enfant1" || len(p.children[0].Enrolments) != 1 ||
				!p.payer.Residence.Resident || len(p.live) != 0 {
				t.Errorf("%+v", p)
			}
			return p
		}
		balance := func(p page) money.Cents { return p.balances[1] }
		if got := look(t.Context(), d.Read()); balance(got) != -1250 || got.draft.DraftID != 0 {
			t.Errorf("%+v", got)
		}
		no := errors.New("no")
		err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
			if _, err := q.LockDraft(ctx, f.AccountID, f.ID, time.Now()); err != nil {
				return err
			}
			if got := look(ctx, q); got.draft.DraftID == 0 {
				t.Error("a read in a transaction does not see what it wrote")
			}
			return no
		})
		if got := look(t.Context(), d.Read()); !errors.Is(err, no) || got.draft.DraftID != 0 {
			t.Errorf("%v, %+v", err, got)
		}
	})
}

// A database that stops at any call of a batch is unavailable, says so to the watch of its disk, and nothing is lost
// from the pool.
func TestABatchThatBreaksIsUnavailable(t *testing.T) {
	dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
		w := dbtest.NewTown(t, d.DB)
		f := w.Family(2, w.Activity("CANTINE", nil))
		outside := func() error { return d.Read().Together(t.Context(), new(page).reads(f)...) }
		inside := func() error {
			return d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
				return q.Together(ctx, new(page).reads(f)...)
			})
		}
		for _, read := range []func() error{outside, inside} {
			calls := int64(0)
			for ; ; calls++ {
				d.FailAfter(calls, d.Full())
				err := read()
				if !d.Failed() && err == nil {
					break
				}
				if fault.KindOf(err) != fault.Unavailable {
					t.Fatalf("after %d calls: %q %v", calls, fault.KindOf(err), err)
				}
				if _, _, full := d.DiskFull(); !full {
					t.Fatalf("after %d calls the disk is fine", calls)
				}
				d.DiskWorks()
			}
			if calls < 6 { // a call a statement and a call a row
				t.Errorf("%d calls are no batch", calls)
			}
			d.Work()
			free(t, d.DB)
			if err := read(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// free fails unless every connection was given back.
func free(t *testing.T, d *db.DB) {
	t.Helper()
	if !d.Postgres() {
		return
	}
	dbtest.Until(t, "every connection is free", func() bool {
		_, used := d.Connections()
		return used == 0
	})
}

// The real errors of PostgreSQL when it is cut off in the middle of a batch.
func TestPostgresCutOffInABatch(t *testing.T) {
	direct := dbtest.PostgresURL(t)
	address, cut := throughProxy(t, direct)
	d, err := db.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	watch, err := db.Open(t.Context(), direct)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	w := dbtest.NewTown(t, d)
	f := w.Family(2, w.Activity("CANTINE", nil))
	broken := make(chan error)
	go func() {
		broken <- d.Read().Together(t.Context(), append(new(page).reads(f),
			db.ReadOf("select 1 from pg_sleep(60) where $1 > 0", 1))...)
	}()
	dbtest.Until(t, "the batch sleeps", func() bool {
		return dbtest.Query(t, watch, "select count(*) from pg_stat_activity where datname = current_database() and "+
			"wait_event = 'PgSleep'")[0] == "1"
	})
	cut()
	if err := <-broken; fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%q %v", fault.KindOf(err), err)
	}
	free(t, d)
}

// A request that is given up gives its connection back, whatever it was doing.
func TestAGivenUpReadGivesItsConnectionBack(t *testing.T) {
	d := dbtest.Postgres(t)
	w := dbtest.NewTown(t, d)
	f := w.Family(2, w.Activity("CANTINE", nil))
	for range 40 { // more than there are connections
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
		err := d.Read().Together(ctx, append(new(page).reads(f), db.ReadOf("select 1 from pg_sleep(60) where $1 > 0",
			1))...)
		if fault.KindOf(err) != fault.Unavailable {
			t.Fatalf("%q %v", fault.KindOf(err), err)
		}
		cancel()
		if err := d.Read().Together(ctx, new(page).reads(f)...); err == nil {
			t.Fatal("a read of who has gone succeeds")
		}
	}
	free(t, d)
	if err := d.Read().Together(t.Context(), new(page).reads(f)...); err != nil {
		t.Error(err)
	}
}

// Reads, Bun and transactions share the connections: they wait for each other and never open more.
func TestSixteenConnectionsInAll(t *testing.T) {
	d := dbtest.Postgres(t)
	w := dbtest.NewTown(t, d)
	f := w.Family(2, w.Activity("CANTINE", nil))
	most := 0
	var mu sync.Mutex
	look := func() {
		open, _ := d.Connections()
		mu.Lock()
		most = max(most, open)
		mu.Unlock()
	}
	var wg sync.WaitGroup
	for i := range 90 {
		wg.Go(func() {
			var err error
			var n int
			switch i % 3 {
			case 0:
				err = d.Read().Together(t.Context(), append(new(page).reads(f),
					db.ReadOf("select 1 from pg_sleep(0.01) where $1 > 0", 1))...)
			case 1:
				err = d.Read().NewRaw("select 1 from pg_sleep(0.01)").Scan(t.Context(), new(string))
			case 2:
				err = d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
					look()
					if err := q.NewRaw("select 1").Scan(ctx, &n); err != nil {
						return err
					}
					return q.Together(ctx, new(page).reads(f)...)
				})
			}
			look()
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most > 16 || most < 2 {
		t.Errorf("%d connections", most)
	}
	free(t, d)
}

// After its time is up, a transaction changes nothing any more: a read does not run outside of it.
func TestALateStatementStaysInItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1)
		if _, err := d.Write().DraftOf(t.Context(), f.AccountID, f.ID, time.Now()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Tx(ctx, func(_ context.Context, q db.Q) error {
			cancel()
			dbtest.Until(t, "database/sql rolls back", func() bool {
				_, err := q.ExecContext(context.Background(), "select 1")
				return err != nil
			})
			return q.Together(context.Background(), db.ReadOf(
				"update families set last_name = 'TARD' where id = $1 returning last_name", f.ID))
		})
		if err == nil {
			t.Error("a transaction that ran out of time succeeded")
		}
		if got := dbtest.Query(t, d, "select last_name from families"); slices.Contains(got, "TARD") ||
			!strings.HasPrefix(got[0], "DUPONT") {
			t.Error(got)
		}
		free(t, d)
	})
}

// A statement of SQLite is prepared once for its connection, also while the rows of the same text are being read, and
// there are never more of them than a connection may keep.
func TestStatementsAreKept(t *testing.T) {
	d := dbtest.SQLite(t)
	for i := range 300 {
		if err := d.Read().Together(t.Context(), db.ReadOf(fmt.Sprintf("select %d where $1 = 1", i), 1)); err != nil {
			t.Fatal(err)
		}
	}
	err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
		const text = "select value from json_each('[1,2,3]') where ? = 1"
		outer, err := q.QueryContext(ctx, text, 1)
		if err != nil {
			return err
		}
		defer outer.Close()
		for want := 1; outer.Next(); want++ {
			var n, inner int
			if err := outer.Scan(&n); err != nil || n != want {
				return fmt.Errorf("%d, not %d: %w", n, want, err)
			}
			if err := q.NewRaw("select count(*) from accounts").Scan(ctx, &inner); err != nil {
				return err
			}
			rows, err := q.QueryContext(ctx, text, 1)
			if err != nil {
				return err
			}
			rows.Next()
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return outer.Err()
	})
	if err != nil {
		t.Error(err)
	}
	if n := db.KeptMost(t.Context(), d); n == 0 || n > 128 {
		t.Errorf("%d statements are kept", n)
	}
}
