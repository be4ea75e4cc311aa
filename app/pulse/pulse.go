// Package pulse is what a process knows of how the portal's organs do: Redis, mail, payments, the night, the disk. Whoever
// leans on one says how it went (Board.Say); the board tells all processes by the database when that changes, and once a
// minute, and reads what they said (Board.Ailing). It decides nothing: domain/organ judges.
package pulse

import (
	"context"
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
	beat   = time.Minute         // between two words of a process that has nothing new to say
	forget = 30 * 24 * time.Hour // after which a process that is gone is forgotten
	long   = 300                 // of a word
)

// Board is what one process says. Its methods may be called by many at once; a nil board hears nothing.
type Board struct {
	db  *db.DB
	who string

	mu    sync.Mutex
	words map[organ.Organ]*organ.Word
	wake  chan struct{}
}

// New makes the board of a process. It tells nobody until Watch.
func New(d *db.DB) *Board {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	return &Board{db: d, who: fmt.Sprintf("%s#%d", host, os.Getpid()), words: map[organ.Organ]*organ.Word{},
		wake: make(chan struct{}, 1)}
}

// Say notes how an organ does: well, or what went wrong. It neither blocks nor fails. The text of an error is for whoever
// operates: it names nobody.
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

// Hearer is Say of one organ, for whoever leans on it.
func (b *Board) Hearer(o organ.Organ) func(error) {
	return func(wrong error) { b.Say(o, wrong) }
}

func (b *Board) ring() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Watch tells the other processes, until ctx ends. What is said no more becomes stale by itself.
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

// beat stores what this process knows. That something can be stored is news of the disk.
func (b *Board) beat(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_, _, full := b.db.DiskFull()
	err := b.db.Tx(ctx, func(ctx context.Context, q db.Q) error { return q.Beat(ctx, b.own()) })
	if err == nil && full {
		b.db.DiskWorks()
		b.Say(organ.Disk, nil)
	}
	return err
}

// TryDisk tries to store something, so that this process knows whether that can be done.
func (b *Board) TryDisk(ctx context.Context) {
	b.who = "check" // one row, however often a command asks
	b.Say(organ.Disk, nil)
	if err := b.beat(ctx); err != nil {
		slog.Warn("nothing can be stored", "error", err)
	}
}

// own is what this process knows now.
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

// Ailing judges what all processes said, and what this one has seen since.
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
