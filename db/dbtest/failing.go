package dbtest

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"cartable/db"
)

// Failing is a database that a test can make unavailable and available again.
type Failing struct {
	*db.DB
	answers atomic.Pointer[error]
	left    atomic.Int64 // number of calls that still work
}

// EachFailing runs a test on both dialects.
func EachFailing(t *testing.T, test func(t *testing.T, d *Failing)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, failing(t, SQLiteURL(t))) })
	t.Run("postgres", func(t *testing.T) { test(t, failing(t, PostgresURL(t))) })
}

func failing(t *testing.T, address string) *Failing {
	t.Helper()
	f := new(Failing)
	d, err := db.OpenFailing(context.Background(), address, func() error {
		if with := f.answers.Load(); with != nil && f.left.Add(-1) < 0 {
			return *with
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	f.DB = d
	return f
}

// Fail makes the database return an error for each call, until Work.
func (f *Failing) Fail(with error) { f.FailAfter(0, with) }

// FailAfter is Fail after n more calls to the database.
func (f *Failing) FailAfter(n int64, with error) {
	f.left.Store(n)
	f.answers.Store(&with)
}

// Work makes the database work again.
func (f *Failing) Work() { f.answers.Store(nil) }

// Failed reports whether the database was called since it stopped working.
func (f *Failing) Failed() bool { return f.left.Load() < 0 }

// Away returns the error of the dialect when the database is unavailable.
func (f *Failing) Away() error {
	if f.Postgres() {
		return &pgconn.PgError{Code: "57P03", Message: "the database system is starting up"}
	}
	return liteError{5, "database is locked (5) (SQLITE_BUSY)"}
}

// Full returns the error of the dialect when its disk is full.
func (f *Failing) Full() error {
	if f.Postgres() {
		return &pgconn.PgError{Code: "53100", Message: "could not extend file: No space left on device"}
	}
	return liteError{13, "database or disk is full (13)"}
}

// liteError is an error like those of the SQLite driver.
type liteError struct {
	code int
	text string
}

func (e liteError) Error() string { return e.text }
func (e liteError) Code() int     { return e.code }
