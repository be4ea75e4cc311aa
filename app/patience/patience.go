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

// subject is a thing to count, under a name that says nothing to who reads the table.
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

// doorSubjects are what a try to sign in counts against: a known browser by itself, a stranger by its login, its address
// and both.
func (p Patience) DoorSubjects(ctx context.Context, login string, from Origin) ([]Subject, error) {
	if from.Device != "" {
		known, err := p.DB.Read().KnownDevice(ctx, login, DeviceHash(from.Device))
		if err != nil || known {
			return []Subject{p.Subject(throttle.Device, login+"\x00"+from.Device)}, err
		}
	}
	return []Subject{p.Subject(throttle.Pair, login+"\x00"+from.Network()), p.Subject(throttle.Login, login), p.Subject(throttle.Address, from.Network())}, nil
}

// count counts a try as a failure before it is made, so that a hundred at once are a hundred; a success takes it back.
// TooMany when one of the subjects has to wait: then nothing is counted. after is told each count, in the transaction. failed
// notes who has to wait from now on, if the try turns out to be a failure.
func (p Patience) Count(ctx context.Context, field string, all []Subject, after func(ctx context.Context, q db.Q, kind throttle.Kind, failures int) error) (failed func(), err error) {
	waits := make([]time.Duration, len(all))
	failed = func() {
		for i, s := range all {
			if waits[i] > 0 {
				seclog.Log(ctx, seclog.Throttled, slog.String("kind", string(s.kind)), slog.String("who", s.Name), slog.Duration("wait", waits[i]))
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
		now = time.Now() // the locks may have been waited for
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

// succeed forgets what was counted for who turned out to be right. An address keeps its other failures: an account of
// one's own must not wash away tries at those of others.
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

// takeBack uncounts a try that was never made.
func TakeBack(ctx context.Context, q db.Q, all []Subject) error {
	for _, s := range all {
		if err := q.LowerTries(ctx, s.Name); err != nil {
			return err
		}
	}
	return nil
}

// bound counts what costs a row and that anybody may ask for, against the door's limit for an address: signing in by it takes
// it back (welcomed).
func (p Patience) Bound(ctx context.Context, from Origin) error {
	failed, err := p.Count(ctx, "", []Subject{p.Subject(throttle.Address, from.Network())}, nil)
	if err == nil {
		failed()
	}
	return err
}

// welcomed takes back what bound has counted.
func (p Patience) Welcomed(ctx context.Context, from Origin) error {
	return p.DB.Write().LowerTries(ctx, p.Subject(throttle.Address, from.Network()).Name)
}

// ClientName names where a request comes from in the log: a keyed hash, the same as in the table of tries.
func (p Patience) ClientName(address string) string {
	return p.Subject(throttle.Address, Origin{Address: address}.Network()).Name
}

// loginAttr names a login in the log: a keyed hash, the same as in the table of tries.
func (p Patience) LoginAttr(login string) slog.Attr {
	return slog.String("login", p.Subject(throttle.Login, login).Name)
}

// PurgeDoor forgets what no longer matters at the door.
func (p Patience) PurgeDoor(ctx context.Context) error {
	now := time.Now()
	return p.DB.Write().PurgeDoor(ctx, now.Add(-throttle.Forgotten), now.Add(-deviceLasts), now.Add(-30*24*time.Hour))
}

// deviceLasts is how long a browser that does not come back is remembered.
const deviceLasts = 400 * 24 * time.Hour

// inWords is a wait, rounded up: "1 minute", "12 minutes", "20 secondes".
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
