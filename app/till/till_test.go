package till_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/payfip"
	"cartable/app/payfip/simulator"
	"cartable/app/till"
	"cartable/db"
	"cartable/db/dbtest"
)

// counter is a town that takes payments, and a simulated platform that it calls over HTTP.
type counter struct {
	t      testing.TB
	d      *db.DB
	w      *dbtest.Town
	sim    *simulator.Simulator
	client *payfip.Client
	till   *till.Till
	family dbtest.Family
	wallet int64
	forms  int
	mu     sync.Mutex
	now    time.Time
}

func newCounter(t testing.TB, d *db.DB) *counter {
	t.Helper()
	c := &counter{t: t, d: d, now: time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)}
	c.w = dbtest.NewTown(t, d)
	c.family = c.w.Family(1)
	c.exec("update wallets set numcli = '012345'")
	if err := d.Read().NewSelect().Table("wallets").Column("id").Scan(context.Background(), &c.wallet); err != nil {
		t.Fatal(err)
	}
	c.sim = simulator.New(simulator.Options{Now: c.clock, Loc: db.Paris})
	c.sim.SetMode(simulator.Mode{Notify: simulator.NotifyNever})
	site := httptest.NewServer(c.sim)
	t.Cleanup(site.Close)
	var err error
	if c.client, err = payfip.New(site.URL + "/tpa/services/securite"); err != nil {
		t.Fatal(err)
	}
	c.till = c.another(d, c.client)
	return c
}

// another returns the till of another process.
func (c *counter) another(d *db.DB, platform till.Platform) *till.Till {
	return &till.Till{DB: d, Catalogues: db.NewCatalogues(c.clock), Platform: platform, Now: c.clock,
		PageURL: "https://pay.example/tpa/paiementws.web",
		BaseURL: "https://portail.example", MailHost: "portail.example", Saisie: "W", Production: true}
}

func (c *counter) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *counter) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *counter) exec(query string, args ...any) {
	c.t.Helper()
	if _, err := c.d.Write().ExecContext(context.Background(), query, args...); err != nil {
		c.t.Fatal(err)
	}
}

func (c *counter) order(amount money.Cents) till.Order {
	c.forms++
	return till.Order{AccountID: c.family.AccountID, FamilyID: c.family.ID, StructureID: c.w.Structure.ID,
		Numcli: "012345", Objet: "Cantine", Mel: "anne@exemple.fr",
		Parts:     []db.OnlinePaymentPart{{WalletID: c.wallet, Amount: amount}},
		FormToken: fmt.Sprintf("form-%016d", c.forms)}
}

func (c *counter) open(amount money.Cents) db.OnlinePayment {
	c.t.Helper()
	p, err := c.till.Open(context.Background(), c.order(amount))
	if err != nil {
		c.t.Fatal(err)
	}
	if !p.Pay || p.State != payment.Pending || p.Idop == "" || p.NextCheckAt == nil {
		c.t.Fatalf("opened: %+v", p)
	}
	return p.OnlinePayment
}

func (c *counter) finish(p db.OnlinePayment, result string, differing ...string) {
	c.t.Helper()
	fields := map[string]string{"resultrans": result}
	for i := 0; i+1 < len(differing); i += 2 {
		fields[differing[i]] = differing[i+1]
	}
	if !c.sim.Finish(p.Idop, fields) {
		c.t.Fatal("the platform does not know ", p.Idop)
	}
}

