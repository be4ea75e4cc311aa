package jobs

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cartable/app/mail"
	"cartable/app/mail/mailtest"
	"cartable/app/seal"
	"cartable/db"
	"cartable/db/dbtest"
)

// post is a town with a family, a worker that sends mail, and an SMTP server that replies as the test plans.
type post struct {
	t      *testing.T
	d      *db.DB
	server *mailtest.Server
	family int64
	report int64
	mailer *Mailer
	worker *Worker
}

func newPost(t *testing.T, d *db.DB, r *Redis) *post {
	t.Helper()
	ctx, q := t.Context(), d.Write()
	insert := func(model any) {
		t.Helper()
		if _, err := q.NewInsert().Model(model).Exec(ctx); err != nil {
			t.Fatal(err)
		}
	}
	structure := db.Structure{Code: "mairie", Name: "Mairie", Zone: "A", NightAt: 30, Revision: 1}
	insert(&structure)
	family := db.Family{StructureID: structure.ID, Code: "1", LastName: "DUPONT"}
	insert(&family)
	run := db.Run{StructureID: structure.ID, Pass: 1, BusinessDate: 739000, Cutoff: time.Now(), AsOf: time.Now(),
		Origin: "staff", State: "settling", StartedAt: time.Now()}
	insert(&run)
	report := db.Report{RunID: run.ID, FamilyID: family.ID, Body: "x"}
	insert(&report)

	p := &post{t: t, d: d, server: mailtest.Start(t), family: family.ID, report: report.ID}
	sender, err := mail.New(p.server.URL(), "Portail <portail@ville.fr>", true)
	if err != nil {
		t.Fatal(err)
	}
	p.mailer = &Mailer{DB: d, Sender: sender, Backoff: []time.Duration{50 * time.Millisecond},
		Pause: 50 * time.Millisecond}
	p.worker = fast(d, r, Kinds{MailKind: p.mailer.Send})
	p.worker.Slow = []string{MailKind}
	return p
}

