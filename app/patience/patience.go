package patience

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

// Patience counts attempts. Key hides their origins from anyone who reads the table.
type Patience struct {
	DB  *db.DB
	Key []byte
}

// Origin is the origin of a request.
type Origin struct {
	Address string // of the client, as reported by trusted proxies
	Device  string // the identifier given to the browser at a sign-in; empty if none
	Agent   string // the browser's description of itself: "Firefox sur Android"
}

// Network returns what counts as one address: an IPv6 client has a whole /64.
func (o Origin) Network() string {
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

// Subject is a thing to count, under a name that reveals nothing to anyone who reads the table.
type Subject struct {
	kind throttle.Kind
	Name string
}

func (p Patience) Subject(kind throttle.Kind, what string) Subject {
	mac := hmac.New(sha256.New, p.Key)
	mac.Write([]byte("tries\x00" + string(kind) + "\x00" + what))
	return Subject{kind, hex.EncodeToString(mac.Sum(nil)[:20])}
}

func DeviceHash(device string) string {
	sum := sha256.Sum256([]byte("device " + device))
	return hex.EncodeToString(sum[:])
}

// DoorSubjects returns the subjects of a sign-in attempt: for a known browser, the browser; for a stranger, the login,
// the address and both.
func (p Patience) DoorSubjects(ctx context.Context, login string, from Origin) ([]Subject, error) {
	if from.Device != "" {
		known, err := p.DB.Read().KnownDevice(ctx, login, DeviceHash(from.Device))
		if err != nil || known {
			return []Subject{p.Subject(throttle.Device, login+"\x00"+from.Device)}, err
		}
	}
	return []Subject{p.Subject(throttle.Pair, login+"\x00"+from.Network()), p.Subject(throttle.Login, login),
		p.Subject(throttle.Address, from.Network())}, nil
}

// Count counts an attempt as a failure before it is made, so that a hundred concurrent attempts count as a hundred;
// Succeed takes it back. It returns TooMany if one of the subjects has to wait: then nothing is counted. after is
// called with each count, in the transaction. failed logs the subjects that have to wait from now on, if the attempt
// fails.
func (p Patience) Count(ctx context.Context, field string, all []Subject,
	after func(ctx context.Context, q db.Q, kind throttle.Kind, failures int) error) (failed func(), err error) {
	waits := make([]time.Duration, len(all))
	failed = func() {
		for i, s := range all {
			if waits[i] > 0 {
				seclog.Log(ctx, seclog.Throttled, slog.String("kind", string(s.kind)), slog.String("who", s.Name),
					slog.Duration("wait", waits[i]))
			}
		}
	}
	return failed, p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		now := time.Now()
		names := make([]string, len(all))
		for i, s := range all {
			names[i] = s.Name
		}
		tries, err := q.LockTries(ctx, names, now)
		if err != nil {
			return err
		}
		now = time.Now() // the wait for the locks may have been long
		var wait time.Duration
		for i, s := range all {
			tries[i].Failures = throttle.Left(tries[i].Failures, now.Sub(tries[i].LastAt))
			if longest := throttle.Wait(s.kind, tries[i].Failures); longest > 0 {
				wait = max(wait, longest-now.Sub(tries[i].LastAt))
			}
		}
		if wait > 0 {
			return fault.TooManyf(wait, field, "Trop d'essais. Attendez %s, puis recommencez.", InWords(wait))
		}
		for i, s := range all {
			waits[i] = throttle.Wait(s.kind, tries[i].Failures+1)
			if err := q.SetTries(ctx, s.Name, tries[i].Failures+1, now); err != nil {
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

// Succeed deletes the failures counted for a user who was right. An address keeps its other failures: signing in to
// one's own account must not erase attempts on other accounts.
func Succeed(ctx context.Context, q db.Q, all []Subject) error {
	for _, s := range all {
		var err error
		if s.kind == throttle.Address {
			err = q.LowerTries(ctx, s.Name)
		} else {
			err = q.ClearTries(ctx, s.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// TakeBack uncounts an attempt that was never made.
func TakeBack(ctx context.Context, q db.Q, all []Subject) error {
	for _, s := range all {
		if err := q.LowerTries(ctx, s.Name); err != nil {
			return err
		}
	}
	return nil
}

// Bound counts a request that stores a row and that anybody may make, against the sign-in limit of an address. Welcomed
// takes it back when somebody signs in from that address.
func (p Patience) Bound(ctx context.Context, from Origin) error {
	failed, err := p.Count(ctx, "", []Subject{p.Subject(throttle.Address, from.Network())}, nil)
	if err == nil {
		failed()
	}
	return err
}

// Welcomed takes back what Bound has counted.
func (p Patience) Welcomed(ctx context.Context, from Origin) error {
	return p.DB.Write().LowerTries(ctx, p.Subject(throttle.Address, from.Network()).Name)
}

// ClientName returns the name of an address in the log: a keyed hash, the same as in the table of attempts.
func (p Patience) ClientName(address string) string {
	return p.Subject(throttle.Address, Origin{Address: address}.Network()).Name
}

// LoginAttr returns the name of a login in the log: a keyed hash, the same as in the table of attempts.
func (p Patience) LoginAttr(login string) slog.Attr {
	return slog.String("login", p.Subject(throttle.Login, login).Name)
}

// PurgeDoor deletes the rows about sign-ins that no longer matter.
func (p Patience) PurgeDoor(ctx context.Context) error {
	now := time.Now()
	return p.DB.Write().PurgeDoor(ctx, now.Add(-throttle.Forgotten), now.Add(-deviceLasts), now.Add(-30*24*time.Hour))
}

// deviceLasts is how long a browser that does not come back is remembered.
const deviceLasts = 400 * 24 * time.Hour

// InWords returns a wait in words, rounded up: "1 minute", "12 minutes", "20 secondes".
func InWords(d time.Duration) string {
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