func (c *counter) resolve(p db.OnlinePayment) db.OnlinePayment {
	c.t.Helper()
	p, err := c.till.Resolve(context.Background(), p.Idop, till.FromReturn)
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

func (c *counter) state(p db.OnlinePayment) payment.State {
	c.t.Helper()
	p, _, err := c.d.Read().OnlinePaymentByToken(context.Background(), p.Token)
	if err != nil {
		c.t.Fatal(err)
	}
	return p.State
}

// credited fails unless the ledger has these credits, and everything that belongs to them exactly once.
func (c *counter) credited(sums ...money.Cents) {
	c.t.Helper()
	var lines []db.LedgerLine
	if err := c.d.Read().NewSelect().Model(&lines).Where("source = 'payment'").Order("id").Scan(
		context.Background()); err != nil {
		c.t.Fatal(err)
	}
	got := make([]money.Cents, len(lines))
	for i, l := range lines {
		got[i] = l.Amount
	}
	if fmt.Sprint(got) != fmt.Sprint(sums) {
		c.t.Fatalf("credited %v, want %v", got, sums)
	}
	for table, where := range map[string]string{"mails": "kind = 'payment'", "outbox": "kind = 'mail.send'"} {
		n, err := c.d.Read().NewSelect().Table(table).Where(where).Count(context.Background())
		if err != nil || int(n) != len(sums) {
			c.t.Fatalf("%s: %d for %d credits (%v)", table, n, len(sums), err)
		}
	}
	c.w.Sound()
}

func TestAPaymentIsCreditedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		p := c.open(3420)
		if asked := c.sim.Ops("")[0].Asked; asked["refdet"] != p.Refdet || asked["montant"] != "3420" ||
			asked["exer"] != "2026" || asked["saisie"] != "W" ||
			asked["urlredirect"] != "https://portail.example/payfip/retour" ||
			asked["urlnotif"] != "https://portail.example/payfip/notification" || !payment.ValidRefdet(p.Refdet) {
			t.Errorf("asked %v", asked)
		}
		if got := c.resolve(p); got.State != payment.Pending {
			t.Errorf("before a result: %s", got.State)
		}
		c.credited()
		c.pass(3 * time.Minute)
		c.finish(p, "P")
		for range 3 {
			if got := c.resolve(p); got.State != payment.PaidCard || got.FoundBy != till.FromReturn ||
				got.NextCheckAt != nil {
				t.Errorf("%+v", got)
			}
		}
		c.till.Notified(t.Context(), p.Idop)
		c.credited(3420)
		var line db.LedgerLine
		if err := d.Read().NewSelect().Model(&line).Where("source = 'payment'").Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		if line.Kind != db.Credit || line.Mode != payment.ByCard || line.Number != p.Idop[:4] ||
			line.Payer != "M. DUPONT1 Jean-Paul" || line.Label != "Paiement en ligne" ||
			line.Date.String() != "2026-11-23" || line.SourceRef != fmt.Sprint(p.ID) {
			t.Errorf("%+v", line)
		}
		var m db.Mail
		if err := d.Read().NewSelect().Model(&m).Where("kind = 'payment'").Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"34,20\u00a0€", p.Refdet, p.Idop[:4], "lundi 23 novembre 2026 à 12 h 03",
			"Services scolaires"} {
			if !strings.Contains(m.Body, want) || !strings.Contains(m.Html, want) {
				t.Errorf("the mail does not say %q:\n%s", want, m.Body)
			}
		}
		if m.Address != "anne@exemple.fr" || strings.Contains(m.Body, "encaissement") {
			t.Errorf("%+v", m)
		}
		var raw string
		if err := d.Read().NewSelect().Table("payment_events").Column("raw").Where("said = 'result'").Scan(t.Context(),
			&raw); err != nil || !strings.Contains(raw, "mel=a***@exemple.fr") || strings.Contains(raw, "anne@") {
			t.Errorf("%v %s", err, raw)
		}
		if n := c.sim.Calls("recupererDetailPaiementSecurise", p.Idop); n != 2 {
			t.Errorf("asked %d times", n)
		}
	})
}

func TestADebitIsSubjectToCollection(t *testing.T) {
	c := newCounter(t, dbtest.SQLite(t))
	p := c.open(500)
	c.finish(p, "V")
	if got := c.resolve(p); got.State != payment.PaidDebit {
		t.Error(got.State)
	}
	c.credited(500)
	var body string
	if err := c.d.Read().NewSelect().Table("mails").Column("body").Scan(t.Context(), &body); err != nil ||
		!strings.Contains(body, "sous réserve d'encaissement") {
		t.Error(err, body)
	}
}

func TestAFamilyMayWantNoConfirmation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		p := c.open(500)
		c.exec("update families set mail_payments = false where id = ?", p.FamilyID)
		c.finish(p, "P")
		if got := c.resolve(p); got.State != payment.PaidCard {
			t.Error(got.State)
		}
		if n, err := d.Read().NewSelect().Table("ledger").Where("kind = 'payment' and amount = 500").Count(
			t.Context()); err != nil || n != 1 {
			t.Error("credited", n, err)
		}
		if n, err := d.Read().NewSelect().Table("mails").Count(t.Context()); err != nil || n != 0 {
			t.Error("mails", n, err)
		}
		c.w.Sound()
	})
}

