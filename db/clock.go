package db

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"
)

// Clock is the town's clock: the machine's, moved by an offset that is stored in the database, so that every process
// has the same time and runs on from there. Only demonstrations and tests move it; production refuses to (see the clock
// command).
type Clock struct {
	db     *DB
	offset atomic.Int64 // microseconds
}

// clockPoll is how often a process reads the offset again; DOMAIN.md 2.3 promises a second.
const clockPoll = 400 * time.Millisecond

// NewClock reads the offset. Watch keeps it up to date.
func (d *DB) NewClock(ctx context.Context) (*Clock, error) {
	c := &Clock{db: d}
	return c, c.read(ctx)
}

// Now returns the town's time, in UTC.
func (c *Clock) Now() time.Time {
	return time.Now().Add(time.Duration(c.offset.Load()) * time.Microsecond).UTC()
}

// Watch follows the offset until ctx ends.
func (c *Clock) Watch(ctx context.Context) {
	tick := time.NewTicker(clockPoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = c.read(ctx) // others report that a database is away; the last offset stays in use
		}
	}
}

// Set moves the clock to at, and writes the given lines of the journal.
func (c *Clock) Set(ctx context.Context, at time.Time, journal ...JournalEntry) error {
	return c.store(ctx, time.Until(at).Microseconds(), journal)
}

// Reset sets the clock back to the machine's, and writes the given lines of the journal.
func (c *Clock) Reset(ctx context.Context, journal ...JournalEntry) error {
	return c.store(ctx, 0, journal)
}

func (c *Clock) store(ctx context.Context, offset int64, journal []JournalEntry) error {
	err := c.db.Tx(ctx, func(ctx context.Context, q Q) error {
		if _, err := q.exec(ctx, `insert into settings (name, value) values ('clock_offset_us', $1)
			on conflict (name) do update set value = excluded.value`, strconv.FormatInt(offset, 10)); err != nil {
			return err
		}
		return q.AddJournal(ctx, journal...)
	})
	if err == nil {
		c.offset.Store(offset)
	}
	return err
}

func (c *Clock) read(ctx context.Context) error {
	var text string
	if err := c.db.Read().NewSelect().Table("settings").Column("value").Where("name = 'clock_offset_us'").Scan(ctx,
		&text); err != nil {
		return err
	}
	offset, err := strconv.ParseInt(text, 10, 64)
	if err == nil {
		c.offset.Store(offset)
	}
	return err
}
