package queue_test

import (
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// A worker is killed between an offer and its mail, and none runs until its time is over: the family, whom nobody
// wrote to, keeps its rank.
func TestAnOfferThatNobodyWasToldOfDoesNotLapse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		l.want(families[0], false)
		l.serve()
		l.are(ids, "cow")
		l.Exec("update offers set told = " + dbtest.No(d)) // killed before it told
		l.Exec("delete from mails")
		l.Now = l.Now.Add(24 * time.Hour)
		l.serve()
		l.are(ids, "cow")
		dbtest.Want(t, d, "select count(*) from mails where kind = 'offer' and family_id = "+
			"(select family_id from reservations where id = (select min(reservation_id) from offers))", "1")
	})
}

// A night offers a place, and no worker writes before its time is over.
func TestAnOfferOfTheNightThatNobodyWasToldOf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		l.want(families[0], false)
		l.RunNight()
		l.are(ids, "cow")
		l.Now = l.Now.Add(24 * time.Hour)
		l.serve()
		l.are(ids, "cow")
	})
}

// The clock is set back by an hour: an offer is neither made twice nor ended, and answers still count.
func TestTheClockIsSetBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(4)
		l.want(families[0], false)
		l.serve()
		l.Now = l.Now.Add(-time.Hour)
		l.serve()
		l.are(ids, "coww")
		l.answer(families[1], ids[1], false)
		l.are(ids, "ccow")
		l.serve()
		l.Now = l.Now.Add(-time.Hour)
		l.answer(families[2], ids[2], true)
		l.RunNight()
		l.are(ids, "ccaw")
		l.Now = l.Now.Add(48 * time.Hour)
		l.RunNight()
		l.are(ids, "ccaw")
		dbtest.Want(t, d, "select count(*) from mails where kind = 'offer'", "2")
	})
}

// One mailbox takes nothing while the mails of others leave: the place does not wait for it.
func TestAnOfferDoesNotWaitForOneMailbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newList(t, d, 1, 6)
		families, ids := l.asked(3)
		l.want(families[0], false)
		l.serve()
		l.are(ids, "cow")
		l.Exec("update mails set state = 'delayed' where kind = 'offer'")
		l.Exec("insert into mails (structure_id, kind, address, subject, body, message_id, state, created_at) " +
			"select structure_id, 'report', 'other@example.org', 's', 'b', 'm', 'sent', created_at from mails " +
			"where kind = 'offer'")
		l.Now = l.Now.Add(6*time.Hour + time.Second)
		l.serve()
		l.are(ids, "cww") // it keeps its rank: nobody told it
	})
}

// The mail server is down for longer than the offer: the family has its hours again, and one mail that names the right
// end. Once a mail has left, or when none ever will, the
// place goes on; a family that was not told keeps its rank.
func TestAnOfferWhoseMailWaits(t *testing.T) {
	for state, want := range map[string]string{"queued": "cow", "delayed": "cow", "sent": "cco", "unknown": "cco",
		"refused": "cww"} {
		t.Run(state, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				l := newList(t, d, 1, 6)
				families, ids := l.asked(3)
				l.want(families[0], false)
				l.serve()
				l.are(ids, "cow")
				l.Exec("update mails set state = '" + state + "' where kind = 'offer'")
				l.Now = l.Now.Add(6*time.Hour + time.Second)
				for range 2 { // no mail leaves
					if err := l.queue.Serve(l.ctx); err != nil {
						t.Fatal(err)
					}
				}
				l.are(ids, want)
				if want != "cow" {
					return
				}
				dbtest.Want(t, d, "select count(*) from mails where kind = 'offer' and state = 'queued'", "1")
				dbtest.Want(t, d,
					"select ref from outbox where kind = 'mail.send' and ref not in (select id from mails)")
				dbtest.Want(t, d, "select count(*) from mails where kind = 'offer' and body like '%"+
					civil.Instant(l.until(ids[1]), db.Paris)+"%'", "1")
				l.answer(families[1], ids[1], true)
				l.are(ids, "caw")
				l.Sound()
			})
		})
	}
}