func TestSeveralWalletsOfOneRegie(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		other := db.Wallet{StructureID: c.w.Structure.ID, Code: "loisirs", Name: "Loisirs", Numcli: "012345"}
		if _, err := d.Write().NewInsert().Model(&other).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		o := c.order(1000)
		o.Parts = append(o.Parts, db.OnlinePaymentPart{WalletID: other.ID, Amount: 250})
		p, err := c.till.Open(t.Context(), o)
		if err != nil || p.Amount != 1250 {
			t.Fatal(err, p.Amount)
		}
		c.finish(p.OnlinePayment, "P")
		c.resolve(p.OnlinePayment)
		_, balances, err := d.Read().MoneyOf(t.Context(), c.family.ID)
		if err != nil || balances[c.wallet] != 1000 || balances[other.ID] != 250 {
			t.Error(err, balances)
		}
		c.w.Sound()
	})
}

// A result that differs from the request credits nobody, until a treasurer decides, once.
func TestWhatDiffersWaitsForATreasurer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		treasurer := c.family.AccountID
		for field, value := range map[string]string{"montant": "100", "refdet": "P2611239999", "numcli": "999999",
			"saisie": "T"} {
			p := c.open(3420)
			c.finish(p, "P", field, value)
			got := c.resolve(p)
			if got.State != payment.Anomaly || got.Alert == "" || !strings.Contains(got.Differences, field) {
				t.Errorf("%s: %+v", field, got)
			}
			c.finish(p, "P", field, map[string]string{"montant": "3420", "refdet": p.Refdet, "numcli": "012345",
				"saisie": "W"}[field])
			if again := c.resolve(p); again.State != payment.Anomaly {
				t.Errorf("%s: the platform talked its way out: %s", field, again.State)
			}
		}
		c.credited()
		odd := c.open(3420)
		c.finish(odd, "P", "montant", "100")
		odd = c.resolve(odd)
		decide := till.Decision{StructureID: c.w.Structure.ID, PaymentID: odd.ID, AccountID: treasurer, Credit: true,
			Reason: "vu au relevé", Origin: "203.0.113.7"}
		for what, tc := range map[string]struct {
			change func(*till.Decision)
			kind   fault.Kind
		}{
			"no reason":         {func(d *till.Decision) { d.Reason = "  " }, fault.Invalid},
			"another structure": {func(d *till.Decision) { d.StructureID++ }, fault.NotFound},
			"no such payment":   {func(d *till.Decision) { d.PaymentID += 1000 }, fault.NotFound},
		} {
			wrong := decide
			tc.change(&wrong)
			if err := c.till.Decide(t.Context(), wrong); fault.KindOf(err) != tc.kind {
				t.Errorf("%s: %v", what, err)
			}
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		kinds := map[fault.Kind]int{}
		for range 4 {
			all.Go(func() {
				err := c.till.Decide(context.Background(), decide)
				mu.Lock()
				defer mu.Unlock()
				kinds[fault.KindOf(err)]++
			})
		}
		all.Wait()
		if kinds[""] != 1 || kinds[fault.Conflict] != 3 {
			t.Errorf("decided: %v", kinds)
		}
		c.credited(100) // the amount received, not the amount requested
		unread := c.open(700)
		c.finish(unread, "P", "montant", "cent")
		unread = c.resolve(unread)
		decide.PaymentID = unread.ID
		if err := c.till.Decide(t.Context(), decide); fault.KindOf(err) != fault.Invalid {
			t.Error("an unreadable amount was credited: ", err)
		}
		decide.Credit = false
		if err := c.till.Decide(t.Context(), decide); err != nil || c.state(unread) != payment.Rejected {
			t.Error(err, c.state(unread))
		}
		c.credited(100)
		if n, _ := d.Read().NewSelect().Table("audit").Where(
			"action = 'payment.decide' and origin = '203.0.113.7'").Count(t.Context()); n != 2 {
			t.Errorf("%d lines in the journal", n)
		}
	})
}

// Two payments of one amount are both credited, and the second raises an alert until staff have reviewed it.
func TestPaidTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		first, second, other := c.atBank(3420), c.atBank(3420), c.atBank(3421)
		for _, p := range []db.OnlinePayment{first, other, second} {
			c.finish(p, "P")
			p = c.resolve(p)
			if want := map[bool]payment.Alert{true: payment.AlertTwice}[p.ID == second.ID]; p.Alert != want ||
				p.State != payment.PaidCard {
				t.Errorf("%s, %q, want %q", p.State, p.Alert, want)
			}
		}
		c.credited(3420, 3421, 3420)
		if err := c.till.Seen(t.Context(), c.w.Structure.ID+1, second.ID, c.family.AccountID,
			"203.0.113.7"); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		for range 2 {
			if err := c.till.Seen(t.Context(), c.w.Structure.ID, second.ID, c.family.AccountID,
				"203.0.113.7"); err != nil {
				t.Fatal(err)
			}
		}
		n, err := d.Read().OnlinePaymentNumbers(t.Context(), c.w.Structure.ID, time.Time{})
		if lines, _ := d.Read().NewSelect().Table("audit").Where(
			"action = 'payment.seen' and origin = '203.0.113.7'").Count(t.Context()); err != nil || n.Alerts != 0 ||
			lines != 1 {
			t.Errorf("%+v, %d lines in the journal (%v)", n, lines, err)
		}
	})
}

