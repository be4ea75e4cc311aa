package jobs

import (
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/mail/mailtest"
	"cartable/db"
	"cartable/db/dbtest"
)

// hearing records the results that a callback gets.
type hearing struct {
	mu   sync.Mutex
	last string
}

func (h *hearing) hear(wrong error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = "well"
	if wrong != nil {
		h.last = "ails"
	}
}

func (h *hearing) said() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.last
}

// A worker reports whether Redis answers, even when there is nothing to announce.
func TestAWorkerSaysWhetherRedisAnswers(t *testing.T) {
	d := dbtest.SQLite(t)
	p := newProxy(t, redisURL(t))
	r, err := OpenRedis(p.url())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	var h hearing
	w := fast(d, r, Kinds{})
	w.RedisSays = h.hear
	start(t, w)
	dbtest.Until(t, "Redis answers", func() bool { return h.said() == "well" })
	p.down()
	dbtest.Until(t, "Redis is away", func() bool { return h.said() == "ails" })
	p.up()
	dbtest.Until(t, "Redis is back", func() bool { return h.said() == "well" })
}

// A mail server that is away is reported; one that refuses an address counts as working.
func TestAMailerSaysWhetherTheServerWorks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, err := OpenRedis("")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { r.Close() })
		p := newPost(t, d, r)
		var h hearing
		p.mailer.Says = h.hear
		p.server.Plan("gone@example.org", mailtest.NoSuchUser)
		p.queue("gone@example.org")
		p.server.Down()
		start(t, p.worker)
		dbtest.Until(t, "away", func() bool { return h.said() == "ails" })
		p.server.Up()
		dbtest.Until(t, "refused", func() bool { return h.said() == "well" })
	})
}

// A mail is dated in the town's time zone, wherever the machine is.
func TestAMailIsDatedInTheTownsZone(t *testing.T) {
	r, err := OpenRedis("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	p := newPost(t, dbtest.SQLite(t), r)
	p.queue("here@example.org")
	start(t, p.worker)
	dbtest.Until(t, "sent", func() bool { return len(p.server.Mails()) == 1 })
	_, raw, _ := strings.Cut(p.server.Mails()[0].Raw, "Date: ")
	raw, _, _ = strings.Cut(raw, "\r\n")
	at, err := time.Parse(time.RFC1123Z, raw)
	_, offset := at.Zone()
	if _, want := at.In(db.Paris).Zone(); err != nil || offset != want {
		t.Errorf("Date: %s (%v)", raw, err)
	}
}

// What a town set of its mails reaches the family: the sender's name, where to answer, the signature.
func TestAMailIsSignedByItsTown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, err := OpenRedis("")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { r.Close() })
		p := newPost(t, d, r)
		if _, err := d.Write().ExecContext(t.Context(), "update structures set mail_name = 'Mairie de X', "+
			"email = 'mairie@x.example', mail_signature = 'Le service scolaire'"); err != nil {
			t.Fatal(err)
		}
		p.queue("here@example.org")
		start(t, p.worker)
		dbtest.Until(t, "sent", func() bool { return len(p.server.Mails()) == 1 })
		for _, want := range []string{`From: "Mairie de X" <`, "Reply-To: <mairie@x.example>", "Le service scolaire"} {
			if raw := p.server.Mails()[0].Raw; !strings.Contains(raw, want) {
				t.Errorf("no %s in %s", want, raw)
			}
		}
	})
}
