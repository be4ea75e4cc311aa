package jobs

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"

	"cartable/db"
)

// Worker works through the outbox. Fill the first fields and call Start; the others have defaults, and tests shorten
// them. Any number of workers may share a database; they need not share a Redis.
type Worker struct {
	DB     *db.DB
	Redis  *Redis
	Kinds  Kinds
	Slow   []string // kinds that depend on external servers: they have a pool of their own, and delay no other kind
	Duties []Every
	Log    *slog.Logger // default: slog.Default(). It gets ids and kinds, never names or addresses

	// RedisSays, if set, is called with the result of each call to Redis.
	RedisSays func(error)

	// Dead, if set, is called just before a job is given up, so that the operation it belongs to can continue. It may
	// be called twice; while it fails the job is not given up.
	Dead func(ctx context.Context, kind string, ref int64, reason string) error

	Concurrency int // of each of both pools; default 4
	// prefix of the queues in Redis, which other databases may use too; default "cartable-" and db.Mark
	Queue string

	Poll     time.Duration   // interval between two queries of the outbox; default 1 s
	Repeat   time.Duration   // interval after which an announcement without effect is repeated; default 30 s
	Patient  time.Duration   // the longest wait for Redis to answer; default 500 ms
	Lease    time.Duration   // how long a job is held; the jobs of a dead worker continue after it; default 20 s
	Limit    time.Duration   // deadline of a handler; default 2 min
	Backoff  []time.Duration // after each failure; default 2 s, 10 s, 1 min, 5 min, 15 min, 1 h, 2 h, 4 h, 4 h, …
	Attempts int             // before a job is given up after our own mistakes; default 6 (21 min)
	Patience int             // the same when something is unavailable; default 20 (2 days)

	bell  *bell
	lanes []*lane

	loops       sync.WaitGroup // relays, duties, the bell's probe
	stopLoops   context.CancelFunc
	started     time.Time
	halt        <-chan struct{} // closed when no new job may start
	work        context.Context // of handlers
	stopWork    context.CancelFunc
	mu          sync.Mutex
	stopping    bool
	running     int
	idle        chan struct{} // closed when the worker is stopping and nothing runs
	interrupted atomic.Bool   // handlers were asked to stop
}

// lane is a pool: its kinds, its places, its queue, its relay.
type lane struct {
	kinds  []string
	queue  string
	places chan struct{}
	woken  chan struct{}
	line   *patient
	server *asynq.Server

	mark     string    // a key of this lane of this worker: when it is missing, Redis was flushed or restarted empty
	forgotAt time.Time // when that was last noticed
}

func (w *Worker) defaults() {
	w.Log = cmp.Or(w.Log, slog.Default())
	w.Concurrency = cmp.Or(w.Concurrency, 4)
	w.Poll = cmp.Or(w.Poll, time.Second)
	w.Repeat = cmp.Or(w.Repeat, 30*time.Second)
	w.Patient = cmp.Or(w.Patient, 500*time.Millisecond)
	w.Lease = cmp.Or(w.Lease, 20*time.Second)
	w.Limit = cmp.Or(w.Limit, 2*time.Minute)
	w.Attempts = cmp.Or(w.Attempts, 6)
	w.Patience = cmp.Or(w.Patience, 20)
	if w.RedisSays == nil {
		w.RedisSays = func(error) {}
	}
	if w.Backoff == nil {
		w.Backoff = backoff
	}
}