// Forged notifications, or ones about unknown payments, cause no query at all.
func TestForgedNotifications(t *testing.T) {
	c := newCounter(t, dbtest.SQLite(t))
	p := c.open(3420)
	for _, idop := range []string{"", "x", strings.Repeat("a", 500), "00000000-0000-4000-8000-000000000000", p.Idop +
		"0", "' or 1=1 --", p.Refdet} {
		c.till.Notified(t.Context(), idop)
		if _, err := c.till.Resolve(t.Context(), idop, till.FromReturn); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%q: %v", idop, err)
		}
	}
	if n := c.sim.Calls("recupererDetailPaiementSecurise", ""); n != 0 {
		t.Errorf("the platform was asked %d times", n)
	}
	c.till.Notified(t.Context(), p.Idop) // one of ours that nobody has paid
	if got := c.state(p); got != payment.Pending {
		t.Error(got)
	}
	c.credited()
}

func TestTheFormDecides(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		for what, change := range map[string]func(*till.Order){
			"nothing":        func(o *till.Order) { o.Parts[0].Amount = 0 },
			"99 cents":       func(o *till.Order) { o.Parts[0].Amount = 99 },
			"a negative sum": func(o *till.Order) { o.Parts[0].Amount = -500 },
			"too much":       func(o *till.Order) { o.Parts[0].Amount = payment.Max + 1 },
			"an overflow": func(o *till.Order) {
				o.Parts[0].Amount = 1 << 62
				o.Parts = append(o.Parts, o.Parts[0],
					o.Parts[0])
			},
			"no address":       func(o *till.Order) { o.Mel = "" },
			"two addresses":    func(o *till.Order) { o.Mel = "a@b.fr;c@d.fr" },
			"no token":         func(o *till.Order) { o.FormToken = "" },
			"an endless token": func(o *till.Order) { o.FormToken = strings.Repeat("x", 1000) },
		} {
			o := c.order(3420)
			change(&o)
			if _, err := c.till.Open(t.Context(), o); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", what, err)
			}
		}
		if n := len(c.sim.Ops("")); n != 0 {
			t.Fatalf("%d payments were created", n)
		}
		// Twenty clicks on one button are one payment.
		o := c.order(3420)
		var all sync.WaitGroup
		var mu sync.Mutex
		seen := map[string]int{}
		for range 20 {
			all.Go(func() {
				p, err := c.till.Open(context.Background(), o)
				mu.Lock()
				defer mu.Unlock()
				seen[fmt.Sprint(p.Idop, p.Pay, err)]++
			})
		}
		all.Wait()
		if len(seen) != 1 || len(c.sim.Ops("")) != 1 {
			t.Fatalf("%v, %d created", seen, len(c.sim.Ops("")))
		}
		c.pass(time.Minute)
		if late, err := c.till.Open(t.Context(), o); err != nil || late.Pay || late.Idop == "" {
			t.Errorf("the same form, later: %+v %v", late, err)
		}
		// Another form, while the first payment is under way.
		_, err := c.till.Open(t.Context(), c.order(100))
		under, ok := errors.AsType[*till.UnderWay](err)
		if !ok || under.Payment.Amount != 3420 {
			t.Fatalf("a second payment: %v", err)
		}
		second := c.order(100)
		second.Second = true
		if p, err := c.till.Open(t.Context(), second); err != nil || !p.Pay {
			t.Fatal(err)
		}
		c.pass(21 * time.Minute)
		if p, err := c.till.Open(t.Context(), c.order(200)); err != nil || !p.Pay {
			t.Fatal("after twenty minutes: ", err)
		}
		// One that turns out to be paid is returned, and no other is made.
		last := c.sim.Ops("")[2]
		c.sim.Finish(last.IdOp, map[string]string{"resultrans": "P"})
		if p, err := c.till.Open(t.Context(), c.order(200)); err != nil || p.Pay || p.State != payment.PaidCard ||
			p.Idop != last.IdOp {
			t.Errorf("%+v %v", p, err)
		}
		if n := len(c.sim.Ops("")); n != 3 {
			t.Errorf("%d payments", n)
		}
		c.credited(200)
		// Both payments of one debt are made: both are credited.
		for _, op := range c.sim.Ops("")[:2] {
			c.sim.Finish(op.IdOp, map[string]string{"resultrans": "P"})
			c.till.Notified(t.Context(), op.IdOp)
		}
		c.credited(200, 3420, 100)
	})
}

