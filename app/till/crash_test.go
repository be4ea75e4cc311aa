package till_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/payfip"
	"cartable/app/payfip/simulator"
	"cartable/app/till"
	"cartable/db"
	"cartable/db/dbtest"
)

// mortal is the platform for a process that dies at a given step: the process loses its database there, with everything
// that it had not committed. Nothing it does afterwards has an effect.
type mortal struct {
	till.Platform
	die            func()
	before, during string // the call at which it dies: before the call, or after the platform has answered
}

func (m mortal) Create(ctx context.Context, o payfip.Order) (string, error) {
	if m.before == "create" {
		m.die()
		return "", errors.New("killed")
	}
	id, err := m.Platform.Create(ctx, o)
	if m.during == "create" {
		m.die()
	}
	return id, err
}

func (m mortal) Detail(ctx context.Context, id string) (payfip.Detail, error) {
	if m.before == "detail" {
		m.die()
		return payfip.Detail{}, errors.New("killed")
	}
	d, err := m.Platform.Detail(ctx, id)
	if m.during == "detail" {
		m.die()
	}
	return d, err
}

// A process that dies between any two steps leaves a consistent state: another one finishes the work, once.
func TestAProcessDiesBetweenTwoSteps(t *testing.T) {
	for dialect, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLiteURL,
		"postgres": dbtest.PostgresURL} {
		t.Run(dialect, func(t *testing.T) {
			at := address(t)
			open := func() *db.DB {
				d, err := db.Open(context.Background(), at)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { d.Close() })
				return d
			}
			c := newCounter(t, open())
			dying := func(m mortal) *till.Till {
				own := open()
				m.Platform, m.die = c.client, func() { own.Close() }
				return c.another(own, m)
			}
			for name, m := range map[string]mortal{"before the platform is told": {before: "create"},
				"before the idOp is kept": {during: "create"}} {
				o := c.order(3420)
				o.Second = true
				if _, err := dying(m).Open(t.Context(), o); err == nil {
					t.Errorf("%s: opened all the same", name)
				}
				if again, err := c.till.Open(t.Context(), o); err != nil || again.Pay ||
					again.State != payment.Creating {
					t.Errorf("%s, the same click, retried: %+v %v", name, again.OnlinePayment, err)
				}
				c.pass(6 * time.Minute)
				if err := c.till.Poll(t.Context()); err != nil {
					t.Fatal(err)
				}
				if p, _, _ := c.d.Read().OnlinePaymentByForm(t.Context(), o.AccountID,
					o.FormToken); p.State != payment.Failed {
					t.Errorf("%s: %s", name, p.State)
				}
			}
			c.credited()
			var want []money.Cents
			for name, m := range map[string]mortal{"before asking": {before: "detail"},
				"before the answer is kept": {during: "detail"}} {
				c.pass(time.Hour)
				p := c.open(money.Cents(1000 + len(want)))
				c.finish(p, "P")
				if _, err := dying(m).Resolve(t.Context(), p.Idop, till.FromNotification); err == nil {
					t.Errorf("%s: resolved all the same", name)
				}
				if got := c.state(p); got != payment.Pending {
					t.Errorf("%s: %s", name, got)
				}
				c.credited(want...)
				c.pass(2 * time.Minute)
				if err := c.till.Poll(t.Context()); err != nil {
					t.Fatal(err)
				}
				want = append(want, p.Amount)
				c.credited(want...)
			}
			// A worker that claimed and died: its lease ends, and another worker queries.
			c.pass(time.Hour)
			p := c.open(2000)
			c.finish(p, "V")
			c.pass(2 * time.Minute)
			claimed, err := c.d.Write().ClaimOnlinePayments(t.Context(), c.clock(), time.Now(), time.Minute, 10)
			if err != nil || len(claimed) != 1 {
				t.Fatal(err, len(claimed))
			}
			if err := c.till.Poll(t.Context()); err != nil || c.state(p) != payment.Pending {
				t.Fatal("asked although another holds it: ", err, c.state(p))
			}
			c.exec("update payments set leased_until = ?", time.Now().UTC().Add(-time.Second))
			if err := c.till.Poll(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.credited(append(want, 2000)...)
		})
	}
}

// While the platform is down the poller pauses, and it finds every result once the platform is back.
func TestThePollerIsPatient(t *testing.T) {
	c := newCounter(t, dbtest.SQLite(t))
	var all []db.OnlinePayment
	for i := range 6 {
		o := c.order(money.Cents(100 + i))
		o.Second = true
		p, err := c.till.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p.OnlinePayment)
		c.finish(p.OnlinePayment, "P")
	}
	c.sim.Inject(simulator.Injection{How: "down"})
	c.pass(2 * time.Minute)
	for range 5 {
		c.pass(2 * time.Minute)
		if err := c.till.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := c.sim.Calls("recupererDetailPaiementSecurise", ""); n != 6 {
		t.Errorf("%d calls to a platform that is away", n)
	}
	for _, p := range all {
		if got := c.state(p); got != payment.Pending {
			t.Error(got)
		}
	}
	fresh := c.another(c.d, c.client) // another process, whose breaker is closed
	c.sim.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/_sim/reset", nil))
	c.pass(10 * time.Minute)
	if err := fresh.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	n, _ := c.d.Read().NewSelect().Table("payments").Where("state = 'paid-card' and found_by = 'poll'").Count(
		t.Context())
	if n != 6 {
		t.Errorf("%d found", n)
	}
	c.w.Sound()
}

// The nightly purge removes attempts that nobody paid; a paid one is kept, and is found however late.
func TestTheNightlyPurge(t *testing.T) {
	c := newCounter(t, dbtest.SQLite(t))
	left, paid := c.open(100), c.atBank(200)
	c.sim.Purge()
	c.finish(paid, "P")
	c.pass(30 * time.Minute)
	if err := c.till.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c.state(left) != payment.Expired || c.state(paid) != payment.PaidCard {
		t.Errorf("%s, %s", c.state(left), c.state(paid))
	}
	c.pass(24 * time.Hour)
	due, err := c.d.Read().OnlinePaymentsDue(t.Context(), c.clock(), c.clock())
	if err != nil || due {
		t.Error("an end is asked about again: ", due, err)
	}
	c.credited(200)
}
