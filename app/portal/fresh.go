package portal

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/db"
)

// Watch notifies open calendars of the days that have changed, whichever process changed them: every slot stores the
// instant at which it was last counted, and one small query a second finds the recent ones for all the calendars of
// this process. Without watchers it makes no query. It does not use Redis.
type Watch struct {
	db *db.DB

	mu       sync.Mutex
	watchers map[*Watcher]bool
	running  bool
}

// NewWatch returns a Watch without watchers.
func NewWatch(d *db.DB) *Watch { return &Watch{db: d, watchers: map[*Watcher]bool{}} }

// Watcher is one open calendar.
type Watcher struct {
	pools    []int64
	from, to civil.Date
	days     chan []civil.Date
	sight    db.Sight
	ended    chan struct{}
}

// Ended is closed when the session is over or may no longer see the family.
func (w *Watcher) Ended() <-chan struct{} { return w.ended }

// Days returns the days that changed. A calendar that is slow to read misses some updates, and reloads.
func (w *Watcher) Days() <-chan []civil.Date { return w.days }

const (
	watchEvery = time.Second
	// watchBack is how far back each query looks: longer than a transaction lasts after its count, and longer than the
	// difference between the clocks of two machines.
	watchBack = 5 * time.Second
	// rightsEvery is how often the rights of all open calendars are checked again, with a query for 500 sessions.
	rightsEvery = 5 * time.Second
)

// Month watches the calendar of an activity for a session; NotFound if the structure has no activity of that name.
func (w *Watch) Month(ctx context.Context, p *Portal, sessionID string, v Viewer, activity string,
	month civil.Month) (*Watcher, error) {
	c, err := p.Catalogues.At(ctx, p.DB.Read(), v.StructureID, v.Revision)
	if err != nil {
		return nil, err
	}
	a := c.Activity(activity)
	if a == nil {
		return nil, fault.NotYours()
	}
	from, to := month.Weeks()
	one := &Watcher{pools: poolsOf(a), from: from, to: to, days: make(chan []civil.Date, 4),
		sight: db.Sight{SessionID: sessionID, FamilyID: v.FamilyID}, ended: make(chan struct{})}
	// The days that changed while the page was being delivered.
	recent, err := p.DB.Read().ChangedSlots(ctx, time.Now().Add(-watchBack))
	if err != nil {
		return nil, err
	}
	one.notify(recent)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watchers[one] = true
	if !w.running {
		w.running = true
		go w.poll() // #nosec G118 -- it outlives its first caller: it serves all watchers
	}
	return one, nil
}

// Leave ends a calendar's watch.
func (w *Watch) Leave(one *Watcher) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.watchers, one)
}

// poll queries the database once a second while there are watchers. An error is logged when it begins, not every
// second.
func (w *Watch) poll() {
	failing := false
	told := map[booking.SlotKey]time.Time{}
	since, asked := time.Now().Add(-watchBack), time.Now()
	for {
		var broken error
		if time.Since(asked) >= rightsEvery {
			asked = time.Now()
			broken = w.endWithdrawn()
		}
		ctx, cancel := context.WithTimeout(context.Background(), watchBack)
		changed, err := w.db.Read().ChangedSlots(ctx, since)
		cancel()
		if err == nil {
			fresh := changed[:0]
			for _, one := range changed {
				if !told[one.SlotKey].Equal(one.At) {
					told[one.SlotKey] = one.At
					fresh = append(fresh, one)
				}
			}
			since = time.Now().Add(-watchBack)
			for key, at := range told {
				if at.Before(since.Add(-watchBack)) {
					delete(told, key)
				}
			}
			w.publish(fresh)
		}
		if broken = errors.Join(broken, err); broken != nil && !failing {
			slog.Error("open calendars learn nothing for now", "error", broken)
		}
		failing = broken != nil
		time.Sleep(watchEvery)
		w.mu.Lock()
		if len(w.watchers) == 0 {
			w.running = false
			w.mu.Unlock()
			return
		}
		w.mu.Unlock()
	}
}

// endWithdrawn ends the calendars whose session is over or has lost the family. If the database does not answer, none
// is ended: they are only notified of changed days, and any page they open checks the rights again.
func (w *Watch) endWithdrawn() error {
	w.mu.Lock()
	all := make([]*Watcher, 0, len(w.watchers))
	for one := range w.watchers {
		all = append(all, one)
	}
	w.mu.Unlock()
	sessions := make([]string, len(all))
	for i, one := range all {
		sessions[i] = one.sight.SessionID
	}
	slices.Sort(sessions)
	ctx, cancel := context.WithTimeout(context.Background(), watchBack)
	defer cancel()
	seen, err := w.db.Read().Sights(ctx, slices.Compact(sessions), time.Now())
	if err != nil {
		return err
	}
	for _, one := range all {
		if !seen[one.sight] {
			w.Leave(one)
			close(one.ended)
		}
	}
	return nil
}

func (w *Watch) publish(changed []db.ChangedSlot) {
	if len(changed) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for one := range w.watchers {
		one.notify(changed)
	}
}

func (w *Watcher) notify(changed []db.ChangedSlot) {
	var days []civil.Date
	for _, slot := range changed {
		if w.from <= slot.Date && slot.Date <= w.to && slices.Contains(w.pools, slot.PoolID) {
			days = append(days, slot.Date)
		}
	}
	if len(days) == 0 {
		return
	}
	slices.Sort(days)
	select {
	case w.days <- slices.Compact(days):
	default:
	}
}
