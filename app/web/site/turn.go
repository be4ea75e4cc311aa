package site

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/access"
	"cartable/app/domain/turn"
	"cartable/app/patience"
)

// A request takes a connection of the pool, which has sixteen (db.Open): more at a time would only wait for each other.
// Pages of families take twelve at most, so that four stay for what never waits; nobody is let in while all are taken.
const (
	pagesAtOnce = 12
	allAtOnce   = 16
)

// Waits reports whether a request for a route stands in the line: pages of families. It never sheds a form, above all
// no validation and no payment; the recap and the confirmation, which stand between and behind two forms; what an open
// page asks by itself; staff; or anything that needs no session. Those are few for each page that is read, and cheap.
func (r Route) Waits() bool {
	return r.Method == Get && !r.Passive && (r.Access == access.Book && !r.Step || r.Path == "/")
}

// turns is the line of this process (domain/turn), with the requests that are kept in it.
type turns struct {
	mu    sync.Mutex
	line  *turn.Line
	calls map[*turn.Place]chan struct{}
	look  *time.Timer
	said  time.Time // when the log was told last that parents wait
}

func newTurns(slots int) *turns {
	t := &turns{line: turn.New(slots, max(slots, allAtOnce)), calls: map[*turn.Place]chan struct{}{}}
	t.line.Call = func(p *turn.Place) {
		if call := t.calls[p]; call != nil {
			close(call)
			delete(t.calls, p)
		}
	}
	t.look = time.AfterFunc(time.Hour, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.line.Next(time.Now())
		t.lookAgain()
	})
	return t
}

// take waits for a slot. It returns how to free it, or nil and what to tell the parent.
func (t *turns) take(ctx context.Context, r turn.Request) (free func(), w turn.Wait) {
	t.mu.Lock()
	defer t.mu.Unlock()
	place, patience, w := t.line.Ask(time.Now(), r)
	t.lookAgain()
	if place != nil && !place.Called {
		call := make(chan struct{})
		t.calls[place] = call
		t.mu.Unlock()
		enough := time.NewTimer(patience)
		select {
		case <-call:
		case <-enough.C:
		case <-ctx.Done():
		}
		enough.Stop()
		t.mu.Lock()
		if !place.Called {
			delete(t.calls, place)
			w, place = t.line.Leave(time.Now(), place), nil
			t.lookAgain()
		}
	}
	if place == nil {
		t.tell(w)
		return nil, w
	}
	account.Ahead.Add(1)
	return t.free, w
}

func (t *turns) free() {
	account.Ahead.Add(-1)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.line.Done(time.Now())
	t.lookAgain()
}

// pass notes a request that never waits, and returns how to note its end.
func (t *turns) pass() (over func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.line.Pass()
	account.Ahead.Add(1)
	return func() {
		account.Ahead.Add(-1)
		t.mu.Lock()
		defer t.mu.Unlock()
		t.line.Passed(time.Now())
		t.lookAgain()
	}
}

// lookAgain sets the timer for the slots that are kept for somebody who is expected back.
func (t *turns) lookAgain() {
	if at := t.line.Look(); !at.IsZero() {
		t.look.Reset(time.Until(at) + time.Millisecond)
	}
}

// tell writes to the log that parents wait, twice a minute as long as they do.
func (t *turns) tell(w turn.Wait) {
	if now := time.Now(); now.Sub(t.said) > 30*time.Second {
		t.said = now
		slog.Warn("parents wait for their turn", "waiting", t.line.Waiting(), "wait", w.About.Round(time.Second))
	}
}

// waiting returns how many parents wait for this process.
func (t *turns) waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.line.Waiting()
}

// turn lets a request of a family pass when it is its turn, or answers it with the waiting page.
func (a *admission) turn() error {
	v := a.visitor
	if v == nil || v.FamilyID == 0 || a.r.Passive {
		return nil
	}
	ticket, stored := a.ticket(v.AccountID), true
	if now := time.Now(); !ticket.Holds(now) {
		if !a.r.Waits() { // who has asked for no page yet has not arrived
			a.free = a.turns.pass()
			return nil
		}
		ticket, stored = turn.Arrive(now), false
	}
	was := ticket
	if a.r.Waits() {
		free, wait := a.turns.take(a.c.UserContext(), ticket.Request(v.AccountID))
		if ticket.Waits = free == nil; ticket.Waits {
			ticket.Seen = time.Now()
			a.setTicket(v.AccountID, ticket)
			a.gone = true
			return a.wait(wait)
		}
		a.free, ticket.Inside = free, true
	} else {
		a.free = a.turns.pass()
	}
	if now := time.Now(); !stored || ticket != was || now.Sub(ticket.Seen) > turn.Renew {
		ticket.Seen = now
		a.setTicket(v.AccountID, ticket)
	}
	return nil
}

// TurnPage is the waiting page.
type TurnPage struct {
	Rank  int
	Wait  string // "20 secondes"
	Again string // the page that was asked for
}

// wait answers with the waiting page, which comes back by itself; a fragment is told in a sentence.
func (a *admission) wait(w turn.Wait) error {
	c := a.c
	again := strconv.Itoa(int(w.Again / time.Second))
	page := TurnPage{Rank: w.Rank, Wait: patience.InWords(w.About), Again: a.SafeNext(c.OriginalURL())}
	if a.Sites != nil { // each process has its line, and the parents are spread over them
		page.Rank = (w.Rank-1)*max(1, a.Sites()) + 1
	}
	c.Status(fiber.StatusServiceUnavailable)
	c.Set(fiber.HeaderRetryAfter, again)
	if Htmx(c) {
		c.Set(fiber.HeaderContentType, "text/plain; charset=utf-8")
		return c.SendString("Beaucoup de familles sont sur le portail. Réessayez dans " + page.Wait + ".")
	}
	c.Set("Refresh", again)
	v := a.visitor
	return a.Page(c, "site/turn", Layout{Title: page.Title(), Now: a.Now(), Loc: a.Loc, SignedIn: true, NoNav: true,
		Read: a.Lang(c),
		Town: v.Structure, CSRF: a.FormToken(v), Whom: whomOf(v)}, page)
}

// Title returns the title of the page, which says the rank: a screen reader reads it whenever the page comes back.
func (p TurnPage) Title() string {
	if p.Rank == 1 {
		return "C'est presque votre tour"
	}
	return "Vous êtes " + strconv.Itoa(p.Rank) + "e dans la file"
}