// Start starts the worker and returns at once; Redis need not answer. Call it once.
func (w *Worker) Start() error {
	if w.DB == nil || w.Redis == nil {
		return errors.New("jobs: a worker needs a database and a Redis")
	}
	w.defaults()
	if w.Queue == "" {
		mark, err := w.DB.Mark(context.Background())
		if err != nil {
			return err
		}
		w.Queue = "cartable-" + mark
	}
	var loops context.Context
	loops, w.stopLoops = context.WithCancel(context.Background())
	w.halt = loops.Done()
	w.work, w.stopWork = context.WithCancel(context.Background())
	w.idle = make(chan struct{})
	w.started = time.Now()
	w.bell = newBell(w.Redis, w.Patient, w.Limit, w.Log, w.RedisSays)
	w.lanes = w.split()
	for _, l := range w.lanes {
		l.server = w.serve(l)
		answer := func(_ context.Context, task *asynq.Task) error { return w.answer(l, task) }
		if err := l.server.Start(asynq.HandlerFunc(answer)); err != nil {
			return err
		}
		w.loops.Go(func() { w.relay(loops, l) })
	}
	for _, e := range w.Duties {
		w.loops.Go(func() { w.every(loops, e) })
	}
	w.loops.Go(func() { w.bell.probe(loops, w.Poll) })
	return nil
}

// split returns the pools.
func (w *Worker) split() (lanes []*lane) {
	var quick, slow []string
	for kind := range w.Kinds {
		if slices.Contains(w.Slow, kind) {
			slow = append(slow, kind)
		} else {
			quick = append(quick, kind)
		}
	}
	for name, kinds := range map[string][]string{w.Queue: quick, w.Queue + "-slow": slow} {
		if len(kinds) > 0 {
			slices.Sort(kinds)
			lanes = append(lanes, &lane{kinds: kinds, queue: name, places: make(chan struct{}, w.Concurrency),
				woken: make(chan struct{}, 1), line: newPatient(w.Redis),
				mark: "cartable:mark:" + name + ":" + rand.Text()})
		}
	}
	return lanes
}

// Ring wakes the relays of this process, which otherwise query the outbox once every Poll. Call it after a commit that
// added jobs; it neither blocks nor fails, and may be called at any time after Start.
func (w *Worker) Ring() {
	for _, l := range w.lanes {
		select {
		case l.woken <- struct{}{}:
		default:
		}
	}
}

// Degraded reports whether Redis does not answer, so that this worker works through the outbox by itself.
func (w *Worker) Degraded() bool { return w.bell != nil && w.bell.down.Load() }

// begin counts a job as running, unless the worker is stopping.
func (w *Worker) begin() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopping {
		return false
	}
	w.running++
	return true
}

func (w *Worker) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running--
	if w.stopping && w.running == 0 {
		close(w.idle)
	}
}

// Shutdown takes no new job, lets handlers finish, and cancels those that have not finished after three quarters of the
// time, which releases their jobs at once. Another worker takes over the job of a handler that ignores this when its
// lease is over. Shutdown takes eight seconds at most, less if ctx ends earlier.
func (w *Worker) Shutdown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 8*time.Second)
	defer cancel()
	w.mu.Lock()
	if w.stopping {
		w.mu.Unlock()
		return nil
	}
	w.stopping = true
	if w.running == 0 {
		close(w.idle)
	}
	w.mu.Unlock()
	w.stopLoops()
	for _, l := range w.lanes {
		go l.server.Stop() // fetches nothing more; with a hung Redis this takes a while
	}

	end, _ := ctx.Deadline()
	grace := time.NewTimer(time.Until(end) * 3 / 4)
	defer grace.Stop()
	select {
	case <-w.idle:
	case <-grace.C:
	case <-ctx.Done():
	}
	w.interrupted.Store(true)
	w.stopWork()

	select {
	case <-w.idle:
	case <-ctx.Done():
	}
	w.disconnect(ctx)
	select {
	case <-w.idle:
		return nil
	default:
		return errors.New("jobs: some work did not stop in time; it will be taken over")
	}
}

// disconnect stops Asynq. Nothing depends on a clean stop: when Redis does not answer, Asynq is left to end by itself.
func (w *Worker) disconnect(ctx context.Context) {
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		w.loops.Wait()
		var servers sync.WaitGroup
		for _, l := range w.lanes {
			servers.Go(l.server.Shutdown)
		}
		servers.Wait()
		w.bell.close()
	}()
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	select {
	case <-stopped:
	case <-ctx.Done():
	}
	for _, l := range w.lanes {
		l.line.hurry()
	}
	select {
	case <-stopped:
	case <-time.After(250 * time.Millisecond):
	}
}
