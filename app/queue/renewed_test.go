package queue_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/mail"
	"cartable/db"
	"cartable/db/dbtest"
	"cartable/jobs"
)

// A family has two addresses: the server refused the first for good, and was then down for the second until the offer
// was over. The family has its hours again, and the mail of the second address.
func TestARenewedOfferReachesTheAddressThatIsLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		second := families[1].ID
		l.Exec("delete from family_emails where family_id = ?", second)
		for i, address := range []string{"a@example.org", "b@example.org"} {
			l.Exec("insert into family_emails (family_id, position, address, confirmed_at) values (?, ?, ?, ?)",
				second, i,
				address, l.Now)
		}
		l.want(families[0], false)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		l.are(ids, "cow")
		dbtest.Want(t, d, "select count(*) from mails where kind = 'offer'", "2")
		l.Exec("update mails set state = 'refused' where address = 'a@example.org'")
		l.Exec("update family_emails set bounced_at = ? where address = 'a@example.org'", l.Now)
		l.Exec("update mails set state = 'delayed' where address = 'b@example.org'")
		l.Now = l.Now.Add(6*time.Hour + time.Second)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		l.are(ids, "cow")
		dbtest.Want(t, d, "select address from mails where kind = 'offer' and state = 'queued'", "b@example.org")
		l.serve()
		l.are(ids, "cow")
		dbtest.Want(t, d, "select address from mails where kind = 'offer' and state = 'sent'", "b@example.org")
	})
}

// slow is a mail server that takes its time.
type slow struct {
	begun, goes chan struct{}
	once        sync.Once
	mu          sync.Mutex
	sent        []mail.Message
}

func (s *slow) Send(_ context.Context, m mail.Message) error {
	first := false
	s.once.Do(func() { first = true })
	if first {
		close(s.begun)
		<-s.goes
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, m)
	return nil
}

// The mail of an offer is being sent at the instant at which the offer ends and is renewed: what the family is told in
// the end is the right hour, and no mail that waits is taken for one that left.
func TestAMailThatLeavesAsItsOfferIsRenewed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		l.want(families[0], false)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		l.are(ids, "cow")
		server := &slow{begun: make(chan struct{}), goes: make(chan struct{})}
		mailer := &jobs.Mailer{DB: d, Sender: server, Now: func() time.Time { return l.Now }, Open: l.opens}
		waiting := func() (all []int64) {
			_ = d.Read().NewSelect().Table("mails").Column("id").Where("kind = 'offer' and state = "+
				"'queued'").Scan(l.ctx,
				&all)
			return all
		}
		old := waiting()[0]
		done := make(chan error)
		go func() { done <- mailer.Send(l.ctx, old) }()
		<-server.begun
		l.Now = l.Now.Add(6*time.Hour + time.Second)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		l.are(ids, "cow")
		t.Log("the mail that is being sent", old, "the one that replaces it", waiting())
		close(server.goes)
		if err := <-done; err == nil {
			t.Error("the job of the mail is not done again")
		}
		for _, id := range waiting() {
			if err := mailer.Send(l.ctx, id); err != nil {
				t.Error(err)
			}
		}
		right := 0
		until := civil.Instant(l.until(ids[1]), db.Paris)
		for _, m := range server.sent {
			if contains(m.Text, until) {
				right++
			}
		}
		if right == 0 {
			t.Errorf("no mail names %s: %d were sent", until, len(server.sent))
		}
		if len(server.sent) != 2 || server.sent[0].MessageID == server.sent[1].MessageID {
			t.Errorf("%d mails left: what was being sent leaves as it was, and once more as it is", len(server.sent))
		}
	})
}

func contains(text, what string) bool {
	for i := 0; i+len(what) <= len(text); i++ {
		if text[i:i+len(what)] == what {
			return true
		}
	}
	return false
}

// The mail server is down for days: the job of each mail that a renewal drops is over, and none is given up as a
// failure that staff are told of.
func TestTheJobsOfDroppedMailsAreNoFailures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		l.want(families[0], false)
		for range 4 {
			if err := l.queue.Serve(l.ctx); err != nil {
				t.Fatal(err)
			}
			l.are(ids, "cow")
			l.Exec("update mails set state = 'delayed', attempts = 3 where kind = 'offer'")
			l.Now = l.Now.Add(26 * time.Hour)
		}
		down := &jobs.Mailer{DB: d, Sender: broken{}, Now: func() time.Time { return l.Now }, Open: l.opens}
		var refs []int64
		if err := d.Read().NewSelect().Table("outbox").Column("ref").Where("kind = 'mail.send' and state = 'ready'").
			Order("ref").Scan(l.ctx, &refs); err != nil || len(refs) == 0 {
			t.Fatal(refs, err)
		}
		for _, ref := range refs {
			if err := down.Send(l.ctx, ref); fault.KindOf(err) == fault.NotFound { // such a job is dead at once
				t.Errorf("the job of mail %d is given up: %v", ref, err)
			}
		}
	})
}

type broken struct{}

func (broken) Send(context.Context, mail.Message) error { return errors.New("no route to host") }

// An offer whose mail waits for ever ends at the last call of its day, and the place is not lost to the next in line
// before that by more than the rule says; the place is free in the end.
func TestAnOfferWhoseMailWaitsForEverEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(2)
		l.want(families[0], false)
		for range 40 * 3 {
			if err := l.queue.Serve(l.ctx); err != nil {
				t.Fatal(err)
			}
			l.Exec("update mails set state = 'delayed' where kind = 'offer' and state = 'queued'")
			l.Now = l.Now.Add(3 * time.Hour)
			l.Sound()
		}
		dbtest.Want(t, d, "select id from offers where state = 'open'")
		l.are(ids, "cw")
		dbtest.Want(t, d, "select count(*) from mails where kind = 'offer'", "1")
	})
}

