package office_test

import (
	"context"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/tap"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// marker marks lines of a day.
func marker(t *testing.T, c *desktest.Counter, day civil.Date) func(id int64, m office.Mark) {
	return func(id int64, m office.Mark) {
		t.Helper()
		m.Activity, m.Date, m.ReservationID = "SOIR", day, id
		if err := c.Office.Mark(context.Background(), c.Desk, m); err != nil {
			t.Fatal(err)
		}
	}
}

// A tap says present, and nothing about half hours: what was counted stays, with hours or without, also once debited.
func TestATapLeavesWhatWasCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		f := c.Family(2, c.Care)
		day := desktest.Thursday - 1
		plain, hours := c.Booked(f, 0, c.Care, day, booking.Accepted), c.Booked(f, 1, c.Care, day, booking.Accepted)
		mark := marker(t, c, day)
		present := office.Mark{Attendance: wallet.Present}
		mark(plain, office.Mark{Attendance: wallet.Present, Units: 1})
		mark(hours, office.Mark{Departed: typed("18:20")})
		mark(hours, office.Mark{Attendance: wallet.Present, Units: 1})
		c.Debit()
		for _, id := range []int64{plain, hours} {
			mark(id, present)
			mark(id, office.Mark{Attendance: wallet.AbsentJustified}) // by mistake
			mark(id, present)
		}
		dbtest.Want(t, d, "select sum(amount) from ledger", "-800")
		mark(hours, office.Mark{Attendance: wallet.Present, Units: 3})
		dbtest.Want(t, d, "select sum(amount) from ledger", "-1600")
		c.Sound()
	})
}

// A departure that is corrected is judged by the rule of its first stamp, though it was taken away in between.
func TestACorrectedDepartureHasTheFeeOfItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		f := c.Family(2, c.Care)
		day := desktest.Thursday - 10
		late, free := c.Booked(f, 0, c.Care, day, booking.Accepted), c.Booked(f, 1, c.Care, day, booking.Accepted)
		mark := marker(t, c, day)
		mark(free, office.Mark{Departed: typed("18:50")}) // when nothing was owed
		c.Exec("update activities set late_fee = 500, late_grace = 5 where code = 'SOIR'")
		c.Exec("update structures set revision = revision + 1")
		mark(late, office.Mark{Departed: typed("18:50")})
		c.Debit()
		c.Exec("update activities set late_fee = 2000, late_grace = 0, end_at = '18:00' where code = 'SOIR'")
		c.Exec("update structures set revision = revision + 1")
		const fees = "select late_fee from reservations order by id"
		for text, fee := range map[string]string{"18:51": "500", "18:34": "0", "00:10": "500"} {
			mark(late, office.Mark{Departed: typed(text)})
			mark(free, office.Mark{Departed: typed(text)})
			dbtest.Want(t, d, fees, fee, "0")
			c.Sound()
		}
		mark(late, office.Mark{Departed: takenAway})
		mark(late, office.Mark{Departed: typed("18:50")})
		dbtest.Want(t, d, fees, "500", "0")
		c.Sound()
	})
}

// A slip takes no hours away: they count for nothing while the child is absent, and come back. An arrival that is
// tapped since is a new one.
func TestASlipKeepsTheHours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		f := c.Family(1, c.Care)
		id := c.Booked(f, 0, c.Care, desktest.Thursday, booking.Accepted)
		c.Exec("update activities set late_fee = 500 where code = 'SOIR'")
		c.Exec("update structures set revision = revision + 1")
		c.Now = desktest.Thursday.At(19*60, db.Paris)
		mark := marker(t, c, desktest.Thursday)
		mark(id, office.Mark{Arrived: typed("17:35"), Departed: typed("18:50")})
		mark(id, office.Mark{Attendance: wallet.AbsentUnjustified})
		dbtest.Want(t, d, stamped, "2026-12-03 absent-unjustified 17:35 18:50 2 0")
		page, err := c.Office.ChildMarks(t.Context(), c.Desk, "SOIR", desktest.Thursday, id)
		if err != nil || page.Kept != "2 demi-heures, arrivée à 17 h 35, départ à 18 h 50" {
			t.Errorf("%q, %v", page.Kept, err)
		}
		mark(id, office.Mark{Attendance: wallet.Present})
		dbtest.Want(t, d, stamped, "2026-12-03 present 17:35 18:50 2 500")
		mark(id, office.Mark{Attendance: wallet.AbsentJustified})
		mark(id, office.Mark{Arrived: rightNow})
		dbtest.Want(t, d, stamped, "2026-12-03 present 19:00 - 1 0")
		c.Sound()
	})
}

// Who has left is not counted; who came and was not seen leaving is, after the end, for two hours.
func TestHoursDecideWhoIsCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		f := c.Family(2, c.Care)
		gone := c.Booked(f, 0, c.Care, desktest.Thursday, booking.Accepted)
		stays := c.Booked(f, 1, c.Care, desktest.Thursday, booking.Accepted)
		mark := marker(t, c, desktest.Thursday)
		c.Now = desktest.Thursday.At(17*60, db.Paris)
		mark(gone, office.Mark{Arrived: typed("16:30"), Departed: rightNow})
		mark(stays, office.Mark{Arrived: typed("16:30")})
		for text, want := range map[string]int{"17:10": 1, "19:05": 1, "20:30": 1, "20:31": 0} {
			c.Now = desktest.Thursday.At(typed(text).At, db.Paris)
			page, err := c.Office.Evacuation(t.Context(), c.Desk, "")
			n := 0
			for _, s := range page.Sites {
				n += len(s.Children)
			}
			if err != nil || n != want {
				t.Errorf("%s: %d to be counted, %v", text, n, err)
			}
			for i, here := range []bool{false, want == 1} {
				where, err := c.Office.Whereabouts(t.Context(), c.Desk, f.Children[i])
				if err != nil || (where.Now != nil) != here {
					t.Errorf("%s: %+v, %v", text, where, err)
				}
			}
		}
		c.Now = desktest.Thursday.At(19*60+5, db.Paris)
		for i, want := range []string{"présent, parti à 17 h", "présent, départ pas encore pointé"} {
			where, err := c.Office.Whereabouts(t.Context(), c.Desk, f.Children[i])
			if err != nil || where.Today[0].Word() != want {
				t.Errorf("%+v, %v", where, err)
			}
		}
	})
}

// The history of a line is found by its reservation, whatever the child and the activity are called since; with the
// taps that were kept without effect.
func TestTheHistoryOfALineOutlivesNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		id := classOf(c, 1)[0]
		prepare(t, c, c.Desk, tabletOne)
		c.Now = c.Now.Add(time.Hour)
		mark := office.Mark{Activity: "RESTO", Date: desktest.Thursday, ReservationID: id,
			Attendance: wallet.AbsentJustified}
		if err := c.Office.Mark(t.Context(), colleague(c, "autre"), mark); err != nil {
			t.Fatal(err)
		}
		if got := send(t, c, c.Desk, tabletOne, meal(1, id, wallet.Present, 1)); got[0].Result != tap.Older {
			t.Fatalf("%+v", got)
		}
		c.Exec("update children set first_name = 'Zoé'")
		c.Exec("update activities set name = 'Cantine'")
		c.Exec("update structures set revision = revision + 1")
		page, err := c.Office.ChildMarks(t.Context(), c.Desk, "RESTO", desktest.Thursday, id)
		if err != nil || len(page.Marks) != 2 {
			t.Errorf("%+v, %v", page.Marks, err)
		}
	})
}
