package office_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

const why = "select reason from audit where action = 'attendance.tick' order by id desc limit 1"

// A sheet is closed, with the children whom nobody marked agreed upon; a mark that changes then needs a reason, and
// says that it came after the closing. Opened again, it needs none.
func TestAClosedDaySheet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(3, c.Meal)
		day := desktest.Thursday
		first, second := c.Booked(f, 0, c.Meal, day, booking.Accepted), c.Booked(f, 1, c.Meal, day, booking.Accepted)
		mark := func(id int64, a wallet.Attendance, reason string, at time.Time) error {
			return c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "RESTO", Date: day, ReservationID: id,
				Attendance: a, Reason: reason, At: at})
		}
		closeIt := func(agreed int) error { return c.Office.CloseDaySheet(ctx, c.Desk, "RESTO", day, agreed) }
		refused := func(err error, words string) {
			t.Helper()
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), words) {
				t.Errorf("%s: %v", words, err)
			}
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		refused(closeIt(0), "2 enfants ne sont pas pointés")
		must(mark(first, wallet.Present, "", time.Time{}))
		refused(closeIt(2), "1 enfant n'est pas pointé")
		refused(c.Office.CloseDaySheet(ctx, c.Desk, "SOIR", day, 0), "rien à clore")
		refused(c.Office.CloseDaySheet(ctx, c.Desk, "RESTO", day+1, 0), "à venir")
		dbtest.Want(t, d, "select count(*) from closings", "0")
		for range 2 {
			must(closeIt(1))
		}
		dbtest.Want(t, d, "select action, was, became from audit where action like 'sheet.%'",
			"sheet.close ouverte close, 1 enfant n'est pas pointé")
		sheet, err := c.Office.DaySheet(ctx, c.Desk, "RESTO", day)
		if err != nil || sheet.Closed == nil || sheet.Closed.Login == "" || !sheet.Closed.At.Equal(c.Now) {
			t.Errorf("%+v, %v", sheet.Closed, err)
		}

		must(mark(first, wallet.Present, "", time.Time{})) // it says so already
		refused(mark(first, wallet.AbsentJustified, " ", time.Time{}), "close")
		refused(mark(first, wallet.AbsentJustified, "", c.Now), "close")
		_, err = c.Office.MarkAll(ctx, c.Desk, "RESTO", day, "")
		refused(err, "close")
		refused(c.Office.Came(ctx, c.Desk, "RESTO", day, f.Children[2], f.ID), "rouvrez-la")
		dbtest.Want(t, d, attendances, day.String()+" present 0", day.String()+" - 0")
		must(mark(first, wallet.AbsentJustified, "Erreur de ligne", time.Time{}))
		dbtest.Want(t, d, why, "Après la clôture\u00a0: Erreur de ligne")
		must(mark(first, wallet.Present, "", c.Now.Add(-time.Second))) // a tap that was made before, and came late
		dbtest.Want(t, d, why, "Pointé avant la clôture de la feuille, reçu après")
		if n, err := c.Office.MarkAll(ctx, c.Desk, "RESTO", day, "Oubli"); err != nil || n != 1 {
			t.Fatalf("%d, %v", n, err)
		}
		dbtest.Want(t, d, why, "Après la clôture\u00a0: Oubli")

		refused(c.Office.ReopenDaySheet(ctx, c.Desk, "RESTO", day, ""), "pourquoi")
		for range 2 {
			must(c.Office.ReopenDaySheet(ctx, c.Desk, "RESTO", day, "Close trop tôt"))
		}
		dbtest.Want(t, d, "select count(*) from audit where action = 'sheet.reopen' and reason = 'Close trop tôt'", "1")
		must(mark(second, wallet.AbsentJustified, "", time.Time{}))
		dbtest.Want(t, d, why, "-")
		c.Sound()
	})
}

// A tap and a closing at once: either the tap is counted by the closing, or it is refused; a sheet never closes over a
// child as unmarked who is marked without a reason.
func TestATapAndAClosingAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		id := c.Booked(f, 0, c.Meal, desktest.Thursday, booking.Accepted)
		for round := range 30 {
			c.Exec("update reservations set attendance = null")
			c.Exec("delete from closings")
			var both sync.WaitGroup
			var tap, closing error
			both.Go(func() {
				tap = c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "RESTO", Date: desktest.Thursday,
					ReservationID: id, Attendance: wallet.Present})
			})
			both.Go(func() { closing = c.Office.CloseDaySheet(ctx, c.Desk, "RESTO", desktest.Thursday, 1) })
			both.Wait()
			for _, err := range []error{tap, closing} {
				if err != nil && fault.KindOf(err) != fault.Invalid {
					t.Fatal(err)
				}
			}
			said := dbtest.Query(t, d, "select became from audit where action = 'sheet.close' order by id desc limit 1")
			switch marked := dbtest.Query(t, d, "select count(*) from reservations where attendance = 'present'")[0]; {
			case closing != nil:
				t.Fatalf("round %d: %v", round, closing)
			case tap == nil && (marked != "1" || said[0] != "close"),
				tap != nil && (marked != "0" || said[0] != "close, 1 enfant n'est pas pointé"):
				t.Fatalf("round %d: %v, %s marked, %q", round, tap, marked, said)
			}
		}
	})
}
