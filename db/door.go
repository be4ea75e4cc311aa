package db

import (
	"context"
	"database/sql"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

// row is a row of a read, of database/sql or of pgx.
type row interface{ Scan(into ...any) error }

// Read is one read, which Q.Together makes with others: a statement with $1, $2, …, and the function that takes each
// of its rows. That function makes no query: its connection is still busy. end is called after the last row of all; it
// may be nil.
type Read struct {
	query string
	args  []any
	scan  func(row) error
	end   func()
}

// door is how reads reach the database. It makes several in their order, and stops at the first error.
type door interface {
	ask(ctx context.Context, reads []Read) error
}

// sqlDoor makes reads through database/sql: those of SQLite, one after the other.
type sqlDoor struct{ raw rawConn }

func (d sqlDoor) ask(ctx context.Context, reads []Read) error {
	for _, one := range reads {
		if err := d.one(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

func (d sqlDoor) one(ctx context.Context, r Read) error {
	rows, err := d.raw.QueryContext(ctx, strings.ReplaceAll(r.query, "$", "?"), r.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := r.scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// poolDoor makes reads outside of transactions on a connection of pgx's own pool, which database/sql shares
// (openPostgres): statements are prepared, several make one round trip, and nothing of database/sql is paid.
type poolDoor struct {
	pool *pgxpool.Pool
	line line
}

func (d poolDoor) ask(ctx context.Context, reads []Read) error {
	for attempt := 1; ; attempt++ {
		err := d.once(ctx, reads)
		if err == nil || attempt == 3 || !pgconn.SafeToRetry(err) || ctx.Err() != nil {
			return err
		}
		// The connection was dead, nothing was sent: another one, as database/sql does.
	}
}

func (d poolDoor) once(ctx context.Context, reads []Read) error {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return d.line.pass(err)
	}
	defer conn.Release()
	return d.line.ask(ctx, conn.Conn(), reads)
}

// txDoor makes reads inside a transaction of database/sql, on the connection that it holds. Raw excludes the
// rollback that database/sql makes by itself when the time is up, which closes the connection: nothing runs outside of
// the transaction.
type txDoor struct {
	conn *sql.Conn
	line line
}

func (d txDoor) ask(ctx context.Context, reads []Read) (err error) {
	gone := d.conn.Raw(func(c any) error {
		err = d.line.ask(ctx, c.(*lineConn).Conn.(*stdlib.Conn).Conn(), reads)
		return nil
	})
	if err == nil {
		err = gone
	}
	return d.line.pass(err) // of Raw: what line made has passed, and stays as it is
}

// ask sends reads on one connection of PostgreSQL, and passes on each of their errors.
func (l line) ask(ctx context.Context, conn *pgx.Conn, reads []Read) error {
	if len(reads) == 1 {
		rows, err := l.query(func() (pgx.Rows, error) { return conn.Query(ctx, reads[0].query, reads[0].args...) })
		if err != nil {
			return err
		}
		return l.take(rows, reads[0].scan)
	}
	batch := &pgx.Batch{QueuedQueries: make([]*pgx.QueuedQuery, 0, len(reads))}
	for _, one := range reads {
		batch.Queue(one.query, one.args...)
	}
	results := conn.SendBatch(ctx, batch)
	for _, one := range reads {
		rows, err := l.query(results.Query)
		if err == nil {
			err = l.take(rows, one.scan)
		}
		if err != nil {
			results.Close() // it says the same again
			return err
		}
	}
	return l.pass(results.Close())
}

func (l line) query(do func() (pgx.Rows, error)) (pgx.Rows, error) {
	if err := l.fails(); err != nil {
		return nil, l.pass(err)
	}
	rows, err := do()
	return rows, l.pass(err)
}

// take passes each row to scan.
func (l line) take(rows pgx.Rows, scan func(row) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := l.fails(); err != nil {
			return l.pass(err)
		}
		if err := scan(rows); err != nil {
			return err
		}
	}
	return l.pass(rows.Err())
}
