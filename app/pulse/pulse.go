// Package pulse tracks the health of the portal's organs as a process observes it: Redis, mail, payments, the night,
// the disk. Code that depends on one reports each result (Board.Say); the board shares it with all processes by the
// database when it changes, and once a minute, and reads their reports (Board.Ailing). It decides nothing: domain/organ
// judges.
package pulse

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"cartable/app/domain/organ"
	"cartable/app/domain/plain"
	"cartable/db"
)

const (
	beat   = time.Minute         // between two reports of a process when nothing changes
	forget = 30 * 24 * time.Hour // after which the reports of a stopped process are deleted
	long   = 300                 // of a report
)

// Board contains the reports of one process. It is safe for concurrent use; a nil board ignores reports.
type Board struct {
	db  *db.DB
	who string

	mu    sync.Mutex
	words map[organ.Organ]*organ.Word
	wake  chan struct{}
	sites int
}

// New returns the board of a process. It shares nothing until Watch.
func New(d *db.DB) *Board {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	// Containers that share a network of the host have its name, and each its process 1.
	return &Board{db: d, who: fmt.Sprintf("%s#%d#%s", host, os.Getpid(), rand.Text()[:6]),
		words: map[organ.Organ]*organ.Word{},
		wake:  make(chan struct{}, 1)}
}

// Say records the state of an organ: working, or the error. It neither blocks nor fails. The text of an error is for
// operators: it contains no name.
func (b *Board) Say(o organ.Organ, wrong error) {
	if b == nil || errors.Is(wrong, context.Canceled) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	w := b.words[o]
	if w == nil {
		w = &organ.Word{Organ: o, Who: b.who, Since: now}
		b.words[o] = w
		b.ring()
	}
	if ailing := wrong != nil; ailing != w.Ailing {
		w.Ailing, w.Since = ailing, now
		b.ring()
	}
	w.Said, w.Text = now, ""
	if wrong != nil {
		w.Text = plain.Cut(wrong.Error(), long)
	}
}

// Hearer returns Say for one organ, for code that depends on it.
func (b *Board) Hearer(o organ.Organ) func(error) {
	return func(wrong error) { b.Say(o, wrong) }
}

func (b *Board) ring() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Watch shares the reports with the other processes, until ctx ends. A report that is not renewed becomes stale.
func (b *Board) Watch(ctx context.Context) {
	if err := b.db.Write().PurgePulses(ctx, time.Now().Add(-forget)); err != nil && ctx.Err() == nil {
		slog.Warn("old pulses stay", "error", err)
	}
	for {
		if err := b.beat(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("how the portal's organs do could not be told", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-b.wake:
		case <-time.After(beat):
		}
	}
}

// beat stores the reports of this process. A successful write is itself a report on the disk.
func (b *Board) beat(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_, _, full := b.db.DiskFull()
	err := b.db.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if err := q.Beat(ctx, b.own()); err != nil {
			return err
		}
		words, err := q.Pulses(ctx)
		b.countSites(words)
		return err
	})
	if err == nil && full {
		b.db.DiskWorks()
		b.Say(organ.Disk, nil)
	}
	return err
}

// countSites counts the web processes that are alive.
func (b *Board) countSites(words []organ.Word) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sites = 0
	for _, w := range words {
		if w.Organ == organ.Web && time.Since(w.Seen) <= 2*beat {
			b.sites++
		}
	}
}

// Sites returns how many web processes there are, as of the last report.
func (b *Board) Sites() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return max(1, b.sites)
}

// TryDisk tries a write, so that this process learns whether writing works.
func (b *Board) TryDisk(ctx context.Context) {
	b.who = "check" // one row, however often a command runs
	b.Say(organ.Disk, nil)
	if err := b.beat(ctx); err != nil {
		slog.Warn("nothing can be stored", "error", err)
	}
}

// own returns the current reports of this process.
func (b *Board) own() []organ.Word {
	since, text, full := b.db.DiskFull()
	if full {
		b.Say(organ.Disk, errors.New(text))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	all := make([]organ.Word, 0, len(b.words))
	for _, w := range b.words {
		one := *w
		one.Seen = now
		if one.Organ == organ.Web || one.Organ == organ.Worker {
			one.Said = now
		}
		if one.Organ == organ.Disk && full {
			one.Since = since
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(x, y organ.Word) int { return slices.Compare([]byte(x.Organ), []byte(y.Organ)) })
	return all
}

// Ailing judges the reports of all processes, and the later ones of this process.
func (b *Board) Ailing(ctx context.Context) ([]organ.Ailment, error) {
	if b == nil {
		return nil, nil
	}
	words, err := b.db.Read().Pulses(ctx)
	if err != nil {
		return nil, err
	}
	words = slices.DeleteFunc(words, func(w organ.Word) bool { return w.Who == b.who })
	return organ.Judge(append(words, b.own()...), time.Now()), nil
}
