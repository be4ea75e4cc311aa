package db

import (
	"context"
	"errors"

	"github.com/uptrace/bun"

	"cartable/app/domain/fault"
)

// JobScrub is the job that removes all traces of an erased family from the file of the database; its ref is an id of
// erasures.
const JobScrub = "erasure.scrub"

// Scrub is the handler of JobScrub: it rewrites the file of SQLite, so that no free page and no gap in a page contains
// deleted or replaced data, recent or old, and empties the write-ahead log. The pragma secure_delete would make all
// writing slower (by 40% in a trial), and would still leave earlier data, and copies that remain when a page is split.
// Scrub waits for other readers and writers, and fails with Unavailable when they take too long: the job is retried.
//
// PostgreSQL overwrites dead rows in its own time (autovacuum); a program that cannot read its files does not manage
// them.
func (d *DB) Scrub(ctx context.Context, _ int64) error {
	if d.postgres {
		return nil
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return asFault(err)
	}
	defer conn.Close()
	if err := d.vacuum(ctx, conn); err != nil {
		return err
	}
	var busy, pages, moved int
	if err := conn.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &pages, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return fault.Unavailablef(errors.New("the write-ahead log is being read"), "La base est occupée.")
	}
	return nil
}

// vacuum builds the copy in a file: in memory, where the connection keeps temporary data, it would take the size of the
// town.
func (d *DB) vacuum(ctx context.Context, conn bun.Conn) error {
	if _, err := conn.ExecContext(ctx, "pragma temp_store = file"); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, "vacuum")
	_, back := conn.ExecContext(context.WithoutCancel(ctx), "pragma temp_store = memory")
	return errors.Join(err, back)
}