// Two workers renew at once, many times: one mail, one hour.
func TestTwoWorkersRenewAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rounds := 5
		if d.Postgres() {
			rounds = 25
		}
		l := newList(t, d, 1, 2)
		l.day += 10
		families, ids := l.asked(2)
		l.want(families[0], false)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		for range rounds {
			l.Exec("update mails set state = 'delayed' where kind = 'offer'")
			l.Now = l.until(ids[1]).Add(time.Second)
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					if err := l.queue.Serve(l.ctx); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			l.are(ids, "co")
			dbtest.Want(t, d, "select count(*), min(state) from mails where kind = 'offer'", "1 queued")
			dbtest.Want(t, d, "select count(*) from mails where kind = 'offer' and body like '%"+
				civil.Instant(l.until(ids[1]), db.Paris)+"%'", "1")
			dbtest.Want(t, d, "select o.id from offers o join reservations r on r.id = o.reservation_id where "+
				"r.free_until <> o.until")
		}
	})
}

// The first address refused the mail after two days of attempts, the second still waits: the renewed offer is told to
// whoever can still be told.
func TestAnOfferRefusedHereAndDelayedThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		second := families[1].ID
		l.Exec("delete from family_emails where family_id = ?", second)
		for i, address := range []string{"a@example.org", "b@example.org"} {
			l.Exec("insert into family_emails (family_id, position, address, confirmed_at) values (?, ?, ?, ?)",
				second, i,
				address, l.Now)
		}
		l.want(families[0], false)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		l.Exec("update mails set state = 'delayed' where address = 'a@example.org'")
		l.Exec("update mails set state = 'refused' where address = 'b@example.org'")
		l.Now = l.Now.Add(6*time.Hour + time.Second)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		l.are(ids, "cow")
		dbtest.Want(t, d, "select address from mails where kind = 'offer' and state = 'queued'", "a@example.org")
	})
}

// The server of one family answers "later" for ever: the mail is given up after two days of attempts, as any mail, and
// the place goes to the next in line; it is not held for a family that cannot be told until the last call.
func TestAnOfferThatNoMailTellsGoesOnAfterTwoDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		l.want(families[0], false)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		l.are(ids, "cow")
		greylist := &jobs.Mailer{DB: d, Sender: later{}, Now: func() time.Time { return l.Now }, Open: l.opens}
		for range 4 * 24 { // an attempt an hour, for four days
			var all []int64
			if err := d.Read().NewSelect().Table("mails").Column("id").Where("kind = 'offer' and state in ('queued', "+
				"'delayed') and family_id = ?", families[1].ID).Scan(l.ctx, &all); err != nil {
				t.Fatal(err)
			}
			for _, id := range all {
				_ = greylist.Send(l.ctx, id)
			}
			l.Now = l.Now.Add(time.Hour)
			if err := l.queue.Serve(l.ctx); err != nil {
				t.Fatal(err)
			}
		}
		t.Log(dbtest.Query(t, d, "select id, state, attempts from mails where kind = 'offer' order by id"))
		l.are(ids, "cww")
	})
}

type later struct{}

func (later) Send(context.Context, mail.Message) error {
	return &mail.Error{Class: mail.Temporary, Text: "451 4.7.1 later"}
}

// No mail ever told a family of the place, and the last call has come: it is not said to it that it did not answer in
// time, and it does not lose its rank by that.
func TestAFamilyThatNobodyToldDidNotFailToAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(2)
		l.want(families[0], false)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		for l.Now.Before((l.day + 1).At(0, db.Paris)) {
			l.Exec("update mails set state = 'delayed' where kind = 'offer'")
			l.Now = l.Now.Add(3 * time.Hour)
			if err := l.queue.Serve(l.ctx); err != nil {
				t.Fatal(err)
			}
		}
		l.are(ids, "cw")
		dbtest.Want(t, d, "select reason from reservations where reason = 'offer-lapsed'")
		t.Log(dbtest.Query(t, d, "select id, state, reason from reservations"))
	})
}

// A renewed offer and the night: the place stays held, and is given to nobody else.
func TestANightFindsARenewedOffer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		l.want(families[0], false)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			l.Exec("update mails set state = 'delayed' where kind = 'offer'")
			l.Now = l.Now.Add(26 * time.Hour)
			l.RunNight() // before a worker looks
			l.are(ids, "cow")
			if err := l.queue.Serve(l.ctx); err != nil {
				t.Fatal(err)
			}
			l.are(ids, "cow")
			l.Now = l.Now.Add(-time.Hour) // the clock is set back
			if err := l.queue.Serve(l.ctx); err != nil {
				t.Fatal(err)
			}
			l.are(ids, "cow")
			dbtest.Want(t, d, "select count(*) from mails where kind = 'offer'", "1")
		}
		l.answer(families[1], ids[1], true)
		l.are(ids, "caw")
	})
}

// The only address of a family refuses the mail of the offer for good: the place goes on, and the family, which could
// not
// answer, is not told that it did not (DOMAIN.md 7.16).
func TestAFamilyWhoseAddressRefusedDidNotFailToAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		l.want(families[0], false)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		l.Exec("update mails set state = 'refused' where kind = 'offer'")
		l.Exec("update family_emails set bounced_at = ? where family_id = ?", l.Now, families[1].ID)
		l.Now = l.Now.Add(6*time.Hour + time.Second)
		if err := l.queue.Serve(l.ctx); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from reservations where reason = 'offer-lapsed'", "0")
		l.are(ids, "cww")
	})
}
