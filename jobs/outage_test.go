package jobs

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"cartable/db"
	"cartable/db/dbtest"
)

// TestMain lets the test binary act as a worker process that can be killed.
func TestMain(m *testing.M) {
	if os.Getenv("WORKER_PROCESS") != "" {
		workerProcess()
		return
	}
	os.Exit(m.Run())
}

func workerProcess() {
	d, err := db.Open(context.Background(), os.Getenv("WORKER_DATABASE"))
	if err != nil {
		panic(err)
	}
	r, err := OpenRedis(os.Getenv("WORKER_REDIS"))
	if err != nil {
		panic(err)
	}
	lease, _ := time.ParseDuration(os.Getenv("WORKER_LEASE"))
	poll, _ := time.ParseDuration(os.Getenv("WORKER_POLL"))
	repeat, _ := time.ParseDuration(os.Getenv("WORKER_REPEAT"))
	w := &Worker{DB: d, Redis: r, Queue: os.Getenv("WORKER_QUEUE"), Lease: lease, Poll: poll, Repeat: repeat,
		Kinds: Kinds{
			"block": func(ctx context.Context, ref int64) error {
				fmt.Println("working", ref)
				<-ctx.Done()
				return ctx.Err()
			},
		}}
	if err := w.Start(); err != nil {
		panic(err)
	}
	select {}
}

// Row 1: kill -9 in the middle of a job, with Redis emptied as well, and another worker continues when the lease is
// over. With TEST_REAL_TIMES=1 the times are those of production, which promises less than 45 s.
func TestKilledWorker(t *testing.T) {
	d := dbtest.Postgres(t)
	var address string
	if err := d.Read().NewRaw("select current_database()").Scan(t.Context(), &address); err != nil {
		t.Fatal(err)
	}
	base := os.Getenv("TEST_DATABASE_URL")
	head, query, _ := strings.Cut(base, "?")
	address = head[:strings.LastIndex(head, "/")+1] + address + "?" + query

	r := open(t, redisURL(t))
	var seen tally
	other := fast(d, r, Kinds{"block": seen.handle})
	if os.Getenv("TEST_REAL_TIMES") != "" {
		other.Lease, other.Poll, other.Repeat = 20*time.Second, time.Second, 30*time.Second
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "WORKER_PROCESS=1", "WORKER_DATABASE="+address, "WORKER_REDIS="+redisURL(t),
		"WORKER_QUEUE="+other.Queue,
		"WORKER_LEASE="+other.Lease.String(), "WORKER_POLL="+other.Poll.String(), "WORKER_REPEAT="+
			other.Repeat.String())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	add(t, d, "block", 1)
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "working 1\n" {
		t.Fatalf("%q %v", line, err)
	}
	start(t, other)
	time.Sleep(other.Lease / 2) // so that the lease has been renewed meanwhile
	if seen.len() != 0 {
		t.Fatal("taken from a worker that lives")
	}
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	flush(t, r)
	took := dbtest.Until(t, "done by the other", allDone(t, d, 1))
	t.Logf("lease %s: taken over %s after the kill", other.Lease, took.Round(time.Millisecond))
	if took > 45*time.Second {
		t.Error("too late")
	}
}

// Rows 5 and 6: without Redis, or with one that hangs, all jobs are done all the same, soon and without a busy loop.
func TestWithoutRedis(t *testing.T) {
	for name, address := range map[string]string{"refused": refused(t), "hung": silent(t)} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				before := runtime.NumGoroutine()
				r := open(t, address)
				var seen tally
				add(t, d, "work", upTo(300)...)
				first := fast(d, r, Kinds{"work": seen.handle})
				first.Patient = 500 * time.Millisecond // as in production
				start(t, first)
				second := fast(d, r, Kinds{"work": seen.handle})
				start(t, second)
				took := dbtest.Until(t, "done", allDone(t, d, 300))
				seen.once(t, 300)
				dbtest.Until(t, "noticed", func() bool { return first.Degraded() && second.Degraded() })
				cpu := processor()
				time.Sleep(2 * time.Second)
				cpu = processor() - cpu
				if cpu > 500*time.Millisecond {
					t.Errorf("idle without Redis burns %s of processor in 2 s", cpu)
				}
				began := time.Now()
				stopAll(t, first, second)
				ended := time.Since(began)
				r.Close()
				if ended > mayTake {
					t.Error("stopping took", ended)
				}
				t.Logf("300 jobs in %s; idle: %s of processor in 2 s; both stopped in %s", took.Round(time.Millisecond),
					cpu.Round(time.Millisecond), ended.Round(time.Millisecond))
				dbtest.Until(t, fmt.Sprintf("back to %d goroutines", before),
					func() bool { return runtime.NumGoroutine() <= before+10 })
			})
		})
	}
}

