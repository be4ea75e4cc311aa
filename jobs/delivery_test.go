package jobs

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cartable/app/domain/fault"
	"cartable/db"
	"cartable/db/dbtest"
)

func TestAThousandJobsHappenOnce(t *testing.T) {
	towns(t, func(t *testing.T, d *db.DB, r *Redis) {
		var seen tally
		add(t, d, "work", upTo(1000)...)
		first := fast(d, r, Kinds{"work": seen.handle})
		for range 3 {
			w := fast(d, r, Kinds{"work": seen.handle})
			w.Queue = first.Queue
			start(t, w)
		}
		took := dbtest.Until(t, "done", allDone(t, d, 1000))
		seen.once(t, 1000)
		t.Logf("1000 jobs in %s", took.Round(time.Millisecond))
	})
}

func TestRingWakes(t *testing.T) {
	d := dbtest.SQLite(t)
	var seen tally
	w := fast(d, open(t, ""), Kinds{"work": seen.handle})
	w.Poll = time.Hour // which excludes Asynq's own polls: at most 375 ms
	start(t, w)
	time.Sleep(100 * time.Millisecond)
	add(t, d, "work", 1)
	w.Ring()
	t.Log("delivered after", dbtest.Until(t, "done", allDone(t, d, 1)))
}

func TestFailures(t *testing.T) {
	towns(t, func(t *testing.T, d *db.DB, r *Redis) {
		var flaky, later atomic.Int64
		var told sync.Map
		w := fast(d, r, Kinds{
			"good":  func(context.Context, int64) error { return nil },
			"panic": func(context.Context, int64) error { panic("DUPONT Amalia") },
			"nil":   func(context.Context, int64) error { var p *atomic.Int64; p.Add(1); return nil },
			"never": func(context.Context, int64) error { return fault.Invalidf("", "Le fichier est illisible.") },
			"bug":   func(context.Context, int64) error { return errors.New("boum") },
			"flaky": func(context.Context, int64) error {
				if flaky.Add(1) < 3 {
					return fault.Unavailablef(errors.New("refused"), "Le service ne répond pas.")
				}
				return nil
			},
			"later": func(context.Context, int64) error {
				if later.Add(1) < 10 {
					return Later(time.Now().Add(time.Millisecond), "pas encore")
				}
				return nil
			},
			"slow": func(ctx context.Context, _ int64) error { <-ctx.Done(); return ctx.Err() },
		})
		w.Attempts, w.Patience, w.Limit = 3, 5, 100*time.Millisecond
		w.Dead = func(_ context.Context, kind string, ref int64, reason string) error {
			told.Store(kind, reason)
			return nil
		}
		var log syncBuffer
		w.Log = logTo(&log)
		add(t, d, "panic", 1)
		add(t, d, "nil", 1)
		add(t, d, "never", 1)
		add(t, d, "bug", 1)
		add(t, d, "flaky", 1)
		add(t, d, "later", 1)
		add(t, d, "slow", 1)
		add(t, d, "good", upTo(200)...)
		start(t, w)
		dbtest.Until(t, "settled", func() bool { c := count(t, d); return c.Done == 202 && c.Dead == 5 })
		for kind, want := range map[string]struct {
			attempts int
			reason   string
		}{
			"panic": {3, "panic: string"}, // its text may contain names
			"nil":   {3, "panic: runtime error: invalid memory address or nil pointer dereference"},
			"never": {1, "Le fichier est illisible."},
			"bug":   {3, "boum"},
			"slow":  {5, "context deadline exceeded"},
		} {
			j := jobOf(t, d, kind, 1)
			if j.State != db.JobDead || j.Attempts != want.attempts || j.Error != want.reason {
				t.Errorf("%s: %s after %d attempts, %q", kind, j.State, j.Attempts, j.Error)
			}
			if got, _ := told.Load(kind); got != want.reason {
				t.Errorf("%s: Dead was told %v", kind, got)
			}
		}
		if j := jobOf(t, d, "later", 1); j.Attempts != 1 {
			t.Errorf("waiting counted as %d attempts", j.Attempts)
		}
		if j := jobOf(t, d, "flaky", 1); j.Attempts != 3 || j.Error != "" {
			t.Errorf("%+v", j)
		}
		text := log.String()
		if strings.Contains(text, "DUPONT") || strings.Contains(text, "boum") {
			t.Errorf("the log says too much:\n%s", text)
		}
		if said, stacks := strings.Count(text, "a handler panicked"), strings.Count(text,
			"delivery_test.go"); said != 6 || stacks < 6 {
			t.Errorf("six panics, %d of them in the log, with %d stacks", said, stacks)
		}
	})
}

