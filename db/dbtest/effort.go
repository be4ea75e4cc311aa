package dbtest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"
	"modernc.org/sqlite"

	"cartable/db"
)

// Effort is the amount that a database had to read, by table or index: rows on PostgreSQL, where an entry of an index
// counts as one; pages of the file on SQLite, which does not distinguish them.
type Effort map[string]int

// Sum returns the total.
func (e Effort) Sum() (n int) {
	for _, one := range e {
		n += one
	}
	return n
}

// String returns the tables and indexes that were read most.
func (e Effort) String() string {
	names := slices.SortedFunc(maps.Keys(e), func(a, b string) int { return e[b] - e[a] })
	var words []string
	for _, name := range names[:min(len(names), 4)] {
		words = append(words, fmt.Sprint(name, " ", e[name]))
	}
	return fmt.Sprint(e.Sum(), " (", strings.Join(words, ", "), ")")
}

// Measure returns what a database reads while do runs; nothing else may use the database at the same time.
func Measure(t testing.TB, d *db.DB, do func()) Effort {
	t.Helper()
	before := effort(t, d)
	do()
	after := effort(t, d)
	for name, n := range before {
		after[name] -= n
	}
	return after
}

func effort(t testing.TB, d *db.DB) Effort {
	t.Helper()
	ctx, all := context.Background(), Effort{}
	if !d.Postgres() {
		for _, q := range []db.Q{d.Read(), d.Write()} {
			pool := q.IDB.(*bun.DB).DB
			pool.SetMaxOpenConns(1) // counters are a connection's
			conn, err := pool.Conn(ctx)
			if err != nil {
				t.Fatal(err)
			}
			err = conn.Raw(func(c any) error {
				counters := c.(interface{ Unwrap() driver.Conn }).Unwrap().(sqlite.DBStatus)
				for _, op := range []sqlite.DBStatusOp{sqlite.DBStatusCacheHit, sqlite.DBStatusCacheMiss} {
					n, _, err := counters.Status(op, false)
					if err != nil {
						return err
					}
					all["pages"] += n
				}
				return nil
			})
			if conn.Close(); err != nil {
				t.Fatal(err)
			}
		}
		return all
	}
	pool := d.Write().IDB.(*bun.DB).DB
	pool.SetMaxOpenConns(1) // a connection keeps its counts to itself until it is made to publish them
	for _, one := range []string{
		"select pg_stat_force_next_flush()",
		// Small tables are read whole, which does not show how they will be read when they are large: tables with an
		// index must be read through it.
		"set enable_seqscan = off", "set enable_hashjoin = off", "set enable_mergejoin = off",
	} {
		if _, err := pool.ExecContext(ctx, one); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := pool.QueryContext(ctx, `select relname, seq_tup_read from pg_stat_user_tables where seq_tup_read > 0
		union all select indexrelname, idx_tup_read from pg_stat_user_indexes where idx_tup_read > 0`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			t.Fatal(err)
		}
		all[name] = n
	}
	if err := rows.Err(); err != nil && err != sql.ErrNoRows {
		t.Fatal(err)
	}
	return all
}