func processor() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Rows 6, 7 and 8: failures of Redis in the middle of the work.
func TestRedisInTheMiddle(t *testing.T) {
	disasters := map[string]func(p *proxy, r *Redis){
		"emptied":       func(p *proxy, r *Redis) { flush(t, r) },
		"gone":          func(p *proxy, r *Redis) { p.down() },
		"hung":          func(p *proxy, r *Redis) { p.hung.Store(true) },
		"gone and back": func(p *proxy, r *Redis) { p.down(); time.AfterFunc(time.Second, p.up) },
		"hung and back": func(p *proxy, r *Redis) {
			p.hung.Store(true)
			time.AfterFunc(time.Second, func() { p.hung.Store(false) })
		},
		"back and emptied": func(p *proxy, r *Redis) {
			p.down()
			time.AfterFunc(time.Second,
				func() { flush(t, r); p.up() })
		},
		"emptied, 3 times": func(p *proxy, r *Redis) {
			flush(t, r)
			time.AfterFunc(300*time.Millisecond,
				func() { flush(t, r) })
		},
	}
	for name, strike := range disasters {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Postgres(t)
			direct := open(t, redisURL(t))
			p := newProxy(t, redisURL(t))
			r := open(t, p.url())
			seen := tally{pause: 2 * time.Millisecond}
			var workers []*Worker
			for range 3 {
				w := fast(d, r, Kinds{"work": seen.handle})
				workers = append(workers, w)
				w.Queue = workers[0].Queue
				start(t, w)
			}
			first := workers[0]
			add(t, d, "work", upTo(1000)...)
			first.Ring()
			dbtest.Until(t, "a third is done", func() bool { return seen.len() > 300 })
			strike(p, direct)
			took := dbtest.Until(t, "done", allDone(t, d, 1000))
			seen.once(t, 1000)
			t.Logf("the other two thirds took %s", took.Round(time.Millisecond))
			defer stopAll(t, workers...)
			if strings.Contains(name, "back") {
				dbtest.Until(t, "back to normal", func() bool { return !first.Degraded() })
				add(t, d, "work", 2000)
				dbtest.Until(t, "done", allDone(t, d, 1001))
			}
		})
	}
}

// Row 8: an old Redis comes back and announces jobs that were done long ago.
func TestStaleAnnouncements(t *testing.T) {
	d := dbtest.Postgres(t)
	r := open(t, redisURL(t))
	var seen tally
	add(t, d, "work", upTo(50)...)
	w := start(t, fast(d, r, Kinds{"work": seen.handle}))
	dbtest.Until(t, "done", allDone(t, d, 50))
	for id := range int64(100) { // and ids that never existed
		w.bell.ring(t.Context(), w.Queue, id)
	}
	time.Sleep(500 * time.Millisecond)
	seen.once(t, 50)
}

// However long workers are busy, repeated announcements do not fill Redis.
func TestRedisDoesNotFillUp(t *testing.T) {
	for name, address := range map[string]string{"embedded": "", "real": redisURL(t)} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.SQLite(t)
			r := open(t, address)
			w := fast(d, r, Kinds{"work": func(ctx context.Context, _ int64) error { <-ctx.Done(); return ctx.Err() }})
			w.Repeat = 50 * time.Millisecond
			add(t, d, "work", upTo(3000)...)
			start(t, w)
			dbtest.Until(t, "full", func() bool { return w.bell.waiting(t.Context(), w.Queue) > window/2 })
			time.Sleep(2 * time.Second)
			if n := w.bell.waiting(t.Context(), w.Queue); n > window {
				t.Error(n, "announcements are waiting")
			}
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			w.Shutdown(ctx)
		})
	}
}

// A Redis that was flushed costs one query of the outbox, and not the time after which an announcement is repeated.
func TestAFlushedRedisIsToldAgainAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, redisURL(t))
		var seen tally
		busy, free := make(chan struct{}), make(chan struct{})
		w := fast(d, r, Kinds{"hold": func(context.Context, int64) error { busy <- struct{}{}; <-free; return nil },
			"work": seen.handle})
		w.Concurrency, w.Repeat = 1, time.Hour
		add(t, d, "hold", 1)
		start(t, w)
		<-busy
		add(t, d, "work", upTo(20)...)
		dbtest.Until(t, "all were announced", func() bool {
			var n int
			err := d.Read().NewRaw("select count(*) from outbox where announced_at is null").Scan(t.Context(), &n)
			return err == nil && n == 0
		})
		flush(t, r)
		close(free)
		dbtest.Until(t, "done", allDone(t, d, 21))
		seen.once(t, 20)
	})
}