func TestDeadInsists(t *testing.T) {
	d := dbtest.SQLite(t)
	w := fast(d, open(t, ""),
		Kinds{"bug": func(context.Context, int64) error { return fault.NotFoundf("Introuvable.") }})
	var calls atomic.Int64
	w.Dead = func(context.Context, string, int64, string) error {
		if calls.Add(1) < 3 {
			return errors.New("not now")
		}
		return nil
	}
	add(t, d, "bug", 1)
	start(t, w)
	dbtest.Until(t, "dead", func() bool { return count(t, d).Dead == 1 })
	if calls.Load() != 3 {
		t.Error(calls.Load())
	}
}

// An old worker and a new kind (fault matrix, row 33): the job waits for a worker that supports it, as long as needed.
func TestUnknownKinds(t *testing.T) {
	towns(t, func(t *testing.T, d *db.DB, r *Redis) {
		var seen tally
		old := fast(d, r, Kinds{"old": seen.handle})
		start(t, old)
		add(t, d, "old", 1000)
		add(t, d, "new", upTo(20)...)
		dbtest.Until(t, "old is done", allDone(t, d, 1))
		time.Sleep(300 * time.Millisecond)
		if j := jobOf(t, d, "new", 1); j.State != db.JobReady || j.Attempts != 0 {
			t.Fatalf("%+v", j)
		}
		young := fast(d, r, Kinds{"old": seen.handle, "new": seen.handle})
		young.Queue = old.Queue // so that the new kind is announced to the old one as well
		start(t, young)
		dbtest.Until(t, "all done", allDone(t, d, 21))
		seen.once(t, 21)
	})
}

// Row 14: mails that take for ever do not delay the night.
func TestSlowKindsHaveTheirOwnPool(t *testing.T) {
	towns(t, func(t *testing.T, d *db.DB, r *Redis) {
		release := make(chan struct{})
		var seen tally
		var hanging atomic.Int64
		w := fast(d, r, Kinds{"night": seen.handle, "mail": func(ctx context.Context, _ int64) error {
			hanging.Add(1)
			select {
			case <-release:
			case <-ctx.Done():
			}
			return ctx.Err()
		}})
		w.Slow, w.Limit = []string{"mail"}, time.Hour
		add(t, d, "mail", upTo(1500)...)
		start(t, w)
		dbtest.Until(t, "the pool of the mails is full", func() bool { return hanging.Load() == int64(w.Concurrency) })
		add(t, d, "night", upTo(100)...)
		took := dbtest.Until(t, "the night is done", func() bool { return seen.len() == 100 })
		t.Log("100 shards behind 1500 mails that hang:", took.Round(time.Millisecond))
		close(release)
	})
}

func TestNoMoreAtOnceThanThePoolHolds(t *testing.T) {
	for name, address := range map[string]string{"redis": redisURL(t), "without": refused(t)} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.SQLite(t)
			var now, most atomic.Int64
			w := fast(d, open(t, address), Kinds{"work": func(context.Context, int64) error {
				n := now.Add(1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				time.Sleep(5 * time.Millisecond)
				now.Add(-1)
				return nil
			}})
			w.Concurrency = 3
			add(t, d, "work", upTo(60)...)
			start(t, w)
			dbtest.Until(t, "done", allDone(t, d, 60))
			if most.Load() > 3 {
				t.Error(most.Load(), "at once")
			}
		})
	}
}

// A handler that outlives its lease keeps the job: the work does not run twice at once.
func TestTheLeaseFollowsTheWork(t *testing.T) {
	d := dbtest.Postgres(t)
	r := open(t, redisURL(t))
	var seen tally
	seen.pause = 3 * time.Second
	for range 2 {
		w := fast(d, r, Kinds{"work": seen.handle})
		w.Lease, w.Repeat = seen.pause/2, 100*time.Millisecond
		start(t, w)
	}
	add(t, d, "work", 1)
	dbtest.Until(t, "done", allDone(t, d, 1))
	seen.once(t, 1)
}

