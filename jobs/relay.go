package jobs

import (
	"context"
	"time"

	"cartable/db"
)

const (
	batch  = 200  // jobs read at once
	window = 1000 // announcements that wait in Redis: more would only fill it, and the outbox has them all
)

// relay announces the ready jobs of the outbox to Asynq, or works through them when Redis does not answer.
func (w *Worker) relay(ctx context.Context, l *lane) {
	for {
		pause, err := w.pass(ctx, l)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			w.Log.Error("the outbox cannot be read", "queue", l.queue, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-l.woken:
		case <-time.After(pause):
		}
	}
}

// pass announces one batch, and returns how long to wait for the next.
func (w *Worker) pass(ctx context.Context, l *lane) (pause time.Duration, err error) {
	now := time.Now()
	repeat := w.Repeat
	if w.Degraded() {
		repeat = min(repeat, 3*w.Poll) // announcements in Redis may be lost
	}
	before := now.Add(-repeat)
	if w.bell.forgot(ctx, l) {
		l.forgotAt = now
	}
	if before.Before(l.forgotAt) {
		before = l.forgotAt // announcements made before Redis lost them must be repeated at once
	}
	if w.Redis.Embedded() && before.Before(w.started) {
		before = w.started // announcements made before this process began were lost with its embedded Redis
	}
	jobs, err := w.DB.Read().ReadyJobs(ctx, l.kinds, now, before, batch)
	if err != nil || len(jobs) == 0 {
		return w.Poll, err
	}
	if w.bell.waiting(ctx, l.queue)+len(jobs) > window {
		return min(w.Poll, 200*time.Millisecond), nil
	}
	ids := make([]int64, len(jobs))
	for i, j := range jobs {
		ids[i] = j.ID
	}
	// Mark before announcing, so that other relays skip them.
	if err := w.DB.Write().MarkAnnounced(ctx, ids, now); err != nil {
		return w.Poll, err
	}
	for _, j := range jobs {
		if w.bell.ring(ctx, l.queue, j.ID) {
			continue
		}
		if !w.directly(ctx, l, j) {
			return w.Poll, ctx.Err()
		}
	}
	if len(jobs) == batch {
		return min(w.Poll, 10*time.Millisecond), nil
	}
	return w.Poll, nil
}

// directly delivers a job without Redis, as soon as the pool has a free place.
func (w *Worker) directly(ctx context.Context, l *lane, j db.Job) bool {
	select {
	case l.places <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	if !w.begin() {
		<-l.places
		return false
	}
	go func() {
		defer func() { <-l.places; w.end() }()
		w.deliver(j.ID)
	}()
	return true
}
