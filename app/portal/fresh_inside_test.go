package portal

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/db"
	"cartable/db/dbtest"
)

type quiet struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (q *quiet) Write(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.out.Write(p)
}

// Open calendars stay open while the database is away, and the error is logged once, not every second.
func TestAWatchThatCannotReadSaysSoOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var log quiet
		before := slog.Default()
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
		t.Cleanup(func() { slog.SetDefault(before) })
		w, one := NewWatch(d), &Watcher{ended: make(chan struct{})}
		w.watchers[one], w.running = true, true
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if err := w.endWithdrawn(); err == nil {
			t.Error("rights that cannot be read are no error")
		}
		time.AfterFunc(2*watchEvery+watchEvery/2, func() { w.Leave(one) })
		w.poll()
		select {
		case <-one.Ended():
			t.Error("a calendar was ended because the database is away")
		default:
		}
		if n := strings.Count(log.out.String(), "open calendars"); n != 1 {
			t.Errorf("said %d times", n)
		}
	})
}
