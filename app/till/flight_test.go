package till_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/payfip"
	"cartable/app/till"
	"cartable/db"
	"cartable/db/dbtest"
)

// gated is a platform that answers only when its gate opens, and counts the calls.
type gated struct {
	till.Platform
	asked atomic.Int64
	gate  chan struct{}
	fail  atomic.Bool
}

func (g *gated) Detail(ctx context.Context, idOp string) (payfip.Detail, error) {
	g.asked.Add(1)
	<-g.gate
	if g.fail.Load() {
		panic("DUPONT Amalia")
	}
	return g.Platform.Detail(ctx, idOp)
}

// Concurrent queries of one idOp share one call; a caller that times out returns while the call continues; a panic is
// an error of that call only.
func TestTwinQuestionsAreOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		platform := &gated{Platform: c.client, gate: make(chan struct{})}
		one := c.another(d, platform)
		p := c.atBank(3420)
		c.finish(p, "P")
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if got, err := one.Resolve(context.Background(), p.Idop, till.FromPoll); err != nil ||
					!got.State.Paid() {
					t.Errorf("%s, %v", got.State, err)
				}
			})
		}
		brief, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if _, err := one.Resolve(brief, p.Idop, till.FromFamily); err == nil {
			t.Error("nobody has answered yet")
		}
		close(platform.gate)
		all.Wait()
		if n := platform.asked.Load(); n != 1 {
			t.Errorf("asked %d times", n)
		}
		c.credited(3420)
		other := c.atBank(500)
		platform.fail.Store(true)
		if _, err := one.Resolve(t.Context(), other.Idop, till.FromPoll); err == nil {
			t.Error("a panic is no error")
		} else if _, ok := fault.AsPanic(err); !ok {
			t.Error(err)
		}
		platform.fail.Store(false)
		if _, err := one.Resolve(t.Context(), other.Idop, till.FromPoll); err != nil {
			t.Error("the question is still held: ", err)
		}
	})
}
