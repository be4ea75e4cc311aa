package till

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"cartable/app/payfip"
	"cartable/db"
)

const (
	staleCreation = 5 * time.Minute // no request lives that long
	lease         = time.Minute     // time that a worker has to query an attempt
	batch         = 20
	atOnce        = 4 // queries at a time, so as not to overload the platform
)

// Poll queries the attempts that are due. Every worker does so permanently: results are found whether or not the
// platform sends notifications. Any number of workers may poll; an attempt claimed by a dead one is taken up again
// after its lease.
func (t *Till) Poll(ctx context.Context) error {
	town, machine := t.Now(), time.Now()
	if t.breaker.isOpen(machine) {
		return nil
	}
	due, err := t.DB.Read().OnlinePaymentsDue(ctx, town, town.Add(-staleCreation))
	if err != nil || !due {
		return err
	}
	if _, err := t.DB.Write().FailStaleCreations(ctx, town.Add(-staleCreation)); err != nil {
		return err
	}
	claimed, err := db.InTx(ctx, t.DB, func(ctx context.Context, q db.Q) ([]db.OnlinePayment, error) {
		return q.ClaimOnlinePayments(ctx, town, machine, lease, batch)
	})
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	places := make(chan struct{}, atOnce)
	failed := make(chan error, len(claimed))
	for _, p := range claimed {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			if _, err := t.Resolve(ctx, p.Idop, FromPoll); err != nil {
				failed <- err
			}
		})
	}
	all.Wait()
	close(failed)
	var errs []error
	for err := range failed {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// breaker suspends queries after several failures in a row: for a minute, then twice as long, up to half an hour. It
// stops only the poller: a user waiting at a page may still query.
type breaker struct {
	mu       sync.Mutex
	failures int
	until    time.Time
}

const patience = 3 // failures in a row

func (b *breaker) note(failed bool, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !failed {
		b.failures, b.until = 0, time.Time{}
		return
	}
	if b.failures++; b.failures >= patience {
		pause := min(time.Minute<<min(b.failures-patience, 5), 30*time.Minute)
		b.until = now.Add(pause)
		slog.Warn("the payment platform is left alone for a while", "failures", b.failures, "pause", pause.String())
	}
}

func (b *breaker) isOpen(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return now.Before(b.until)
}

// Away reports whether queries are suspended because the platform did not answer.
func (t *Till) Away() bool { return t.breaker.isOpen(time.Now()) }

// transient reports whether the platform failed to answer, rather than refused.
func transient(err error) bool {
	f, ok := errors.AsType[*payfip.Fault](err)
	return err != nil && (!ok || f.Transient())
}
