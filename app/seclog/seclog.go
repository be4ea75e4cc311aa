// Package seclog says what concerns safety in the log of the process: one line each, with ids and keyed hashes and never
// with a name, a login, an address or the parameters of one (ASVS 16.3). What was changed is in the journal of the database
// as well, and that line's number is here; what was only tried is here alone, for the journal never forgets and anybody
// can try. Start with Note.
package seclog

import (
	"context"
	"log/slog"
	"strings"
	"sync"
)

// Event names what happened. What the journal knows keeps the code that it has there (app/domain/journal).
type Event string

// The events that are not in the journal.
const (
	SignedIn      Event = "signin.done"     // by: password, passkey, franceconnect
	SignInRefused Event = "signin.refused"  // by, reason
	FactorPassed  Event = "factor.done"     // by: code, recovery code
	FactorRefused Event = "factor.refused"  // by
	Proved        Event = "proof.done"      // who is signed in proved again who they are; by: password or code, passkey, franceconnect
	ProofRefused  Event = "proof.refused"   // by
	SignedOut     Event = "signout"         //
	ResetAsked    Event = "password.asked"  // a link to a new password, for a login that may not exist
	Throttled     Event = "throttle.began"  // kind, who, wait: from now on the next try has to wait
	RoleRefused   Event = "access.role"     // somebody signed in asks for what their role does not open
	ThingRefused  Event = "access.thing"    // an id of others, or of nobody: they are answered alike
	TokenWrong    Event = "form.token"      // a form without its token, or with another session's
	SiteForeign   Event = "form.site"       // a form that another site sent
	BodyRefused   Event = "request.body"    // longer than any form
	Malformed     Event = "request.unsound" // not HTTP as browsers write it
)

// level is that of a line: refusals stand out.
func (e Event) level() slog.Level {
	s := string(e)
	if strings.HasSuffix(s, ".refused") || strings.HasPrefix(s, "access.") || strings.HasPrefix(s, "form.") || strings.HasPrefix(s, "request.") || e == Throttled {
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

// Request is where an event comes from. It is filled in as it becomes known.
type Request struct {
	ID      string        // as the page of an error shows it
	Method  string        //
	Route   string        // the pattern, never the address
	Client  func() string // a keyed hash of the network address
	Account int64         // 0 = nobody has signed in
}

type requestKey struct{}

// In hands a request along.
func In(ctx context.Context, r *Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// From is the request under way; an empty one outside of any, as in a command.
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

// Hold keeps what is noted until say is called: what a transaction notes is true once it stands, and not at all if it falls.
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

// Log says that something happened.
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
