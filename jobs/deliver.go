package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/hibiken/asynq"

	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
	"cartable/db"
)

// lives is how often a job may be claimed without ever ending before it is suspected of killing its workers.
const lives = 50

// errStopping returns a task to Asynq, for another worker.
var errStopping = errors.New("this worker is stopping")

// serve returns an Asynq server for one pool. Its tasks only trigger a query of the outbox.
func (w *Worker) serve(l *lane) *asynq.Server {
	return asynq.NewServer(l.line, asynq.Config{
		Concurrency:              w.Concurrency,
		Queues:                   map[string]int{l.queue: 1},
		TaskCheckInterval:        min(w.Poll/4, 100*time.Millisecond), // how long a ring may go unheard
		DelayedTaskCheckInterval: w.Poll,
		RetryDelayFunc:           func(int, error, *asynq.Task) time.Duration { return 0 },
		ShutdownTimeout:          time.Second, // handlers have ended before (Shutdown)
		Logger:                   asynqLog{w.Log},
		LogLevel:                 asynq.WarnLevel,
	})
}

// answer is called by Asynq for every announcement. It ignores Asynq's own context, which ends when Redis does.
func (w *Worker) answer(l *lane, task *asynq.Task) error {
	id, err := strconv.ParseInt(string(task.Payload()), 10, 64)
	if err != nil {
		return asynq.RevokeTask
	}
	select {
	case l.places <- struct{}{}:
	case <-w.halt:
		return errStopping
	}
	defer func() { <-l.places }()
	if !w.begin() {
		return errStopping
	}
	defer w.end()
	w.deliver(id)
	return nil // whatever the outcome: the outbox stores it
}

// deliver runs a job if it is due and no other worker holds it.
func (w *Worker) deliver(id int64) {
	job, ok, err := w.claim(id)
	if err != nil {
		w.Log.Error("a job cannot be claimed", "job", id, "error", err)
		return
	}
	if !ok {
		return
	}
	handler, known := w.Kinds[job.Kind]
	if !known { // announced by a newer worker, which will announce it again
		w.settle(job, "postpone", func(ctx context.Context, q db.Q) error {
			return q.PostponeJob(ctx, job, time.Now().Add(w.Backoff[0]), "en attente d'une version plus récente")
		})
		return
	}
	if job.Attempts > w.Patience+lives {
		w.giveUp(job, "interrompu trop souvent sans jamais aboutir")
		return
	}
	start := time.Now()
	err = w.run(job, handler)
	w.conclude(job, err, time.Since(start))
}

func (w *Worker) claim(id int64) (db.Job, bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return w.DB.Write().ClaimJob(ctx, id, time.Now(), w.Lease)
}

// run calls the handler, and holds the job for as long as it runs.
func (w *Worker) run(job db.Job, handler Handler) error {
	ctx, cancel := context.WithTimeout(w.work, w.Limit)
	defer cancel()
	done := make(chan struct{})
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		w.renewLease(job, cancel, done)
	}()
	err := guarded(func() error { return handler(ctx, job.Ref) })
	close(done)
	<-beating
	return err
}

// renewLease renews the lease until done, even past the deadline of a handler that ignores it, because the work must
// not run twice at once. If the job is lost, it calls cancel to stop the handler.
func (w *Worker) renewLease(job db.Job, cancel context.CancelFunc, done <-chan struct{}) {
	held := time.Now().Add(w.Lease)
	beat := time.NewTicker(w.Lease / 4)
	defer beat.Stop()
	for {
		select {
		case <-done:
			return
		case <-beat.C:
		}
		ctx, stop := context.WithTimeout(context.Background(), w.Lease/4)
		until := time.Now().Add(w.Lease)
		ok, err := w.DB.Write().ExtendLease(ctx, job, until)
		stop()
		switch {
		case err == nil && ok:
			held = until
		case err == nil || time.Now().After(held):
			w.Log.Warn("a job was lost to another worker", "job", job.ID, "kind", job.Kind)
			cancel()
			return
		}
	}
}

// conclude stores the outcome of a job.
func (w *Worker) conclude(job db.Job, err error, took time.Duration) {
	var put *later
	if p, ok := fault.AsPanic(err); ok {
		w.Log.Error("a handler panicked", "job", job.ID, "kind", job.Kind, "ref", job.Ref, "panic", p.Error(), "stack",
			p.Stack)
	}
	switch {
	case err == nil:
		w.settle(job, "finish", func(ctx context.Context, q db.Q) error { return q.FinishJob(ctx, job.ID, time.Now()) })
		w.Log.Debug("job done", "job", job.ID, "kind", job.Kind, "ref", job.Ref, "attempt", job.Attempts, "took", took)
	case errors.As(err, &put):
		w.settle(job, "postpone", func(ctx context.Context, q db.Q) error {
			return q.PostponeJob(ctx, job, put.at, oneLine(put.reason))
		})
	case w.interrupted.Load():
		w.settle(job, "release", func(ctx context.Context, q db.Q) error {
			return q.PostponeJob(ctx, job, time.Now(), "interrompu par un arrêt du service")
		})
	case job.Attempts >= w.attempts(err):
		w.giveUp(job, reason(err))
	default:
		next := time.Now().Add(wait(w.Backoff, job.Attempts))
		w.Log.Warn("a job failed and will be tried again", "job", job.ID, "kind", job.Kind, "ref", job.Ref, "attempt",
			job.Attempts, "fault", fault.KindOf(err), "type", fmt.Sprintf("%T", err))
		w.settle(job, "retry", func(ctx context.Context, q db.Q) error {
			return q.RetryJob(ctx, job, next,
				reason(err))
		})
	}
}

// giveUp marks a job as dead, after a call to Dead.
func (w *Worker) giveUp(job db.Job, why string) {
	if w.Dead != nil {
		ctx, cancel := context.WithTimeout(context.Background(), w.Lease/2)
		err := guarded(func() error { return w.Dead(ctx, job.Kind, job.Ref, why) })
		cancel()
		if err != nil {
			w.settle(job, "retry", func(ctx context.Context, q db.Q) error {
				return q.RetryJob(ctx, job, time.Now().Add(wait(w.Backoff, job.Attempts)), why)
			})
			return
		}
	}
	w.Log.Error("a job was given up", "job", job.ID, "kind", job.Kind, "ref", job.Ref, "attempts", job.Attempts)
	w.settle(job, "kill", func(ctx context.Context, q db.Q) error { return q.KillJob(ctx, job, time.Now(), why) })
}

// settle writes the outcome to the outbox. If that fails the lease runs out and the job runs again.
func (w *Worker) settle(job db.Job, what string, write func(ctx context.Context, q db.Q) error) {
	ctx, cancel := context.WithTimeout(context.Background(), min(5*time.Second, w.Lease))
	defer cancel()
	if err := write(ctx, w.DB.Write()); err != nil {
		w.Log.Error("the fate of a job cannot be written", "job", job.ID, "kind", job.Kind, "fate", what, "error", err)
	}
}

// guarded turns a panic into an error: its text goes to the outbox, its stack to the log.
func guarded(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fault.Caught(v, debug.Stack())
		}
	}()
	return do()
}

// reason returns the text that staff read beside a job: the sentence of a fault, or the text of the error.
func reason(err error) string {
	if fault.KindOf(err) != fault.Internal {
		return oneLine(fault.Message(err))
	}
	return oneLine(err.Error())
}

func oneLine(text string) string { return plain.Short(plain.OneLine(text), 300) }
