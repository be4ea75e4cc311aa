// Package jobs does the work that follows a commit: mails, the shards of the night, every job in the outbox.
//
// The outbox (db/outbox.go) is the source of truth, Asynq on Redis only announces jobs: it carries ids, may be emptied,
// hang or be away, and nothing is lost. A relay announces ready jobs to Asynq, announces them again when they had no
// effect, and works through the outbox itself when Redis does not answer. One worker at a time holds a job, by a lease
// that it renews while its handler runs; a worker that dies loses it within Worker.Lease. So a handler runs at least
// once, and rarely twice: its own effects must be guarded by the database. The package never uses HTTP. Start with
// Worker; a job is handled in deliver.
package jobs

import (
	"context"
	"errors"
	"time"

	"cartable/app/domain/fault"
)

// Handler does the work of one job. ref is the row that the job is about. It obeys ctx, which ends at a deadline, at
// shutdown, and when the job has gone to another worker. A nil error means done; Later postpones the job; any other
// error is a failure.
type Handler func(ctx context.Context, ref int64) error

// Kinds maps each kind of job to its handler. A kind that is not here is left for a newer worker.
type Kinds map[string]Handler

// Later returns an error that postpones the job to an instant, of the machine's clock, and counts as no failure. reason
// is for staff.
func Later(at time.Time, reason string) error { return &later{at, reason} }

type later struct {
	at     time.Time
	reason string
}

func (l *later) Error() string { return "later: " + l.reason }

// backoff is how long to wait after the first failure, the second, …; the last value repeats.
var backoff = []time.Duration{2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute,
	time.Hour, 2 * time.Hour, 4 * time.Hour}

func wait(waits []time.Duration, failures int) time.Duration {
	return waits[min(max(failures, 1), len(waits))-1]
}

// attempts returns how often a job is tried before it is given up: once when the facts themselves forbid it, for some
// twenty minutes after a bug of ours, and for days when something is unavailable.
func (w *Worker) attempts(err error) int {
	switch kind := fault.KindOf(err); {
	case kind == fault.Invalid || kind == fault.Forbidden || kind == fault.NotFound:
		return 1
	case kind == fault.Unavailable || errors.Is(err, context.DeadlineExceeded):
		return w.Patience
	}
	return w.Attempts
}
