// Package jobs does what must happen after a commit: mails, the shards of the night, whatever is in the outbox.
//
// The outbox (db/outbox.go) is the truth, Asynq on Redis is only the doorbell: it carries ids, may be emptied, hang or
// be away, and nothing is lost. A relay tells Asynq of what is ready, tells it again when nothing came of it, and works
// through the outbox itself when Redis does not answer. One worker at a time holds a job, by a lease that it renews
// while its handler runs; whoever dies loses it within Worker.Lease. So a handler runs at least once, and rarely twice:
// its own effects must be guarded by the database. The package never speaks HTTP. Start with Worker; its life in one
// job is deliver.
package jobs

import (
	"context"
	"errors"
	"time"

	"cartable/app/domain/fault"
)

// Handler does the work of one job. ref is the row that the job is about. It obeys ctx, which ends at a deadline, at
// shutdown, and when the job has gone to another worker. A nil error is done; Later puts it off; any other is a failure.
type Handler func(ctx context.Context, ref int64) error

// Kinds says who does what. A kind that is not here is left for a newer worker.
type Kinds map[string]Handler

// Later asks to be called again at an instant, of the machine's clock, and counts as no failure. reason is for staff.
func Later(at time.Time, reason string) error { return &later{at, reason} }

type later struct {
	at     time.Time
	reason string
}

func (l *later) Error() string { return "later: " + l.reason }

// backoff is how long to wait after the first failure, the second, …; the last one repeats.
var backoff = []time.Duration{2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour}

func wait(waits []time.Duration, failures int) time.Duration {
	return waits[min(max(failures, 1), len(waits))-1]
}

// attempts is how often a failure is tried before the job is given up: not at all when the facts themselves forbid
// it, some twenty minutes for a mistake of ours, and days for something that is down.
func (w *Worker) attempts(err error) int {
	switch kind := fault.KindOf(err); {
	case kind == fault.Invalid || kind == fault.Forbidden || kind == fault.NotFound:
		return 1
	case kind == fault.Unavailable || errors.Is(err, context.DeadlineExceeded):
		return w.Patience
	}
	return w.Attempts
}
