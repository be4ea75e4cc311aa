package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"cartable/app/domain/fault"
)

// asFault tells apart a database that cannot do its work for now, which a person may ask again a moment later: it is
// away, starts, has no place left, is full, is held by others, or the line broke. Whatever else it says is our mistake.
// What drivers say passes here once, in line.go; Tx and Migrate hand on what database/sql adds of its own.
func asFault(err error) error {
	if err == nil || fault.KindOf(err) != fault.Internal || !away(err) {
		return err
	}
	if Full(err) {
		return fault.Unavailablef(
			err,
			"Le portail ne peut rien enregistrer pour l'instant\u00a0: l'équipe technique est "+
				"prévenue. Ce qui était enregistré est intact.",
		)
	}
	return fault.Unavailablef(err, "Le service est momentanément indisponible. Réessayez dans un instant.")
}

// awayStates are the SQLSTATE of PostgreSQL, or the classes of them, that pass by themselves or by whoever operates.
var awayStates = []string{
	"08",    // the connection failed
	"53",    // no disk, no memory, no connection left
	"57P01", // shut down by an administrator
	"57P02", // crashed
	"57P03", // starting, or stopping
	"57P05", // the connection was idle for too long
	"57014", // took longer than it may
	"55P03", // somebody else holds the lock
	"58",    // the system under it failed: input and output
	"25006", // it is a copy for now, and takes no changes
	"40001", // given up for others, several times
	"40P01",
}

// The result codes of SQLite that do, without their extension.
const (
	sqliteBusy, sqliteLocked, sqliteReadOnly, sqliteInterrupt, sqliteIO = 5, 6, 8, 9, 10
	sqliteFull, sqliteCannotOpen, sqliteProtocol                        = 13, 14, 15
)

// sqliteError is an error of the driver of SQLite; its own type cannot be made by a test.
type sqliteError interface {
	error
	Code() int
}

func away(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		for _, state := range awayStates {
			if strings.HasPrefix(pg.Code, state) {
				return true
			}
		}
		return false
	}
	if lite, ok := errors.AsType[sqliteError](err); ok {
		switch lite.Code() & 0xff {
		case sqliteBusy, sqliteLocked, sqliteInterrupt, sqliteIO, sqliteFull, sqliteCannotOpen, sqliteProtocol:
			return true
		case sqliteReadOnly: // the file system turned so; a write by a reader is our mistake, and has no extension
			return lite.Code() != sqliteReadOnly
		}
		return false
	}
	if errors.Is(err, context.Canceled) { // whoever asked hung up
		return false
	}
	for _, broken := range []error{
		driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, context.DeadlineExceeded,
	} {
		if errors.Is(err, broken) {
			return true
		}
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	_, ok := errors.AsType[*pgconn.ConnectError](err)
	return ok || strings.HasSuffix(err.Error(), "conn closed") // pgconn keeps the type to itself
}

// Full tells that the disk under the database has no place left, or fails: somebody who operates must act.
func Full(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "53100" || pg.Code == "58030"
	}
	if lite, ok := errors.AsType[sqliteError](err); ok {
		code := lite.Code() & 0xff
		return code == sqliteFull || code == sqliteIO
	}
	return false
}

// disk is what this process knows of the disk under the database: it cannot be written there.
type disk struct {
	mu    sync.Mutex
	since time.Time // zero while nothing is wrong
	word  string
}

// said hears each error of the database. The first of a full disk is told to whoever operates.
func (d *disk) said(err error) {
	if !Full(err) {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.since.IsZero() {
		d.since = time.Now()
		slog.Error("the disk of the database is full or fails: nothing can be stored", "error", err)
	}
	d.word = err.Error()
}

// DiskFull tells since when, on the machine's clock, the database cannot store anything for want of a disk, and what it
// said last. ok is false while nothing is wrong.
func (d *DB) DiskFull() (since time.Time, word string, ok bool) {
	d.disk.mu.Lock()
	defer d.disk.mu.Unlock()
	return d.disk.since, d.disk.word, !d.disk.since.IsZero()
}

// DiskWorks notes that something was stored again.
func (d *DB) DiskWorks() {
	d.disk.mu.Lock()
	defer d.disk.mu.Unlock()
	if !d.disk.since.IsZero() {
		slog.Info("the disk of the database works again")
	}
	d.disk.since, d.disk.word = time.Time{}, ""
}
