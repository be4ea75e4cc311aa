package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io"
	"reflect"
)

// line wraps a driver under database/sql, so that each error of the database passes through one place, whatever its
// source: Bun, a raw statement, a row that comes late, a commit. It changes nothing else.
type line struct {
	driver.Connector
	mode  any // how PostgreSQL's driver sends a statement without arguments; nil on SQLite
	said  func(error)
	fails func() error // for tests: the error that the database returns in place of its work; nil = none
}

func (l line) Connect(ctx context.Context) (driver.Conn, error) {
	if err := l.fails(); err != nil {
		return nil, l.pass(err)
	}
	conn, err := l.Connector.Connect(ctx)
	if err != nil {
		return nil, l.pass(err)
	}
	return &lineConn{Conn: conn, line: l}, nil
}

// pass turns errors into faults. It calls said first, which keeps the state of the disk.
func (l line) pass(err error) error {
	if err != nil {
		l.said(err)
	}
	return asFault(err)
}

// moded puts the mode in the place of arguments. A text with arguments comes again: PostgreSQL prepares it once for
// each connection.
func (l line) moded(args []driver.NamedValue) []driver.NamedValue {
	if l.mode == nil || len(args) > 0 {
		return args
	}
	return []driver.NamedValue{{Value: l.mode}}
}

type lineConn struct {
	driver.Conn
	line line
	kept map[string]*keptStmt // SQLite's prepared statements, by text
}

// Unwrap is the driver's own connection, for what database/sql does not know of it: its counters.
func (c *lineConn) Unwrap() driver.Conn { return c.Conn }

func (c *lineConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.line.fails(); err != nil {
		return nil, c.line.pass(err)
	}
	if c.line.mode == nil && len(args) > 0 {
		if kept, err := c.keep(ctx, query); err != nil {
			return nil, c.line.pass(err)
		} else if kept != nil {
			rows, err := kept.stmt.QueryContext(ctx, args)
			if err != nil {
				kept.busy = false
				return nil, c.line.pass(err)
			}
			return &lineRows{rows, c.line, kept}, nil
		}
	}
	rows, err := c.Conn.(driver.QueryerContext).QueryContext(ctx, query, c.line.moded(args))
	if err != nil {
		return nil, c.line.pass(err)
	}
	return &lineRows{rows, c.line, nil}, nil
}

func (c *lineConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.line.fails(); err != nil {
		return nil, c.line.pass(err)
	}
	result, err := c.Conn.(driver.ExecerContext).ExecContext(ctx, query, c.line.moded(args))
	return result, c.line.pass(err)
}

func (c *lineConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	stmt, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	return stmt, c.line.pass(err)
}

func (c *lineConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if err := c.line.fails(); err != nil {
		return nil, c.line.pass(err)
	}
	tx, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
	if err != nil {
		return nil, c.line.pass(err)
	}
	return lineTx{tx, c.line}, nil
}

func (c *lineConn) Ping(ctx context.Context) error {
	return c.line.pass(c.Conn.(driver.Pinger).Ping(ctx))
}

func (c *lineConn) CheckNamedValue(v *driver.NamedValue) error {
	if checker, ok := c.Conn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

// ResetSession and IsValid return their errors to database/sql alone: they end a connection, and reach no caller.
func (c *lineConn) ResetSession(ctx context.Context) error {
	if resetter, ok := c.Conn.(driver.SessionResetter); ok {
		return resetter.ResetSession(ctx)
	}
	return nil
}

func (c *lineConn) IsValid() bool {
	validator, ok := c.Conn.(driver.Validator)
	return !ok || validator.IsValid()
}

type lineTx struct {
	driver.Tx
	line line
}

func (t lineTx) Commit() error {
	if err := t.line.fails(); err != nil {
		_ = t.Tx.Rollback()
		return t.line.pass(err)
	}
	return t.line.pass(t.Tx.Commit())
}

func (t lineTx) Rollback() error { return t.line.pass(t.Tx.Rollback()) }

type lineRows struct {
	driver.Rows
	line line
	of   *keptStmt // nil: not of a kept statement
}

func (r *lineRows) Close() error {
	err := r.Rows.Close()
	if r.of != nil {
		r.of.busy = false
	}
	return err
}

func (r *lineRows) Next(into []driver.Value) error {
	if err := r.line.fails(); err != nil {
		return r.line.pass(err)
	}
	err := r.Rows.Next(into)
	if err == nil || err == io.EOF { // same comparison as database/sql: a broken connection wraps io.EOF
		return err
	}
	return r.line.pass(err)
}

// The types of columns are read when a row becomes a map.
func (r *lineRows) ColumnTypeScanType(i int) reflect.Type {
	if typed, ok := r.Rows.(driver.RowsColumnTypeScanType); ok {
		return typed.ColumnTypeScanType(i)
	}
	return reflect.TypeFor[any]()
}

func (r *lineRows) ColumnTypeDatabaseTypeName(i int) string {
	if typed, ok := r.Rows.(driver.RowsColumnTypeDatabaseTypeName); ok {
		return typed.ColumnTypeDatabaseTypeName(i)
	}
	return ""
}

// dsn makes a connector for a driver that has none.
type dsn struct {
	name string
	by   driver.Driver
}

func (d dsn) Connect(context.Context) (driver.Conn, error) { return d.by.Open(d.name) }
func (d dsn) Driver() driver.Driver                        { return d.by }

// openSQLiteLine is sql.Open for SQLite, through line.
func openSQLiteLine(name string, l line) (*sql.DB, error) {
	known, err := sql.Open("sqlite", name) // opens no connection: it gives the driver that has our functions
	if err != nil {
		return nil, err
	}
	l.Connector = dsn{name, known.Driver()}
	return sql.OpenDB(l), known.Close()
}
