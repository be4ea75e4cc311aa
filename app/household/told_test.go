package household_test

import (
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/db"
	"cartable/db/dbtest"
)

// A day that moves to the other home between the closing and the worker: that home is written to, with the day, and the
// first one is not.
func TestAnOperationWritesToTheHomeOfTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.Booked(w.mum, 0, w.Meal, odd, booking.Accepted)
		o, id := w.closed(odd)
		if done := w.arrange(weeks()); len(done.Moves) != 1 {
			t.Fatalf("%+v", done)
		}
		if err := o.Work(w.ctx, id); err != nil {
			t.Fatal(err)
		}
		w.Now = w.Now.Add(time.Hour)
		if err := o.WriteMails(w.ctx, id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from mails where body like '%annulé par la mairie%'", "1")
		dbtest.Want(t, d, "select f.code from mails m join families f on f.id = m.family_id", "F002")
	})
}
