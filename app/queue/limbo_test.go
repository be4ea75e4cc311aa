package queue_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/db"
	"cartable/db/dbtest"
)

// takenOn returns how many places of the outing are taken on its day.
func (l *list) takenOn() int {
	l.T.Helper()
	slots, err := l.DB.Read().SlotsBetween(l.ctx, []int64{l.pool()}, l.day, l.day)
	if err != nil {
		l.T.Fatal(err)
	}
	return slots[booking.SlotKey{PoolID: l.pool(), Date: l.day}].Accepted
}

// At the very instant at which offers end: families answer both ways, one gives up its request, two workers serve, one
// of them with a clock a moment ahead, and a night settles. No place is given twice, none is lost, and after a last
// look of a worker everybody is in one state.
func TestTheInstantAtWhichAnOfferEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rounds := 8
		if d.Postgres() {
			rounds = 50
		}
		l := newList(t, d, 2, 6)
		for round := range rounds {
			l.day = desktest.Thursday.AddDays(32 + round) // without a public holiday
			l.Now = desktest.Thursday.At(9*60, db.Paris)
			families, ids := l.asked(6)
			l.want(families[0], false)
			l.want(families[1], false)
			l.serve()
			l.are(ids, "ccooww")
			until := l.until(ids[2])
			l.Now = until
			one, two := l.token(families[2], ids[2]), l.token(families[3], ids[3])
			night := round%2 == 0
			if night {
				if _, _, err := l.Night.StartNow(l.ctx, l.Structure.ID, 0, "command"); err != nil {
					t.Fatal(err)
				}
			}
			later := *l.queue
			later.Now = func() time.Time { return until.Add(time.Microsecond) }
			var all sync.WaitGroup
			for _, do := range []func(){
				func() { _, _ = l.queue.Answer(l.ctx, one, true) },
				func() { _, _ = later.Answer(l.ctx, one, true) },
				func() { _, _ = l.queue.Answer(l.ctx, two, round%3 == 0) },
				func() { _, _ = later.Answer(l.ctx, two, false) },
				func() {
					if err := l.queue.Serve(l.ctx); err != nil {
						t.Error(err)
					}
				},
				func() {
					if err := later.Serve(l.ctx); err != nil {
						t.Error(err)
					}
				},
				func() {
					if night {
						for l.SomeNightJobs(1) > 0 {
						}
					}
				},
			} {
				wait := time.Duration(rand.IntN(4000)) * time.Microsecond
				all.Go(func() { time.Sleep(wait); do() })
			}
			all.Wait()
			l.Now = until.Add(time.Second)
			l.serve()
			l.Sound()
			if n := l.takenOn(); n != 2 {
				t.Errorf("round %d: %d places are taken of 2", round, n)
			}
			dbtest.Want(t, d, "select r.id from offers o join reservations r on r.id = o.reservation_id where "+
				"(o.state = 'open') <> (r.state = 'offered') and not exists (select 1 from offers n where "+
				"n.reservation_id = o.reservation_id and n.id > o.id)")
			dbtest.Want(t, d, "select id from offers where not told")
			dbtest.Want(t, d, "select about from mails group by about having count(*) > 1")
		}
	})
}
