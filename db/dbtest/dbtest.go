// Package dbtest gives each test a database of its own, migrated and empty, on SQLite and on PostgreSQL. PostgreSQL's
// address comes from TEST_DATABASE_URL, which `make test` sets; without it tests fail, so that they never pass after
// trying one dialect alone.
package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"cartable/db"
)

// Each runs a test on both dialects.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite returns an empty town in a file that is deleted after the test.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return open(t, SQLiteURL(t))
}

// Postgres returns an empty town in a database that is deleted after the test.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, PostgresURL(t))
}

func open(t testing.TB, address string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

var template struct {
	sync.Once
	bytes []byte
	err   error
}

// SQLiteURL returns the address of a fresh migrated file, for tests that start processes.
func SQLiteURL(t testing.TB) string {
	t.Helper()
	template.Do(func() {
		dir, err := os.MkdirTemp("", "cartable")
		if err != nil {
			template.err = err
			return
		}
		defer os.RemoveAll(dir)
		path := filepath.Join(dir, "template.db")
		if template.err = migrated("sqlite://" + path); template.err == nil {
			template.bytes, template.err = os.ReadFile(path) // #nosec G304 -- a file of the test
		}
	})
	if template.err != nil {
		t.Fatal(template.err)
	}
	path := filepath.Join(t.TempDir(), "town.db")
	if err := os.WriteFile(path, template.bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite://" + path
}

var serial atomic.Int64

// PostgresURL returns the address of a fresh migrated database, for tests that start processes.
func PostgresURL(t testing.TB) string {
	t.Helper()
	base := os.Getenv("TEST_DATABASE_URL")
	if base == "" {
		t.Fatal("TEST_DATABASE_URL is not set: run the tests with make test, or start PostgreSQL with .ci/services")
	}
	ctx := context.Background()
	admin, err := db.Open(ctx, base)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	model, err := postgresModel(ctx, admin, base)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), serial.Add(1))
	if _, err := admin.Write().ExecContext(ctx, "create database "+name+" template "+model); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin, err := db.Open(ctx, base)
		if err != nil {
			return
		}
		defer admin.Close()
		admin.Write().ExecContext(ctx, "drop database if exists "+name+" with (force)")
	})
	return named(base, name)
}

// postgresModel creates, once for a set of migrations, the database that all others are copied from.
func postgresModel(ctx context.Context, admin *db.DB, base string) (string, error) {
	sum := sha256.Sum256([]byte(db.Schema()))
	name := "model_" + hex.EncodeToString(sum[:6])
	return name, admin.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if _, err := q.ExecContext(ctx, "select pg_advisory_xact_lock(7201836)"); err != nil {
			return err
		}
		var there int
		if err := q.NewRaw("select count(*) from pg_database where datname = ?", name).Scan(ctx, &there); err != nil ||
			there > 0 {
			return err
		}
		// Outside the transaction, which only holds the lock: a database cannot be created inside one.
		building := name + "_building"
		if _, err := admin.Write().ExecContext(ctx, "drop database if exists "+building); err != nil {
			return err
		}
		if _, err := admin.Write().ExecContext(ctx, "create database "+building); err != nil {
			return err
		}
		if err := migrated(named(base, building)); err != nil {
			return err
		}
		_, err := admin.Write().ExecContext(ctx, "alter database "+building+" rename to "+name)
		return err
	})
}

func migrated(address string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, address)
	if err != nil {
		return err
	}
	_, err = d.Migrate(ctx)
	if closeErr := d.Close(); err == nil {
		err = closeErr
	}
	return err
}

func named(base, database string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	u.Path = "/" + database
	return u.String()
}
