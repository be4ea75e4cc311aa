package account

import (
	"context"
	"errors"
	"sync"
	"time"

	"cartable/app/seal"
	"cartable/db"
)

// remembered are the visitors whom this process saw last, by session: what a page needs before it reads anything, and
// nothing of their family. It is a guess that the database confirms in the round trip of the page's own reads, so it
// may be as old as it likes: who has signed out or lost a right is not served from it, in any process. The zero value
// is ready.
type remembered struct {
	mu  sync.Mutex
	all map[string]Visitor
}

// rememberedMost limits how many are remembered: some 2 MB.
const rememberedMost = 8192

func (r *remembered) get(sessionID string) (v Visitor, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok = r.all[sessionID]
	return v, ok
}

func (r *remembered) put(v Visitor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil {
		r.all = map[string]Visitor{}
	}
	if _, known := r.all[v.SessionID]; !known && len(r.all) >= rememberedMost {
		for one := range r.all { // any
			delete(r.all, one)
			break
		}
	}
	r.all[v.SessionID] = v.Lasting()
}

func (r *remembered) drop(sessionID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.all, sessionID)
}

// Expect returns the visitor of a token as this process remembers them, and a context under which the first read
// verifies them: until settle has returned true nothing may be shown or written. ok is false for whom it does not
// remember, and for staff.
func (p *Accounts) Expect(ctx context.Context, token string) (under context.Context, v *Visitor, ok bool) {
	known, ok := p.remembered.get(seal.Digest(token))
	if !ok {
		return ctx, nil, false
	}
	v = &known
	under, _ = db.Expect(ctx, v, time.Now(), p.Now())
	return under, v, true
}

// Sure verifies the visitor whom ctx expects, if no read has done so: whatever shows what only the database knows of
// them calls it first.
func (p *Accounts) Sure(ctx context.Context) error { return p.DB.Verify(ctx) }

// Settle verifies the visitor whom ctx expects, if no read has done so, and records their activity unless the request
// is passive. It returns false when they are not as remembered: then they are forgotten, and the request starts again.
func (p *Accounts) Settle(ctx context.Context, v *Visitor, passive bool) (bool, error) {
	err := p.DB.Verify(ctx)
	if errors.Is(err, db.ErrOtherwise) {
		p.remembered.drop(v.SessionID)
		return false, nil
	}
	if err != nil || passive {
		return err == nil, err
	}
	return true, p.touch(ctx, *v)
}

// touch records that a session is used, at most once a minute.
func (p *Accounts) touch(ctx context.Context, v Visitor) error {
	now := time.Now()
	if now.Sub(v.SeenAt) <= touchEvery {
		return nil
	}
	return p.DB.Write().TouchSession(ctx, v.SessionID, now, EndsAt(v, now))
}