// queue adds the family's report for each address.
func (p *post) queue(addresses ...string) {
	p.t.Helper()
	err := p.d.Tx(p.t.Context(), func(ctx context.Context, q db.Q) error {
		for i, a := range addresses {
			m := db.Mail{FamilyID: p.family, ReportID: p.report, Kind: "report", Address: a, Subject: "s", Body: "b",
				Html: "<p>b</p>", CreatedAt: time.Now()}
			if _, err := q.QueueMail(ctx, &m, time.Now()); err != nil {
				return err
			}
			if i < 3 {
				if _, err := q.NewInsert().Model(&db.FamilyEmail{FamilyID: p.family, Position: i, Address: a}).Exec(
					ctx); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.worker.Ring()
}

func (p *post) mail(address string) (m db.Mail) {
	p.t.Helper()
	if err := p.d.Read().NewSelect().Model(&m).Where("address = ?", address).Scan(context.Background()); err != nil {
		p.t.Fatal(err)
	}
	return m
}

// arrived checks how often an address got its mail, always under the same Message-ID.
func (p *post) arrived(address string, times int) {
	p.t.Helper()
	n, id := 0, "<"+p.mail(address).MessageID+"@ville.fr>"
	for _, m := range p.server.Mails() {
		if m.To == address {
			n++
			if m.MessageID != id {
				p.t.Errorf("%s got %s, want %s", address, m.MessageID, id)
			}
		}
	}
	if n != times {
		p.t.Errorf("%s got its mail %d times, want %d", address, n, times)
	}
}

// putOff counts the mails that wait for an hour or more.
func (p *post) putOff() int {
	p.t.Helper()
	n, err := p.d.Read().NewSelect().Model((*db.Job)(nil)).Where("state = ? and next_at > ?", db.JobReady,
		time.Now().Add(30*time.Minute).UTC()).Count(context.Background())
	if err != nil {
		p.t.Fatal(err)
	}
	return int(n)
}

// pause returns how long the server is not called.
func (p *post) pause() time.Duration {
	p.mailer.mu.Lock()
	defer p.mailer.mu.Unlock()
	return p.mailer.pause
}

// later makes the postponed mails and the paused server due.
func (p *post) later() {
	p.t.Helper()
	p.mailer.mu.Lock()
	p.mailer.until = time.Time{}
	p.mailer.mu.Unlock()
	if _, err := p.d.Write().ExecContext(p.t.Context(), "update outbox set next_at = created_at where state = ?",
		db.JobReady); err != nil {
		p.t.Fatal(err)
	}
	p.worker.Ring()
}

func (p *post) bounced(address string) bool {
	p.t.Helper()
	var e db.FamilyEmail
	if err := p.d.Read().NewSelect().Model(&e).Where("address = ?", address).Scan(context.Background()); err != nil {
		p.t.Fatal(err)
	}
	return e.BouncedAt != nil
}

// Rows 15 and 16.
func TestMailFates(t *testing.T) {
	towns(t, func(t *testing.T, d *db.DB, r *Redis) {
		p := newPost(t, d, r)
		p.server.Plan("bad@x.fr", mailtest.NoSuchUser)
		p.server.Plan("grey@x.fr", mailtest.Greylist, mailtest.Greylist, mailtest.NoSpace)
		p.server.Plan("full@x.fr", mailtest.Full)
		p.server.Plan("spam@x.fr", mailtest.Spam)
		p.server.Plan("relay@x.fr", mailtest.NoRelay)
		p.server.Busy(1)
		start(t, p.worker)
		p.queue("a@x.fr", "bad@x.fr", "grey@x.fr", "full@x.fr", "spam@x.fr", "relay@x.fr", "b@x.fr")
		dbtest.Until(t, "done", allDone(t, d, 7))
		for address, want := range map[string]struct {
			state           string
			times, attempts int
		}{
			"a@x.fr": {db.MailSent, 1, 0}, "b@x.fr": {db.MailSent, 1, 0}, "grey@x.fr": {db.MailSent, 1, 4},
			"relay@x.fr": {db.MailSent, 1, 2},
			"bad@x.fr":   {db.MailRefused, 0, 1}, "full@x.fr": {db.MailRefused, 0, 1},
			"spam@x.fr": {db.MailRefused, 0, 1},
		} {
			m := p.mail(address)
			// One of them also met the 421 banner.
			if m.State != want.state || want.attempts > 0 && m.Attempts != want.attempts && m.Attempts != want.attempts+
				1 {
				t.Errorf("%s: %s after %d attempts, %q", address, m.State, m.Attempts, m.Error)
			}
			if (m.State == db.MailSent) != (m.SentAt != nil) || (m.State == db.MailSent) != (m.Error == "") {
				t.Errorf("%+v", m)
			}
			p.arrived(address, want.times)
		}
		if !p.bounced("bad@x.fr") || p.bounced("a@x.fr") || p.bounced("grey@x.fr") {
			t.Error("only the address that does not exist is marked")
		}
		if c := count(t, d); c.Dead != 0 {
			t.Errorf("%+v", c)
		}
	})
}

// Row 17: never 0, at most one more, always the same Message-ID.
func TestConnectionLostAfterTheText(t *testing.T) {
	towns(t, func(t *testing.T, d *db.DB, r *Redis) {
		p := newPost(t, d, r)
		var all []string
		for i := range 60 {
			a := fmt.Sprintf("p%d@x.fr", i)
			all = append(all, a)
			if i%3 == 0 {
				p.server.Plan(a, mailtest.DropAfterData)
			}
		}
		p.queue(all...)
		p.mailer.Backoff = []time.Duration{time.Hour} // ends when the test decides
		start(t, p.worker)
		dbtest.Until(t, "40 arrived, 20 unknown", func() bool { return p.putOff() == 20 && count(t, d).Done == 40 })
		if m := p.mail("p57@x.fr"); m.State != db.MailUnknown {
			t.Errorf("%+v", m)
		}
		p.later()
		dbtest.Until(t, "done", allDone(t, d, 60))
		for i, a := range all {
			if i%3 == 0 {
				p.arrived(a, 2)
			} else {
				p.arrived(a, 1)
			}
			if m := p.mail(a); m.State != db.MailSent {
				t.Errorf("%s: %s", a, m.State)
			}
		}
	})
}

// Row 13: the server is away all night; in the morning each mail is sent once. Meanwhile few mails try.
func TestServerDownThenUp(t *testing.T) {
	towns(t, func(t *testing.T, d *db.DB, r *Redis) {
		p := newPost(t, d, r)
		p.mailer.Pause = time.Hour // ends when the test decides
		p.server.Down()
		start(t, p.worker)
		var all []string
		for i := range 200 {
			all = append(all, fmt.Sprintf("p%d@x.fr", i))
		}
		p.queue(all...)
		for round := 1; round <= 2; round++ {
			dbtest.Until(t, "all are put off", func() bool { return p.putOff() == 200 })
			tries := 0
			for _, a := range all {
				m := p.mail(a)
				tries += m.Attempts
				if m.State != db.MailQueued && m.State != db.MailDelayed {
					t.Fatalf("%+v", m)
				}
			}
			if tries < round || tries > round*p.worker.Concurrency {
				t.Errorf("%d tries for 200 mails, after %d pauses", tries, round)
			}
			if want := time.Hour << (round - 1); p.pause() != want {
				t.Errorf("pause %d is %s, want %s", round, p.pause(), want)
			}
			if round == 2 {
				p.server.Up()
			}
			p.later()
		}
		dbtest.Until(t, "done", allDone(t, d, 200))
		for _, a := range all {
			p.arrived(a, 1)
		}
	})
}

// A job that is delivered again, for whatever reason, sends nothing again.
func TestSentOnce(t *testing.T) {
	d := dbtest.SQLite(t)
	p := newPost(t, d, open(t, ""))
	p.queue("a@x.fr")
	id := p.mail("a@x.fr").ID
	for range 3 {
		if err := p.mailer.Send(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	p.arrived("a@x.fr", 1)
	if err := p.mailer.Send(t.Context(), 999); err == nil {
		t.Error("a mail that does not exist")
	}
}

type failing struct{ err error }

func (f failing) Send(context.Context, mail.Message) error { return f.err }

func TestMailsAreGivenUpAtLast(t *testing.T) {
	d := dbtest.SQLite(t)
	p := newPost(t, d, open(t, ""))
	p.queue("a@x.fr")
	p.mailer.Sender = failing{&mail.Error{Class: mail.Temporary, Text: "plus tard"}}
	id := p.mail("a@x.fr").ID
	var put *later
	for i := 1; i < mailAttempts; i++ {
		if err := p.mailer.Send(t.Context(), id); !errors.As(err, &put) {
			t.Fatal(i, err)
		}
	}
	if err := p.mailer.Send(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if m := p.mail("a@x.fr"); m.State != db.MailRefused || m.Attempts != mailAttempts ||
		m.Error != "Abandonné après deux jours d'essais. plus tard" {
		t.Errorf("%+v", m)
	}
	if p.bounced("a@x.fr") {
		t.Error("the address is not to blame")
	}
}

// The demo: nothing is sent, and the table of mails has the state sent.
func TestDiscard(t *testing.T) {
	d := dbtest.SQLite(t)
	p := newPost(t, d, open(t, ""))
	p.mailer.Sender = mail.Discard{}
	demo := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	p.mailer.Now = func() time.Time { return demo }
	start(t, p.worker)
	p.queue("a@x.fr")
	dbtest.Until(t, "done", allDone(t, d, 1))
	if m := p.mail("a@x.fr"); m.State != db.MailSent || !m.SentAt.Equal(demo) {
		t.Errorf("%+v", m)
	}
}

// A thousand mails by three workers: each is sent once.
func TestAThousandMails(t *testing.T) {
	d := dbtest.Postgres(t)
	r := open(t, redisURL(t))
	p := newPost(t, d, r)
	var sent atomic.Int64
	p.mailer.Sender = counted{p.mailer.Sender, &sent}
	var all []string
	for i := range 1000 {
		all = append(all, fmt.Sprintf("p%d@x.fr", i))
	}
	p.queue(all...)
	start(t, p.worker)
	for range 2 {
		w := fast(d, r, p.worker.Kinds)
		w.Slow, w.Queue = p.worker.Slow, p.worker.Queue
		start(t, w)
	}
	took := dbtest.Until(t, "done", allDone(t, d, 1000))
	if sent.Load() != 1000 || len(p.server.Mails()) != 1000 {
		t.Error(sent.Load(), len(p.server.Mails()))
	}
	t.Log("1000 mails in", took.Round(time.Millisecond))
}

type counted struct {
	mail.Sender
	n *atomic.Int64
}

func (c counted) Send(ctx context.Context, m mail.Message) error {
	c.n.Add(1)
	return c.Sender.Send(ctx, m)
}

// A sealed secret appears only in the mail to its reader, and is deleted once it was sent; under another key the mail
// is given up.
func TestASecretIsForItsReaderAlone(t *testing.T) {
	towns(t, func(t *testing.T, d *db.DB, r *Redis) {
		p := newPost(t, d, r)
		box, err := seal.New([]byte("a secret of a test, long enough for it"), "mail")
		if err != nil {
			t.Fatal(err)
		}
		other, err := seal.New([]byte("another secret, from before it changed"), "mail")
		if err != nil {
			t.Fatal(err)
		}
		p.mailer.Open = box.Read
		start(t, p.worker)
		err = d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
			for address, sealed := range map[string]string{"a@x.fr": box.Text("https://x.fr/<once>"),
				"old@x.fr": other.Text("https://x.fr/old")} {
				m := db.Mail{FamilyID: p.family, Kind: "reset", Address: address, Subject: "s", Body: "Ouvrez " +
					db.SecretMark, Html: "<p>" + db.SecretMark + "</p>", Sealed: sealed, CreatedAt: time.Now()}
				if _, err := q.QueueMail(ctx, &m, time.Now()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		p.worker.Ring()
		dbtest.Until(t, "both are settled", func() bool {
			return p.mail("a@x.fr").State == db.MailSent && p.mail("old@x.fr").State == db.MailRefused
		})
		for _, m := range p.server.Mails() {
			raw := strings.ReplaceAll(m.Raw, "=\r\n", "")
			if m.To != "a@x.fr" || !strings.Contains(raw, "Ouvrez https://x.fr/<once>") ||
				!strings.Contains(raw, "&lt;once&gt;") {
				t.Errorf("got %s", m.Raw)
			}
		}
		if len(p.server.Mails()) != 1 {
			t.Errorf("%d mails", len(p.server.Mails()))
		}
		for _, address := range []string{"a@x.fr", "old@x.fr"} {
			if kept := p.mail(address); kept.Sealed != "" || strings.Contains(kept.Body, "once") {
				t.Errorf("%s: the secret is still there", address)
			}
		}
	})
}