// The platform refuses, fails or is silent: nobody is redirected, and the next form works.
func TestAttemptsThatCannotBeCreated(t *testing.T) {
	c := newCounter(t, dbtest.SQLite(t))
	for _, how := range []string{"malfunction", "html", "garbage", "after"} {
		c.sim.Inject(simulator.Injection{How: how, Operation: "creerPaiementSecurise", Times: 1})
		// which does not answer
		ctx, cancel := context.WithTimeout(t.Context(), map[bool]time.Duration{true: 2 * time.Second,
			false: dbtest.Patience}[how == "after"])
		o := c.order(3420)
		p, err := c.till.Open(ctx, o)
		cancel()
		if fault.KindOf(err) != fault.Unavailable || c.state(p.OnlinePayment) != payment.Failed {
			t.Errorf("%s: %v, %s", how, err, c.state(p.OnlinePayment))
		}
		if _, err := c.till.Open(t.Context(), o); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s, sent again: %v", how, err)
		}
	}
	c.sim.Inject(simulator.Injection{How: "functional", Code: "A2", Times: 1})
	if _, err := c.till.Open(t.Context(), c.order(3420)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an address that the platform refuses: %v", err)
	}
	c.open(3420)
	// the process that made it was killed
	c.exec("update payments set state = 'creating', idop = null, next_check_at = null where state = 'pending'")
	c.pass(6 * time.Minute)
	if err := c.till.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, _ := c.d.Read().NewSelect().Table("payments").Where("state = 'failed' and error = 'interrupted'").Count(
		t.Context()); n != 1 {
		t.Error("a creation that was cut off stays open")
	}
	c.credited()
}

// All events of a payment, in all orders, in two processes at once: one credit, on the platform's answer alone.
func TestEveryOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		processes := []*till.Till{c.till, c.another(d, c.client)}
		events := map[string]func(p db.OnlinePayment, i int){
			"notified": func(p db.OnlinePayment, i int) { processes[i%2].Notified(context.Background(), p.Idop) },
			"returned": func(p db.OnlinePayment, i int) {
				processes[i%2].Resolve(context.Background(), p.Idop, till.FromReturn)
			},
			"polled": func(p db.OnlinePayment, i int) {
				c.exec("update payments set next_check_at = created_at where next_check_at is not null")
				processes[i%2].Poll(context.Background())
			},
			"expired": func(p db.OnlinePayment, i int) { // a recent payment made to look old, as after a wrong purge
				c.sim.Inject(simulator.Injection{How: "functional", Code: "P1", IdOp: p.Idop, Times: 1})
				c.pass(21 * time.Minute)
				processes[i%2].Resolve(context.Background(), p.Idop, till.FromStaff)
			},
		}
		names := []string{"notified", "returned", "polled", "expired"}
		var want []money.Cents
		for _, order := range permutations(names) {
			for paidAt := range len(order) {
				for _, doubled := range []bool{false, true} {
					o := c.order(money.Cents(100 + len(want)))
					o.Second = true
					opened, err := c.till.Open(t.Context(), o)
					if err != nil {
						t.Fatal(err)
					}
					p := opened.OnlinePayment
					for i, name := range order {
						if i == paidAt {
							c.finish(p, []string{"P", "V"}[i%2])
						}
						if doubled {
							var twice sync.WaitGroup
							twice.Go(func() { events[name](p, 0) })
							twice.Go(func() { events[name](p, 1) })
							twice.Wait()
						} else {
							events[name](p, i)
						}
						if i < paidAt && c.state(p).Paid() {
							t.Fatalf("%v, before the platform said so: %s", order, c.state(p))
						}
					}
					events["polled"](p, 0) // the poller runs last
					events["returned"](p, 1)
					if !c.state(p).Paid() {
						t.Fatalf("%v, paid before %s, doubled %t: %s", order, order[paidAt], doubled, c.state(p))
					}
					want = append(want, p.Amount)
				}
			}
		}
		c.credited(want...)
	})
}

