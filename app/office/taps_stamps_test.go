package office_test

import (
	"fmt"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/tap"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// Arrivals and departures that were tapped without a network are stamped with the hour of the tap, whatever arrives
// first, and though somebody else ticked the child present since; half hours follow. An hour that is stored already, or
// one that would turn the day round, stays as it is.
func TestHoursThatWereTapped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		f := c.Family(2, c.Care)
		one := c.Booked(f, 0, c.Care, desktest.Thursday, booking.Accepted)
		two := c.Booked(f, 1, c.Care, desktest.Thursday, booking.Accepted)
		c.Now = desktest.Thursday.At(16*60, db.Paris)
		prepare(t, c, c.Desk, tabletOne)
		tapped := func(n int, id int64, stamp string, hour, minute int) office.Tap {
			return office.Tap{Nonce: nonce(n), Activity: "SOIR", Date: desktest.Thursday, ReservationID: id,
				Attendance: wallet.Present, Stamp: stamp, At: desktest.Thursday.At(0, db.Paris).
						Add(time.Duration(hour*60+minute) * time.Minute)}
		}
		hours := func(id int64, want string) {
			t.Helper()
			dbtest.Want(t, d, fmt.Sprint("select attendance, coalesce(arrived, '-'), coalesce(departed, '-'), "+
				"coalesce(attended, 0) from reservations where id = ", id), want)
		}
		c.Now = desktest.Thursday.At(17*60, db.Paris)
		if err := c.Office.Mark(t.Context(), c.Desk, office.Mark{Activity: "SOIR", Date: desktest.Thursday,
			ReservationID: one, Attendance: wallet.Present}); err != nil {
			t.Fatal(err)
		}
		c.Now = desktest.Thursday.At(20*60, db.Paris)
		send(t, c, c.Desk, tabletOne, tapped(2, one, tap.Departure, 17, 20), tapped(1, one, tap.Arrival, 16, 40),
			tapped(1, one, tap.Arrival, 16, 40), tapped(3, two, tap.Departure, 17, 45),
			tapped(4, two, tap.Arrival, 18, 0), tapped(5, two, tap.Departure, 18, 20))
		hours(one, "present 16:40 17:20 2")
		hours(two, "present - 17:45 3")
		// An absence by mistake keeps the hours; an arrival after it is a new one.
		for n, one := range []struct {
			presence wallet.Attendance
			stamp    string
			hour     int
		}{{wallet.AbsentUnjustified, "", 18}, {wallet.Present, tap.Arrival, 19}} {
			again := tapped(7+n, two, one.stamp, one.hour, 30)
			again.Attendance = one.presence
			send(t, c, c.Desk, tabletOne, again)
		}
		hours(two, "present 19:30 - 1")
		answers := send(t, c, c.Desk, tabletOne, office.Tap{Nonce: nonce(6), Activity: "SOIR", Date: desktest.Thursday,
			ReservationID: two, Attendance: wallet.AbsentJustified, Stamp: tap.Arrival, At: c.Now})
		if answers[0].Result != tap.Refused {
			t.Errorf("an absent child that came: %+v", answers[0])
		}
		c.Sound()
	})
}
