package db

import (
	"context"
	"database/sql/driver"
)

// keptStmt is a prepared statement that a connection to SQLite keeps: half of what a page costs there was to parse and
// plan the same texts again. (The driver of PostgreSQL keeps its own.)
type keptStmt struct {
	stmt queryStmt
	busy bool // its rows are being read
}

type queryStmt interface {
	driver.Stmt
	driver.StmtQueryContext
}

// keptMost limits the statements that a connection keeps. Those of pages are far fewer; some texts contain lists.
const keptMost = 128

// keep returns the prepared statement of a text, and marks it busy; nil if that text must be run by itself. Only texts
// with arguments come again; Bun writes its own into the text.
func (c *lineConn) keep(ctx context.Context, query string) (*keptStmt, error) {
	kept := c.kept[query]
	if kept == nil {
		prepared, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
		if err != nil {
			return nil, err
		}
		kept = &keptStmt{stmt: prepared.(queryStmt)}
		c.makeRoom()
		c.kept[query] = kept
	}
	if kept.busy {
		return nil, nil
	}
	kept.busy = true
	return kept, nil
}

// makeRoom closes some statement when there are too many.
func (c *lineConn) makeRoom() {
	if c.kept == nil {
		c.kept = map[string]*keptStmt{}
	}
	for query, one := range c.kept {
		if len(c.kept) < keptMost {
			return
		}
		if !one.busy {
			_ = one.stmt.Close() // it only frees memory
			delete(c.kept, query)
		}
	}
}

// Close closes the statements before their connection.
func (c *lineConn) Close() error {
	for _, one := range c.kept {
		_ = one.stmt.Close()
	}
	return c.Conn.Close()
}
