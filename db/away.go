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

// asFault recognises the errors of a database that cannot work for now, so that the user may try again a moment later:
// it is unreachable, starting, out of connections, full, locked by others, or the connection broke. Any other error is
// a bug of ours. All errors of drivers pass through here once, in line.go; Tx and Migrate pass on those that
// database/sql adds.
func asFault(err error) error {
	if err == nil || fault.KindOf(err) != fault.Internal {
		return err
	}
	if merged(err) {
		return fault.Conflictf("Ce dossier vient d'être réuni avec un autre par la mairie. Rechargez la page.")
	}
	if !away(err) {
		return err
	}
	if Full(err) {
		return fault.Unavailablef(err,
			"Le portail ne peut rien enregistrer pour l'instant\u00a0: l'équipe technique est "+
				"prévenue. Ce qui était enregistré est intact.")
	}
	return fault.Unavailablef(err, "Le service est momentanément indisponible. Réessayez dans un instant.")
}

// awayStates are the SQLSTATE codes of PostgreSQL, or their classes, for conditions that end by themselves or that an
// operator resolves.
var awayStates = []string{
	"08",    // the connection failed
	"53",    // no disk, memory or connection left
	"57P01", // shut down by an administrator
	"57P02", // crashed
	"57P03", // starting, or stopping
	"57P05", // the connection was idle for too long
	"57014", // took longer than the time limit
	"55P03", // another transaction holds the lock
	"58",    // the system under it failed: input and output
	"25006", // it is a replica for now, and accepts no changes
	"40001", // given up because of other transactions, several times
	"40P01",
}

// These are the result codes of SQLite for such conditions, without their extension.
const (
	sqliteBusy, sqliteLocked, sqliteReadOnly, sqliteInterrupt, sqliteIO = 5, 6, 8, 9, 10
	sqliteFull, sqliteCannotOpen, sqliteProtocol, sqliteConstraint      = 13, 14, 15, 19
)

// sqliteError is an error of the SQLite driver; a test cannot construct the driver's own type.
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
		case sqliteReadOnly: // the file system became read-only; a write by a reader is our bug, and has no extension
			return lite.Code() != sqliteReadOnly
		}
		return false
	}
	if errors.Is(err, context.Canceled) { // the client disconnected
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
	return ok || strings.HasSuffix(err.Error(), "conn closed") // pgconn does not export the type
}

// merged reports whether the database refused a row of a family that was merged since it was read (DOMAIN.md 10.70).
func merged(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "CM001"
	}
	lite, ok := errors.AsType[sqliteError](err)
	return ok && lite.Code()&0xff == sqliteConstraint && strings.Contains(lite.Error(), "this family was merged")
}

// Full reports whether the disk under the database is full or failing: an operator must act.
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

// disk is the state of the disk under the database, as this process has seen it: whether it can be written.
type disk struct {
	mu    sync.Mutex
	since time.Time // zero when nothing is wrong
	word  string
}

// said receives each error of the database. It notifies operators of the first error of a full disk.
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

// DiskFull returns the instant, on the machine's clock, since which the database cannot store anything because of its
// disk, and the last error text. ok is false when nothing is wrong.
func (d *DB) DiskFull() (since time.Time, word string, ok bool) {
	d.disk.mu.Lock()
	defer d.disk.mu.Unlock()
	return d.disk.since, d.disk.word, !d.disk.since.IsZero()
}

// DiskWorks records that a write succeeded again.
func (d *DB) DiskWorks() {
	d.disk.mu.Lock()
	defer d.disk.mu.Unlock()
	if !d.disk.since.IsZero() {
		slog.Info("the disk of the database works again")
	}
	d.disk.since, d.disk.word = time.Time{}, ""
}
