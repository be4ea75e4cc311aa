package jobs

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"cartable/db"
	"cartable/db/dbtest"
)

// redisURL returns the address of the tests' Redis; they use its database 7, which they empty at will.
func redisURL(t testing.TB) string {
	t.Helper()
	base := os.Getenv("TEST_REDIS_URL")
	if base == "" {
		t.Fatal("TEST_REDIS_URL is not set: run the tests with make test, or start Redis with .ci/services")
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/7"
	return u.String()
}

func open(t testing.TB, address string) *Redis {
	t.Helper()
	r, err := OpenRedis(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func flush(t testing.TB, r *Redis) {
	t.Helper()
	c := r.Client()
	defer c.Close()
	dbtest.Until(t, "Redis is empty", func() bool { return c.FlushDB(context.Background()).Err() == nil })
}

var queues atomic.Int64

// fast returns a worker with short times and a queue that no other test uses.
func fast(d *db.DB, r *Redis, kinds Kinds) *Worker {
	return &Worker{
		DB: d, Redis: r, Kinds: kinds,
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
		Queue:   fmt.Sprintf("test-%d-%d", os.Getpid(), queues.Add(1)),
		Poll:    50 * time.Millisecond,
		Repeat:  time.Second,
		Patient: 200 * time.Millisecond,
		Lease:   3 * time.Second,
		Limit:   20 * time.Second,
		Backoff: []time.Duration{20 * time.Millisecond, 40 * time.Millisecond},
	}
}

func start(t testing.TB, w *Worker) *Worker {
	t.Helper()
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, w) })
	return w
}

// mayTake is how long a process may take to end after SIGTERM, as the portal promises to its hosts.
const mayTake = 8 * time.Second

func stop(t testing.TB, w *Worker) {
	ctx, cancel := context.WithTimeout(context.Background(), mayTake)
	defer cancel()
	if err := w.Shutdown(ctx); err != nil {
		t.Log(err)
	}
}

// stopAll stops workers in parallel: without Redis each takes a second.
func stopAll(t testing.TB, workers ...*Worker) {
	var all sync.WaitGroup
	for _, w := range workers {
		all.Go(func() { stop(t, w) })
	}
	all.Wait()
}

func add(t testing.TB, d *db.DB, kind string, refs ...int64) {
	t.Helper()
	err := d.Tx(context.Background(),
		func(ctx context.Context, q db.Q) error { return q.AddJobs(ctx, kind, refs, time.Now()) })
	if err != nil {
		t.Fatal(err)
	}
}

func upTo(n int64) (refs []int64) {
	for i := range n {
		refs = append(refs, i+1)
	}
	return refs
}

func count(t testing.TB, d *db.DB) db.JobCounts {
	t.Helper()
	c, err := d.Read().CountJobs(context.Background(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func jobOf(t testing.TB, d *db.DB, kind string, ref int64) (j db.Job) {
	t.Helper()
	if err := d.Read().NewSelect().Model(&j).Where("kind = ? and ref = ?", kind,
		ref).Scan(context.Background()); err != nil {
		t.Fatal(err)
	}
	return j
}

func allDone(t testing.TB, d *db.DB, n int) func() bool {
	return func() bool { return count(t, d).Done == n }
}

// tally counts how often each ref was handled.
type tally struct {
	mu    sync.Mutex
	seen  map[int64]int
	pause time.Duration
}

func (y *tally) handle(ctx context.Context, ref int64) error {
	y.mu.Lock()
	if y.seen == nil {
		y.seen = map[int64]int{}
	}
	y.seen[ref]++
	y.mu.Unlock()
	time.Sleep(y.pause)
	return nil
}

func (y *tally) len() int {
	y.mu.Lock()
	defer y.mu.Unlock()
	return len(y.seen)
}

func (y *tally) once(t testing.TB, n int) {
	t.Helper()
	y.mu.Lock()
	defer y.mu.Unlock()
	if len(y.seen) != n {
		t.Errorf("%d of %d were worked on", len(y.seen), n)
	}
	for ref, times := range y.seen {
		if times != 1 {
			t.Errorf("%d was worked on %d times", ref, times)
		}
	}
}

// proxy forwards to Redis and can be cut or made to hang.
type proxy struct {
	t      testing.TB
	target string
	addr   string
	mu     sync.Mutex
	l      net.Listener
	conns  []net.Conn
	hung   atomic.Bool
}

func newProxy(t testing.TB, address string) *proxy {
	o, err := redis.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{t: t, target: o.Addr, addr: "127.0.0.1:0"}
	p.up()
	t.Cleanup(p.down)
	return p
}

func (p *proxy) url() string { return "redis://" + p.addr + "/7" }

func (p *proxy) up() {
	l, err := net.Listen("tcp", p.addr)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	p.l, p.addr = l, l.Addr().String()
	p.mu.Unlock()
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", p.target)
			if err != nil {
				in.Close()
				continue
			}
			p.mu.Lock()
			p.conns = append(p.conns, in, out)
			p.mu.Unlock()
			go p.copy(in, out)
			go p.copy(out, in)
		}
	}()
}

func (p *proxy) copy(to, from net.Conn) {
	defer to.Close()
	buf := make([]byte, 16<<10)
	for {
		n, err := from.Read(buf)
		for p.hung.Load() {
			time.Sleep(5 * time.Millisecond)
		}
		if _, werr := to.Write(buf[:n]); err != nil || werr != nil {
			return
		}
	}
}

func (p *proxy) down() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hung.Store(false)
	p.l.Close()
	for _, c := range p.conns {
		c.Close()
	}
	p.conns = nil
}

// refused returns an address where nothing listens.
func refused(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "redis://" + l.Addr().String()
}

// silent returns an address that accepts connections and never replies.
func silent(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		var all []net.Conn
		for {
			c, err := l.Accept()
			if err != nil {
				for _, c := range all {
					c.Close()
				}
				return
			}
			all = append(all, c)
		}
	}()
	return "redis://" + l.Addr().String()
}

// towns runs a test on SQLite with the embedded Redis, and on PostgreSQL with a real one.
func towns(t *testing.T, test func(t *testing.T, d *db.DB, r *Redis)) {
	t.Helper()
	t.Run("sqlite, embedded", func(t *testing.T) { test(t, dbtest.SQLite(t), open(t, "")) })
	t.Run("postgres, redis", func(t *testing.T) { test(t, dbtest.Postgres(t), open(t, redisURL(t))) })
}

func logTo(b *syncBuffer) *slog.Logger { return slog.New(slog.NewTextHandler(b, nil)) }

type syncBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
