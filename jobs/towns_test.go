package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/hibiken/asynq"

	"cartable/db"
	"cartable/db/dbtest"
)

// Two towns that share a Redis do not take each other's announcements: the jobs that a town announces are taken by its
// own workers, at once and once.
func TestTwoTownsShareARedis(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		other := dbtest.SQLite(t)
		if d.Postgres() {
			other = dbtest.Postgres(t)
		}
		r := open(t, redisURL(t))
		flush(t, r)
		const jobs = 60
		done := make(chan int64, 2*jobs)
		work := Kinds{"stamp": func(_ context.Context, ref int64) error { done <- ref; return nil }}
		idle := Kinds{"stamp": func(_ context.Context, ref int64) error { done <- -ref; return nil }}
		worker := func(d *db.DB, kinds Kinds) *Worker {
			w := fast(d, r, kinds)
			w.Queue, w.Repeat = "", time.Hour // nothing is announced twice
			return w
		}
		theirs := start(t, worker(other, idle))
		add(t, d, "stamp", upTo(jobs)...)
		first, again := start(t, worker(d, work)), start(t, worker(d, work))
		if first.Queue != again.Queue || first.Queue == theirs.Queue {
			t.Fatalf("two workers of one town listen to %q and %q, those of another to %q", first.Queue, again.Queue,
				theirs.Queue)
		}
		for range jobs {
			select {
			case ref := <-done:
				if ref < 0 {
					t.Fatal("the other town did the work")
				}
			case <-time.After(dbtest.Patience):
				t.Fatal("some jobs were announced and never done")
			}
		}
		inspector := asynq.NewInspector(r)
		if info, err := inspector.GetQueueInfo(theirs.Queue); err == nil && info.Processed > 0 {
			t.Errorf("the other town was called %d times", info.Processed)
		}
	})
}
