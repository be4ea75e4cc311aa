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
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
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
	pool     *pgxpool.Pool // PostgreSQL's connections; write and read take theirs from it
	open     chan struct{} // a place for each transaction that may be open at once; nil on SQLite, which has one writer
	disk     *disk
	line     line
}

// Q runs queries, inside or outside a transaction.
type Q struct {
	bun.IDB
	raw      rawConn
	door     door
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

// connections is the largest number of connections to PostgreSQL that a process opens.
const connections = 16

// transactions is how many of them may be in transactions at once. Those that want the same days wait for each other's
// locks, and each would wait with a connection in its hand, until none was left for whoever only reads a page.
const transactions = 6

// openPostgres opens one pool, pgx's own, from which reads (door.go) take their connections directly, and all
// else through database/sql. The latter keeps no idle connection, which the others would lack, and sets no limit: who
// waits, waits in the pool, in order of arrival.
func openPostgres(ctx context.Context, address string, disk *disk, through line) (*DB, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errors.New("base de données : l'adresse postgres://… est illisible")
	}
	config.MaxConns = connections
	config.MaxConnIdleTime = 5 * time.Minute
	config.MaxConnLifetimeJitter = 10 * time.Minute // no two of them plan their statements again at the same moment
	config.ConnConfig.StatementCacheCapacity = 256
	// PostgreSQL compiles a statement that it believes to be costly, at each connection anew. Ours are short: it took a
	// tenth of a second, just when a crowd came.
	config.ConnConfig.RuntimeParams["jit"] = "off"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("base de données : connexion impossible : %w", hidden(err))
	}
	// Bun writes arguments into the text: a statement that is prepared would never be used again.
	through.Connector, through.mode = stdlib.GetPoolConnector(pool), pgx.QueryExecModeExec
	all := sql.OpenDB(through)
	all.SetMaxIdleConns(0)
	if err := all.PingContext(ctx); err != nil {
		all.Close()
		pool.Close()
		return nil, fmt.Errorf("base de données : connexion impossible : %w", hidden(err))
	}
	b := bun.NewDB(all, pgdialect.New()).WithQueryHook(counting{})
	return &DB{write: b, read: b, postgres: true, pool: pool, open: make(chan struct{}, transactions), disk: disk,
		line: through}, nil
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
		line:  through,
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
	if d.pool != nil {
		d.endPool()
	}
	return err
}

// endPool closes the connections to PostgreSQL. It waits for those in use, but not for one that nobody gives back: the
// process ends anyway.
func (d *DB) endPool() {
	closed := make(chan struct{})
	go func() { d.pool.Close(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(5 * time.Second):
	}
}

// Ping checks that the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.write.PingContext(ctx) }

// Read returns a Q for queries outside any transaction.
func (d *DB) Read() Q { return d.outside(d.read) }

// Write returns a Q for single statements that need no transaction.
func (d *DB) Write() Q { return d.outside(d.write) }

// outside returns a Q that runs each statement by itself.
func (d *DB) outside(b *bun.DB) Q {
	if d.postgres {
		return Q{IDB: b, raw: b.DB, door: poolDoor{d.pool, d.line}, postgres: true}
	}
	return Q{IDB: b, raw: b.DB, door: sqlDoor{b.DB}}
}

// within runs fn in one transaction. On PostgreSQL its connection is held apart, for the reads.
func (d *DB) within(ctx context.Context, fn func(ctx context.Context, q Q) error) error {
	if ctx.Value(noTransaction{}) != nil {
		return fn(ctx, d.Write())
	}
	if !d.postgres {
		return d.write.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			return fn(ctx, Q{IDB: tx, raw: tx.Tx, door: sqlDoor{tx.Tx}})
		})
	}
	select {
	case d.open <- struct{}{}:
		defer func() { <-d.open }()
	case <-ctx.Done():
		return ctx.Err()
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		return fn(ctx, Q{IDB: tx, raw: tx.Tx, door: txDoor{conn.Conn, d.line}, postgres: true})
	})
}

type noTransaction struct{}

// WithoutTransactions is for the negative control of the test suite alone (app/prooftest): under it, each statement of
// a transaction is kept at once, and the suite must detect what a kill between two of them leaves. In a program that is
// not a test it changes nothing.
func WithoutTransactions(ctx context.Context) context.Context {
	if !testing.Testing() {
		return ctx
	}
	return context.WithValue(ctx, noTransaction{}, true)
}

// Tx runs fn in one transaction: READ COMMITTED on PostgreSQL, where callers that allot places lock the slots first and
// count afterwards; an immediate one on SQLite, which is the lock itself. Inside, use only the given Q: on SQLite any
// other would wait for this one for ever.
//
// A transaction that the database aborted because of others (deadlock, serialization) is retried.
func (d *DB) Tx(ctx context.Context, fn func(ctx context.Context, q Q) error) error {
	if err := d.Verify(ctx); err != nil { // nothing is written for somebody unknown
		return err
	}
	for attempt := 1; ; attempt++ {
		held, say := seclog.Hold(ctx)
		err := d.within(held, fn)
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

// Verify verifies the visitor whom ctx expects, if nothing has done so yet.
func (d *DB) Verify(ctx context.Context) error {
	return d.Read().verify(ctx)
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

// exec runs one statement with $1, $2, … and returns how many rows it affected.
func (q Q) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := q.verify(ctx); err != nil {
		return 0, err
	}
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

// each makes one read, and passes every row to scan. Placeholders are $1, $2, …
func (q Q) each(ctx context.Context, query string, args []any, scan func(row) error) error {
	return q.Together(ctx, Read{query: query, args: args, scan: scan})
}

// Together makes the reads of a page in one round trip on PostgreSQL, and one after the other on SQLite. Each counts as
// a query. After an error nothing that they filled may be used.
func (q Q) Together(ctx context.Context, reads ...Read) error {
	expected := unverified(ctx)
	if expected != nil {
		reads = expected.with(reads)
	}
	for _, one := range reads {
		count(ctx)
		utc(one.args)
	}
	if err := q.door.ask(ctx, reads); err != nil {
		return err
	}
	for _, one := range reads {
		if one.end != nil {
			one.end()
		}
	}
	if expected != nil && !expected.Verified() {
		return ErrOtherwise
	}
	return nil
}

// forUpdate returns the row lock clause of PostgreSQL; on SQLite it is empty, as the immediate transaction locks
// everything already.
func (q Q) forUpdate() string {
	if q.postgres {
		return " for update"
	}
	return ""
}
