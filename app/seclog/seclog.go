// Package seclog writes security events to the log of the process: one line each, with ids and keyed hashes, never with
// a name, a login, an address or URL parameters (ASVS 16.3). Changes are in the journal of the database as well, and
// the line gives their number there; attempts are logged here only, because the journal keeps everything and anyone can
// try. Start with Log.
package seclog

import (
	"context"
	"log/slog"
	"strings"
	"sync"
)

// Event is the name of an event. Events that the journal also records have the same code (app/domain/journal).
type Event string

// The events that are not in the journal.
const (
	SignedIn      Event = "signin.done"    // by: password, passkey, franceconnect
	SignInRefused Event = "signin.refused" // by, reason
	FactorPassed  Event = "factor.done"    // by: code, recovery code
	FactorRefused Event = "factor.refused" // by
	// a signed-in user authenticated again; by: password or code, passkey, franceconnect
	Proved       Event = "proof.done"
	ProofRefused Event = "proof.refused"   // by
	SignedOut    Event = "signout"         //
	ResetAsked   Event = "password.asked"  // a link to a new password, for a login that may not exist
	Throttled    Event = "throttle.began"  // kind, who, wait: from now on the next try has to wait
	RoleRefused  Event = "access.role"     // a signed-in user requested a page that their role does not allow
	ThingRefused Event = "access.thing"    // an id that belongs to others or does not exist: both get the same answer
	TokenWrong   Event = "form.token"      // a form without its token, or with another session's
	SiteForeign  Event = "form.site"       // a form sent by another site
	BodyRefused  Event = "request.body"    // longer than any form
	Malformed    Event = "request.unsound" // not HTTP as browsers write it
)

// level returns the level of a line: refusals stand out.
func (e Event) level() slog.Level {
	s := string(e)
	if strings.HasSuffix(s, ".refused") || strings.HasPrefix(s, "access.") || strings.HasPrefix(s, "form.") ||
		strings.HasPrefix(s, "request.") || e == Throttled {
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

// Request is the origin of an event. It is filled in as it becomes known.
type Request struct {
	ID      string        // as the error page shows it
	Method  string        //
	Route   string        // the pattern, never the URL
	Client  func() string // a keyed hash of the network address
	Account int64         // 0 = nobody has signed in
}

type requestKey struct{}

// In returns a context with a request.
func In(ctx context.Context, r *Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// From returns the request of the context; an empty one if there is none, as in a command.
func From(ctx context.Context) *Request {
	if r, ok := ctx.Value(requestKey{}).(*Request); ok {
		return r
	}
	return &Request{}
}

type heldKey struct{}

type held struct {
	mu    sync.Mutex
	lines []func()
}

// Hold buffers events until say is called: events of a transaction are logged if it commits, and dropped if it fails.
func Hold(ctx context.Context) (_ context.Context, say func()) {
	h := &held{}
	return context.WithValue(ctx, heldKey{}, h), func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		for _, line := range h.lines {
			line()
		}
		h.lines = nil
	}
}

// Log logs an event.
func Log(ctx context.Context, e Event, more ...slog.Attr) {
	r := From(ctx)
	all := []slog.Attr{slog.String("event", string(e))}
	for _, one := range [][2]string{{"request", r.ID}, {"method", r.Method}, {"route", r.Route}} {
		if one[1] != "" {
			all = append(all, slog.String(one[0], one[1]))
		}
	}
	if r.Client != nil {
		all = append(all, slog.String("client", r.Client()))
	}
	if r.Account != 0 {
		all = append(all, slog.Int64("by_account", r.Account))
	}
	all = append(all, more...)
	line := func() { slog.LogAttrs(context.WithoutCancel(ctx), e.level(), "security", all...) }
	if h, ok := ctx.Value(heldKey{}).(*held); ok {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.lines = append(h.lines, line)
		return
	}
	line()
}