// The handler of a worker that lost its job, here by a manual update, is cancelled.
func TestALostJobStopsItsHandler(t *testing.T) {
	d := dbtest.SQLite(t)
	stopped := make(chan struct{})
	var first atomic.Bool
	w := fast(d, open(t, ""), Kinds{"work": func(ctx context.Context, _ int64) error {
		if first.CompareAndSwap(false, true) {
			<-ctx.Done()
			close(stopped)
			return ctx.Err()
		}
		return nil
	}})
	w.Lease = 400 * time.Millisecond
	add(t, d, "work", 1)
	start(t, w)
	dbtest.Until(t, "running", first.Load)
	if _, err := d.Write().ExecContext(t.Context(),
		"update outbox set attempts = attempts + 1, leased_until = next_at"); err != nil {
		t.Fatal(err)
	}
	select {
	case <-stopped:
	case <-time.After(dbtest.Patience):
		t.Fatal("still running")
	}
	dbtest.Until(t, "done", allDone(t, d, 1))
}

func TestShutdown(t *testing.T) {
	towns(t, func(t *testing.T, d *db.DB, r *Redis) {
		running := make(chan struct{}, 10)
		finish := make(chan struct{})
		w := fast(d, r, Kinds{
			"short": func(context.Context, int64) error { running <- struct{}{}; <-finish; return nil },
			"obedient": func(ctx context.Context, _ int64) error {
				running <- struct{}{}
				<-ctx.Done()
				return errors.New("cut")
			},
		})
		w.Lease = time.Minute
		if err := w.Start(); err != nil {
			t.Fatal(err)
		}
		add(t, d, "short", 1)
		add(t, d, "obedient", 1)
		<-running
		<-running
		time.AfterFunc(300*time.Millisecond, func() { close(finish) })
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		began := time.Now()
		if err := w.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		t.Log("took", time.Since(began).Round(time.Millisecond))
		if j := jobOf(t, d, "short", 1); j.State != db.JobDone {
			t.Errorf("%+v", j)
		}
		if j := jobOf(t, d, "obedient", 1); j.State != db.JobReady || j.LeasedUntil != nil || j.Attempts != 0 {
			t.Errorf("given back at once, uncounted: %+v", j)
		}
		add(t, d, "short", 2)
		w.Ring()
		time.Sleep(200 * time.Millisecond)
		if j := jobOf(t, d, "short", 2); j.Attempts != 0 {
			t.Error("a stopped worker took a job")
		}
		if err := w.Shutdown(ctx); err != nil {
			t.Error("a second time does no harm:", err)
		}
	})
}

// A handler that ignores its context does not delay a deployment.
func TestShutdownDoesNotWaitForEver(t *testing.T) {
	d := dbtest.SQLite(t)
	running, release := make(chan struct{}), make(chan struct{})
	w := fast(d, open(t, ""),
		Kinds{"deaf": func(context.Context, int64) error { close(running); <-release; return nil }})
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	add(t, d, "deaf", 1)
	<-running
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	began := time.Now()
	if err := w.Shutdown(ctx); err == nil {
		t.Error("it did not stop, and says it did")
	}
	if took := time.Since(began); took > mayTake {
		t.Error(took)
	}
	close(release)
	dbtest.Until(t, "done", allDone(t, d, 1))
}

func TestDuties(t *testing.T) {
	d := dbtest.SQLite(t)
	var bad, slow, together, most, ended atomic.Int64
	w := fast(d, open(t, ""), nil)
	w.Duties = []Every{
		{"bad", 10 * time.Millisecond, func(context.Context) error {
			if bad.Add(1)%2 == 0 {
				return errors.New("no")
			}
			panic("no")
		}},
		{"slow", time.Millisecond, func(context.Context) error {
			if n := together.Add(1); n > most.Load() {
				most.Store(n)
			}
			slow.Add(1)
			time.Sleep(20 * time.Millisecond)
			together.Add(-1)
			return nil
		}},
		{"long", time.Hour, func(ctx context.Context) error { <-ctx.Done(); ended.Add(1); return ctx.Err() }},
	}
	start(t, w)
	dbtest.Until(t, "called again and again", func() bool { return bad.Load() > 5 && slow.Load() > 5 })
	if most.Load() != 1 {
		t.Error("a duty overlapped itself")
	}
	stop(t, w)
	if ended.Load() != 1 {
		t.Error("a duty was not told to stop")
	}
}

func TestWait(t *testing.T) {
	var sum time.Duration
	for i := 1; i < 20; i++ {
		sum += wait(backoff, i)
	}
	if sum < 48*time.Hour || wait(backoff, 1) != 2*time.Second || wait(backoff, 0) != 2*time.Second {
		t.Error(sum)
	}
	for i, sum := 1, time.Duration(0); i <= mailAttempts; i++ {
		if sum += wait(mailBackoff, i); i == mailAttempts-1 && (sum < 24*time.Hour || sum > 72*time.Hour) {
			t.Error("mails are tried for", sum)
		}
	}
}
