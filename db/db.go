// Package db is the only package that contains SQL. One schema serves PostgreSQL and SQLite; queries are grouped by
// subject, one file each, as methods of Q, which is a connection or a transaction.
//
// It makes no decisions: rules are in app/domain. Start with Open, DB.Tx and DB.Read.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite"

	"cartable/app/seclog"
)

// DB is an open database.
type DB struct {
	write    *bun.DB
	read     *bun.DB // the same as write on PostgreSQL
	postgres bool
	disk     *disk
}

// Q runs queries, inside or outside a transaction.
type Q struct {
	bun.IDB
	raw      rawConn
	postgres bool
}

type rawConn interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Open connects to `postgres://…` or `sqlite:///absolute/path` (`sqlite://relative/path` works too). The URL never
// appears in an error, because it contains a password.
func Open(ctx context.Context, address string) (*DB, error) {
	return OpenFailing(ctx, address, func() error { return nil })
}

// OpenFailing is Open for tests: before each call to the database, fails may return an error in its place.
func OpenFailing(ctx context.Context, address string, fails func() error) (*DB, error) {
	scheme, rest, _ := strings.Cut(address, "://")
	disk := new(disk)
	through := line{said: disk.said, fails: fails}
	switch scheme {
	case "postgres", "postgresql":
		return openPostgres(ctx, address, disk, through)
	case "sqlite":
		return openSQLite(ctx, rest, disk, through)
	}
	return nil, errors.New("base de données : une adresse postgres://… ou sqlite:///chemin est attendue")
}

func openPostgres(ctx context.Context, address string, disk *disk, through line) (*DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("base de données : l'adresse postgres://… est illisible")
	}
	// Bun writes arguments into the text, so a statement cache would never hit. The hottest reads request it themselves
	// (see Q.hot).
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.StatementCacheCapacity = 256
	through.Connector = stdlib.GetConnector(*config)
	pool := sql.OpenDB(through)
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(16)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("base de données : connexion impossible : %w", hidden(err))
	}
	b := bun.NewDB(pool, pgdialect.New()).WithQueryHook(counting{})
	return &DB{write: b, read: b, postgres: true, disk: disk}, nil
}

// hidden keeps the text of a connection error and removes the address, which pgx quotes.
func hidden(err error) error {
	var failed *pgconn.ConnectError
	if errors.As(err, &failed) {
		return errors.New(strings.TrimSpace(failed.Unwrap().Error()))
	}
	return err
}

// openSQLite opens one connection that writes and a few that read: a single writer waits for its turn, where several
// would be refused at random.
func openSQLite(ctx context.Context, path string, disk *disk, through line) (*DB, error) {
	common := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(1)",
		"recursive_triggers(1)", // or REPLACE would remove a line of the ledger silently
		"cache_size(-32768)", "temp_store(MEMORY)",
	}}
	const format = "sqlite" // instants as Bun writes them, so that they compare as text
	writer := url.Values{"_pragma": common["_pragma"], "_time_format": {format}, "_txlock": {"immediate"}}
	reader := url.Values{"_pragma": append(common["_pragma"][:len(common["_pragma"]):len(common["_pragma"])],
		"query_only(1)"), "_time_format": {format}}
	name := "file:" + (&url.URL{Path: path}).EscapedPath()

	w, err := openSQLiteLine(name+"?"+writer.Encode(), through)
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	w.SetConnMaxLifetime(0)
	if err := w.PingContext(ctx); err != nil {
		w.Close()
		return nil, fmt.Errorf("base de données : %s ne s'ouvre pas : %w", path, err)
	}
	r, err := openSQLiteLine(name+"?"+reader.Encode(), through)
	if err != nil {
		w.Close()
		return nil, err
	}
	r.SetMaxOpenConns(4)
	r.SetMaxIdleConns(4)
	return &DB{
		write: bun.NewDB(w, sqlitedialect.New()).WithQueryHook(counting{}),
		read:  bun.NewDB(r, sqlitedialect.New()).WithQueryHook(counting{}),
		disk:  disk,
	}, nil
}

// Postgres reports whether the dialect is PostgreSQL; use it for messages, never to decide a rule.
func (d *DB) Postgres() bool { return d.postgres }

// Close ends all connections.
func (d *DB) Close() error {
	err := d.write.Close()
	if d.read != d.write {
		err = errors.Join(err, d.read.Close())
	}
	return err
}

// Ping checks that the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.write.PingContext(ctx) }

// Read returns a Q for queries outside any transaction.
func (d *DB) Read() Q { return d.q(d.read, d.read.DB) }

// Write returns a Q for single statements that need no transaction.
func (d *DB) Write() Q { return d.q(d.write, d.write.DB) }

func (d *DB) q(idb bun.IDB, raw rawConn) Q {
	return Q{IDB: idb, raw: raw, postgres: d.postgres}
}

// Tx runs fn in one transaction: READ COMMITTED on PostgreSQL, where callers that allot places lock the slots first and
// count afterwards; an immediate one on SQLite, which is the lock itself. Inside, use only the given Q: on SQLite any
// other would wait for this one for ever.
//
// A transaction that the database aborted because of others (deadlock, serialization) is retried.
func (d *DB) Tx(ctx context.Context, fn func(ctx context.Context, q Q) error) error {
	for attempt := 1; ; attempt++ {
		held, say := seclog.Hold(ctx)
		err := d.write.RunInTx(held, nil, func(ctx context.Context, tx bun.Tx) error {
			return fn(ctx, d.q(tx, tx.Tx))
		})
		if err == nil {
			say()
		}
		if err == nil || attempt == 5 || !again(err) {
			if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil { // database/sql ended it when the time was up
				err = errors.Join(ctx.Err(), err)
			}
			return asFault(err)
		}
		time.Sleep(time.Duration(attempt*attempt) * 5 * time.Millisecond)
	}
}

// InTx is Tx for a function that returns a value: it returns the value of the attempt that was committed, or the one
// that came with the error.
func InTx[T any](ctx context.Context, d *DB, fn func(ctx context.Context, q Q) (T, error)) (value T, err error) {
	err = d.Tx(ctx, func(ctx context.Context, q Q) (err error) {
		value, err = fn(ctx, q)
		return err
	})
	return value, err
}

func again(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001")
}

// hot runs one of the few reads that every page makes, as a prepared statement on PostgreSQL, which is not possible
// with Bun because it writes arguments into the text. Placeholders are $1, $2, …
func (q Q) hot(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	count(ctx)
	args = utc(args)
	if !q.postgres {
		return q.raw.QueryContext(ctx, strings.ReplaceAll(query, "$", "?"), args...)
	}
	return q.raw.QueryContext(ctx, query, append([]any{pgx.QueryExecModeCacheStatement}, args...)...)
}

// exec runs one statement with $1, $2, … and returns how many rows it affected.
func (q Q) exec(ctx context.Context, query string, args ...any) (int64, error) {
	count(ctx)
	args = utc(args)
	if !q.postgres {
		query = strings.ReplaceAll(query, "$", "?")
	}
	res, err := q.raw.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// each runs a hot read and passes every row to scan.
func (q Q) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := q.hot(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// forUpdate returns the row lock clause of PostgreSQL; on SQLite it is empty, as the immediate transaction locks
// everything already.
func (q Q) forUpdate() string {
	if q.postgres {
		return " for update"
	}
	return ""
}
