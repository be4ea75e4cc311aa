package site

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"cartable/app/domain/turn"
)

// However many ask, no more pages than slots are made at once; everybody is served who comes back as they are told, and
// afterwards nothing is left in the line.
func TestTurnsUnderCrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slots, parents = 3, 300
		line := newTurns(slots)
		defer line.look.Stop()
		var busy, most, served, kept atomic.Int64
		var all sync.WaitGroup
		for who := range int64(parents) {
			all.Go(func() {
				time.Sleep(time.Duration(who) * time.Millisecond)
				ticket := turn.Arrive(time.Now())
				for {
					ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
					free, w := line.take(ctx, ticket.Request(who))
					cancel()
					if free == nil {
						kept.Add(1)
						ticket.Waits = true
						time.Sleep(w.Again)
						continue
					}
					n := busy.Add(1)
					for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
					}
					time.Sleep(40 * time.Millisecond)
					busy.Add(-1)
					served.Add(1)
					free()
					return
				}
			})
		}
		for range 50 { // forms, meanwhile
			all.Go(func() {
				over := line.pass()
				time.Sleep(time.Second)
				over()
			})
		}
		all.Wait()
		if most.Load() > slots || served.Load() != parents || kept.Load() == 0 {
			t.Errorf("%d at once, %d served, %d waited", most.Load(), served.Load(), kept.Load())
		}
		time.Sleep(time.Minute)
		if free, _ := line.take(t.Context(), turn.Arrive(time.Now()).Request(1)); free == nil || line.waiting() != 0 ||
			len(line.calls) != 0 {
			t.Errorf("afterwards: %v, %d in the line, %d kept", free == nil, line.waiting(), len(line.calls))
		}
	})
}

// A request whose time is up leaves the line, and its slot goes to the next.
func TestATurnThatIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := newTurns(1)
		defer line.look.Stop()
		ask := func(ctx context.Context, who int64) func() {
			free, _ := line.take(ctx, turn.Request{Who: who, Came: time.Now(), Inside: true})
			return free
		}
		free := ask(t.Context(), 1)
		ctx, cancel := context.WithCancel(t.Context())
		gaveUp := make(chan bool)
		go func() { gaveUp <- ask(ctx, 2) == nil }()
		synctest.Wait()
		got := make(chan func())
		go func() { got <- ask(t.Context(), 3) }()
		synctest.Wait()
		if cancel(); !<-gaveUp {
			t.Error("who gave up has a slot")
		}
		free()
		if next := <-got; next == nil {
			t.Error("the next has none")
		} else {
			next()
		}
	})
}