func permutations(words []string) (all [][]string) {
	if len(words) <= 1 {
		return [][]string{words}
	}
	for i, first := range words {
		rest := append(append([]string{}, words[:i]...), words[i+1:]...)
		for _, tail := range permutations(rest) {
			all = append(all, append([]string{first}, tail...))
		}
	}
	return all
}

// The same at random: results that change, lost answers, other amounts, the platform down.
func TestAnyHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		before := 0
		rapid.Check(t, func(rt *rapid.T) {
			o := c.order(3420)
			o.Second = true
			p, err := c.till.Open(t.Context(), o)
			if err != nil {
				rt.Fatal(err)
			}
			good, bad := false, false // what the platform answered, and we received
			for range rapid.IntRange(1, 12).Draw(rt, "steps") {
				switch rapid.IntRange(0, 5).Draw(rt, "step") {
				case 0:
					amount := rapid.SampledFrom([]string{"3420", "3420", "3421"}).Draw(rt, "amount")
					c.finish(p.OnlinePayment, rapid.SampledFrom([]string{"P", "V", "R", "Z", "A", "K"}).Draw(rt,
						"result"), "montant", amount)
				case 1:
					c.sim.Inject(simulator.Injection{How: rapid.SampledFrom([]string{"malfunction", "html",
						"functional", "as-200"}).Draw(rt, "how"), Code: "P5", Times: 1,
						IdOp: p.Idop})
				case 2:
					c.pass(time.Duration(rapid.IntRange(0, 3000).Draw(rt, "minutes")) * time.Minute)
				case 3:
					c.till.Notified(t.Context(), p.Idop)
				case 4:
					c.till.Resolve(t.Context(), p.Idop, till.FromStaff)
				case 5:
					c.exec("update payments set next_check_at = created_at where next_check_at is not null")
					c.till.Poll(t.Context())
				}
			}
			var heard []db.OnlinePaymentEvent
			if err := d.Read().NewSelect().Model(&heard).Where("payment_id = ?",
				p.ID).Order("id").Scan(t.Context()); err != nil {
				rt.Fatal(err)
			}
			for _, e := range heard {
				if e.Resultrans == "P" || e.Resultrans == "V" {
					good = good || !bad && strings.Contains(e.Raw, "montant=3420 ")
					bad = bad || !good
				}
			}
			n, err := d.Read().NewSelect().Table("ledger").Where("source = 'payment' and source_ref = ?",
				fmt.Sprint(p.ID)).Count(t.Context())
			if err != nil || (n == 1) != good || n > 1 || c.state(p.OnlinePayment).Paid() != good {
				rt.Fatalf("%d credits, good %t, %s (%v)", n, good, c.state(p.OnlinePayment), err)
			}
			before += int(n)
		})
		c.w.Sound()
	})
}

// atBank begins a payment beside another, whose payer is on the bank's page when the night runs.
func (c *counter) atBank(amount money.Cents) db.OnlinePayment {
	c.t.Helper()
	o := c.order(amount)
	o.Second = true
	p, err := c.till.Open(context.Background(), o)
	if err != nil {
		c.t.Fatal(err)
	}
	c.sim.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/_sim/ops/"+p.Idop+"/provider", nil))
	return p.OnlinePayment
}

// Heard reports whether the platform works: being down is an error, a refusal is not.
func TestWhetherThePlatformWorksIsTold(t *testing.T) {
	c := newCounter(t, dbtest.SQLite(t))
	var heard []bool
	p := till.Heard(c.client, func(wrong error) { heard = append(heard, wrong == nil) })
	if _, err := p.Detail(t.Context(), "e4ab4930-1ac4-11e9-b8b9-001a4a23031b"); err == nil {
		t.Error("an attempt that nobody made")
	}
	away, err := payfip.New("http://127.0.0.1:1/tpa/services/securite")
	if err != nil {
		t.Fatal(err)
	}
	p = till.Heard(away, func(wrong error) { heard = append(heard, wrong == nil) })
	_, _ = p.Detail(t.Context(), "e4ab4930-1ac4-11e9-b8b9-001a4a23031b")
	_, _ = p.Regie(t.Context(), "012345")
	_, _ = p.Create(t.Context(), payfip.Order{})
	if fmt.Sprint(heard) != "[true false false false]" {
		t.Error(heard)
	}
}
