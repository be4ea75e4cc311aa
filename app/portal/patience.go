package portal

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/netip"
	"strconv"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/throttle"
	"cartable/app/seclog"
	"cartable/db"
)

// Patience counts tries. Key hides who they were made by from whoever reads the table.
type Patience struct {
	DB  *db.DB
	Key []byte
}

// Origin is where a request comes from.
type Origin struct {
	Address string // of the client, as far as trusted proxies tell
	Device  string // what the browser was given when somebody signed in with it; empty = nothing yet
	Agent   string // what the browser says it is: "Firefox sur Android"
}

// network is what counts as one address: of IPv6, everybody has a whole /64.
func (o Origin) network() string {
	a, err := netip.ParseAddr(o.Address)
	if err != nil {
		return o.Address
	}
	if a = a.Unmap(); a.Is6() {
		p, _ := a.Prefix(64)
		return p.String()
	}
	return a.String()
}

// subject is a thing to count, under a name that says nothing to who reads the table.
type subject struct {
	kind throttle.Kind
	name string
}

func (p Patience) subject(kind throttle.Kind, what string) subject {
	mac := hmac.New(sha256.New, p.Key)
	mac.Write([]byte("tries\x00" + string(kind) + "\x00" + what))
	return subject{kind, hex.EncodeToString(mac.Sum(nil)[:20])}
}

func deviceHash(device string) string {
	sum := sha256.Sum256([]byte("device " + device))
	return hex.EncodeToString(sum[:])
}

// doorSubjects are what a try to sign in counts against: a known browser by itself, a stranger by its login, its address
// and both.
func (p Patience) doorSubjects(ctx context.Context, login string, from Origin) ([]subject, error) {
	if from.Device != "" {
		known, err := p.DB.Read().KnownDevice(ctx, login, deviceHash(from.Device))
		if err != nil || known {
			return []subject{p.subject(throttle.Device, login+"\x00"+from.Device)}, err
		}
	}
	return []subject{p.subject(throttle.Pair, login+"\x00"+from.network()), p.subject(throttle.Login, login), p.subject(throttle.Address, from.network())}, nil
}

// count counts a try as a failure before it is made, so that a hundred at once are a hundred; a success takes it back.
// TooMany when one of the subjects has to wait: then nothing is counted. after is told each count, in the transaction. failed
// notes who has to wait from now on, if the try turns out to be a failure.
func (p Patience) count(ctx context.Context, field string, all []subject, after func(ctx context.Context, q db.Q, kind throttle.Kind, failures int) error) (failed func(), err error) {
	waits := make([]time.Duration, len(all))
	failed = func() {
		for i, s := range all {
			if waits[i] > 0 {
				seclog.Note(ctx, seclog.Throttled, slog.String("kind", string(s.kind)), slog.String("who", s.name), slog.Duration("wait", waits[i]))
			}
		}
	}
	return failed, p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		now := time.Now()
		names := make([]string, len(all))
		for i, s := range all {
			names[i] = s.name
		}
		tries, err := q.LockTries(ctx, names, now)
		if err != nil {
			return err
		}
		now = time.Now() // the locks may have been waited for
		var wait time.Duration
		for i, s := range all {
			tries[i].Failures = throttle.Left(tries[i].Failures, now.Sub(tries[i].LastAt))
			if longest := throttle.Wait(s.kind, tries[i].Failures); longest > 0 {
				wait = max(wait, longest-now.Sub(tries[i].LastAt))
			}
		}
		if wait > 0 {
			return fault.TooManyf(wait, field, "Trop d'essais. Attendez %s, puis recommencez.", inWords(wait))
		}
		for i, s := range all {
			waits[i] = throttle.Wait(s.kind, tries[i].Failures+1)
			if err := q.SetTries(ctx, s.name, tries[i].Failures+1, now); err != nil {
				return err
			}
			if after != nil {
				if err := after(ctx, q, s.kind, tries[i].Failures+1); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// succeed forgets what was counted for who turned out to be right. An address keeps its other failures: an account of
// one's own must not wash away tries at those of others.
func succeed(ctx context.Context, q db.Q, all []subject) error {
	for _, s := range all {
		var err error
		if s.kind == throttle.Address {
			err = q.LowerTries(ctx, s.name)
		} else {
			err = q.ClearTries(ctx, s.name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeBack uncounts a try that was never made.
func takeBack(ctx context.Context, q db.Q, all []subject) error {
	for _, s := range all {
		if err := q.LowerTries(ctx, s.name); err != nil {
			return err
		}
	}
	return nil
}

// bound counts what costs a row and that anybody may ask for, against the door's limit for an address: signing in by it takes
// it back (welcomed).
func (p Patience) bound(ctx context.Context, from Origin) error {
	failed, err := p.count(ctx, "", []subject{p.subject(throttle.Address, from.network())}, nil)
	if err == nil {
		failed()
	}
	return err
}

// welcomed takes back what bound has counted.
func (p Patience) welcomed(ctx context.Context, from Origin) error {
	return p.DB.Write().LowerTries(ctx, p.subject(throttle.Address, from.network()).name)
}

// ClientName names where a request comes from in the log: a keyed hash, the same as in the table of tries.
func (p Patience) ClientName(address string) string {
	return p.subject(throttle.Address, Origin{Address: address}.network()).name
}

// loginAttr names a login in the log: a keyed hash, the same as in the table of tries.
func (p Patience) loginAttr(login string) slog.Attr {
	return slog.String("login", p.subject(throttle.Login, login).name)
}

// PurgeDoor forgets what no longer matters at the door.
func (p Patience) PurgeDoor(ctx context.Context) error {
	now := time.Now()
	return p.DB.Write().PurgeDoor(ctx, now.Add(-throttle.Forgotten), now.Add(-deviceLasts), now.Add(-30*24*time.Hour))
}

// deviceLasts is how long a browser that does not come back is remembered.
const deviceLasts = 400 * 24 * time.Hour

// inWords is a wait, rounded up: "1 minute", "12 minutes", "20 secondes".
func inWords(d time.Duration) string {
	if d <= 55*time.Second {
		seconds := max(5, int((d+4999*time.Millisecond)/(5*time.Second))*5)
		return strconv.Itoa(seconds) + "\u00a0secondes"
	}
	minutes := int((d + time.Minute - 1) / time.Minute)
	if minutes == 1 {
		return "1\u00a0minute"
	}
	return strconv.Itoa(minutes) + "\u00a0minutes"
}
