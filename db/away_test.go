package db_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"cartable/app/domain/fault"
	"cartable/db"
	"cartable/db/dbtest"
)

type lite int

func (l lite) Error() string { return fmt.Sprintf("sqlite (%d)", int(l)) }
func (l lite) Code() int     { return int(l) }

// The test separates errors of a database that is temporarily unavailable from our own bugs. It covers each path by
// which an error comes: a read of Bun, a raw statement, a transaction.
func TestADatabaseThatIsAwayIsUnavailable(t *testing.T) {
	state := func(code string) error { return &pgconn.PgError{Code: code} }
	cases := []struct {
		err  error
		kind fault.Kind
		full bool
	}{
		{state("57P01"), fault.Unavailable, false}, {state("57P02"), fault.Unavailable, false},
		{state("57P03"), fault.Unavailable, false}, {state("53300"), fault.Unavailable, false},
		{state("53200"), fault.Unavailable, false}, {state("53100"), fault.Unavailable, true},
		{state("58030"), fault.Unavailable, true}, {state("57014"), fault.Unavailable, false},
		{state("55P03"), fault.Unavailable, false}, {state("25006"), fault.Unavailable, false},
		{state("08006"), fault.Unavailable, false},
		{state("23505"), fault.Internal, false}, {state("42703"), fault.Internal, false},
		{state("P0001"), fault.Internal, false}, {state("22P02"), fault.Internal, false},
		{
			lite(5),
			fault.Unavailable,
			false,
		}, {lite(5 | 1<<8), fault.Unavailable, false}, {lite(6), fault.Unavailable, false},
		{lite(13), fault.Unavailable, true}, {lite(10 | 3<<8), fault.Unavailable, true},
		{lite(14), fault.Unavailable, false}, {lite(8 | 1<<8), fault.Unavailable, false},
		{lite(8), fault.Internal, false}, {lite(1), fault.Internal, false}, {lite(19), fault.Internal, false},
		{lite(11), fault.Internal, false},
		{driver.ErrBadConn, fault.Unavailable, false}, {io.ErrUnexpectedEOF, fault.Unavailable, false},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, fault.Unavailable, false},
		{errors.New("conn closed"), fault.Unavailable, false},
		{context.DeadlineExceeded, fault.Unavailable, false}, {context.Canceled, fault.Internal, false},
		{errors.New("anything else"), fault.Internal, false},
	}
	dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
		ctx := context.Background()
		for _, c := range cases {
			d.Fail(c.err)
			var n int
			paths := map[string]error{
				"bun":  d.Read().NewRaw("select 1").Scan(ctx, &n),
				"rows": func() error { _, err := d.Read().RunLines(ctx, 1, 0, 1); return err }(),
				"tx":   d.Tx(ctx, func(context.Context, db.Q) error { return nil }),
				"exec": d.Write().PurgeSessions(ctx, time.Now()),
			}
			for path, err := range paths {
				if fault.KindOf(err) != c.kind || !errors.Is(err, c.err) {
					t.Errorf("%v by %s: %q %v", c.err, path, fault.KindOf(err), err)
				}
			}
			if _, _, full := d.DiskFull(); full != c.full {
				t.Errorf("%v: the disk is full: %v", c.err, full)
			}
			d.DiskWorks()
			d.Work()
			if err := d.Tx(ctx, func(context.Context, db.Q) error { return nil }); err != nil {
				t.Fatalf("after %v: %v", c.err, err)
			}
		}
	})
}

// A commit whose result is unknown is no bug of ours either.
func TestACommitThatBreaksIsUnavailable(t *testing.T) {
	dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
		err := d.Tx(context.Background(), func(context.Context, db.Q) error {
			d.Fail(d.Full())
			return nil
		})
		if fault.KindOf(err) != fault.Unavailable || !strings.Contains(fault.Message(err), "est intact") {
			t.Errorf("%q %v", fault.KindOf(err), err)
		}
	})
}

// The real errors of PostgreSQL, through a connection that is cut.
func TestPostgresCutOff(t *testing.T) {
	address, cut := throughProxy(t, dbtest.PostgresURL(t))
	d, err := db.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var n int
	unavailable := func(what string, err error) {
		t.Helper()
		if fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s: %q %v", what, fault.KindOf(err), err)
		}
	}
	for _, code := range []string{"53100", "53300", "57P01"} {
		_, err := d.Read().
			ExecContext(t.Context(), "do $$ begin raise exception 'as told' using errcode = '"+code+"'; end $$")
		unavailable(code, err)
	}
	unavailable("cut in a transaction", d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
		if err := q.NewRaw("select 1").Scan(ctx, &n); err != nil {
			return err
		}
		cut()
		return q.NewRaw("select 1").Scan(ctx, &n)
	}))
	rows, err := d.Read().QueryContext(t.Context(), "select repeat('x', 1000) from generate_series(1, 100000)")
	unavailable("away", err)
	if err == nil {
		rows.Close()
	}
}

// The real errors of SQLite: a file that cannot be opened, and one that may not grow.
func TestSQLiteAwayAndFull(t *testing.T) {
	address := dbtest.SQLiteURL(t)
	d, err := db.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var pages int
	if err := d.Write().NewRaw("pragma page_count").Scan(t.Context(), &pages); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write().ExecContext(t.Context(), fmt.Sprintf("pragma max_page_count = %d", pages)); err != nil {
		t.Fatal(err)
	}
	_, err = d.Write().
		ExecContext(t.Context(), "create table large as with recursive n(i) as (select 1 union all select i + 1 from "+
			"n where i < 5000) select hex(randomblob(200)) from n")
	if _, word, full := d.DiskFull(); fault.KindOf(err) != fault.Unavailable || !full ||
		!strings.Contains(word, "full") {
		t.Errorf("full: %q %v (%v, %q)", fault.KindOf(err), err, full, word)
	}
	folder := filepath.Dir(strings.TrimPrefix(address, "sqlite://"))
	if err := os.Rename(folder, folder+"-away"); err != nil {
		t.Fatal(err)
	}
	defer os.Rename(folder+"-away", folder)
	var one int
	if err := d.Read().NewRaw("select count(*) from accounts").Scan(t.Context(), &one); fault.KindOf(
		err,
	) != fault.Unavailable {
		t.Errorf("away: %q %v", fault.KindOf(err), err)
	}
}

// A database that is still waiting at the deadline is unavailable, whatever error database/sql returns.
func TestATransactionThatRunsOutOfTimeIsUnavailable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		over, stop := context.WithTimeout(t.Context(), 0)
		defer stop()
		if err := d.Tx(over, func(context.Context, db.Q) error { return nil }); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%q %v", fault.KindOf(err), err)
		}
		if err := d.Tx(ctx, func(context.Context, db.Q) error { return sql.ErrTxDone }); fault.KindOf(
			err,
		) == fault.Unavailable {
			t.Errorf("who hangs up: %v", err)
		}
	})
}

// throughProxy returns the address of a database through a proxy, and a function that cuts its connections for good.
func throughProxy(t *testing.T, address string) (through string, cut func()) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	target := u.Host
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var open []net.Conn
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", target)
			if err != nil {
				in.Close()
				continue
			}
			mu.Lock()
			open = append(open, in, out)
			mu.Unlock()
			go io.Copy(in, out)
			go io.Copy(out, in)
		}
	}()
	cut = func() {
		listener.Close()
		mu.Lock()
		defer mu.Unlock()
		for _, c := range open {
			c.Close()
		}
		open = nil
	}
	t.Cleanup(cut)
	u.Host = listener.Addr().String()
	return u.String(), cut
}
