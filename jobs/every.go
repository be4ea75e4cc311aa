package jobs

import (
	"context"
	"time"

	"cartable/app/domain/fault"
)

// Every is a duty of every worker: Func is called at start and then once an interval, never twice at once in a process.
// Several workers call it at the same time, so it must guard itself through the database. It obeys ctx.
type Every struct {
	Name     string // for the log
	Interval time.Duration
	Func     func(ctx context.Context) error
}

// every calls a duty until ctx ends. A panic or an error is logged, and the calls continue.
func (w *Worker) every(ctx context.Context, e Every) {
	for {
		if w.begin() {
			err := guarded(func() error { return e.Func(ctx) })
			w.end()
			if err != nil && ctx.Err() == nil {
				attributes := []any{"duty", e.Name, "error", err}
				if p, ok := fault.AsPanic(err); ok {
					attributes = append(attributes, "stack", p.Stack)
				}
				w.Log.Error("a duty failed", attributes...)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(e.Interval):
		}
	}
}
