package office_test

import (
	"fmt"
	"strings"
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

// A sheet is closed while taps wait on a tablet: those that were made before count, and the journal says so; those that
// were made since need a reason, as on a page, and are kept as refused without one.
func TestTapsAroundAClosing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		ids := classOf(c, 3)
		prepare(t, c, c.Desk, tabletOne)
		c.Now = c.Now.Add(30 * time.Minute)
		if err := c.Office.CloseDaySheet(t.Context(), c.Desk, "RESTO", desktest.Thursday, 3); err != nil {
			t.Fatal(err)
		}
		c.Now = c.Now.Add(30 * time.Minute)
		because := meal(3, ids[2], wallet.Present, 40)
		because.Reason = "Arrivé après"
		got := send(t, c, c.Desk, tabletOne, meal(1, ids[0], wallet.Present, 20), meal(2, ids[1], wallet.Present, 40),
			because)
		if got[0].Result != tap.Applied || got[1].Result != tap.Refused || !strings.Contains(got[1].Words, "close") ||
			got[2].Result != tap.Applied {
			t.Errorf("%+v", got)
		}
		const said = "Pointé hors connexion à %s sur la tablette de la mairie\u00a0: %s"
		dbtest.Want(t, d, "select reason from audit where action = 'attendance.tick' order by id",
			fmt.Sprintf(said, "9 h 20", "Pointé avant la clôture de la feuille, reçu après"),
			fmt.Sprintf(said, "9 h 40", "Après la clôture\u00a0: Arrivé après"))
		dbtest.Want(t, d, "select coalesce(attendance, '-') from reservations order by id", "present", "-", "present")
	})
}

// An arrival that was tapped before a clerk ticked the child is stamped, and leaves the clerk's mark the newest: an
// absence that another tablet tapped between the two changes nothing.
func TestAnOldHourTakesNoNewerMark(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		f := c.Family(1, c.Care)
		id := c.Booked(f, 0, c.Care, desktest.Thursday, booking.Accepted)
		c.Now = desktest.Thursday.At(16*60, db.Paris)
		prepare(t, c, c.Desk, tabletOne)
		prepare(t, c, c.Desk, tabletTwo)
		at := func(minute civil.TimeOfDay) time.Time { return desktest.Thursday.At(minute, db.Paris) }
		c.Now = at(17 * 60)
		if err := c.Office.Mark(t.Context(), c.Desk, office.Mark{Activity: "SOIR", Date: desktest.Thursday,
			ReservationID: id, Attendance: wallet.Present}); err != nil {
			t.Fatal(err)
		}
		c.Now = at(18 * 60)
		one := office.Tap{Nonce: nonce(1), Activity: "SOIR", Date: desktest.Thursday, ReservationID: id,
			Attendance: wallet.Present, Stamp: tap.Arrival, At: at(16*60 + 35)}
		send(t, c, c.Desk, tabletOne, one)
		one.Nonce, one.Attendance, one.Stamp, one.At = nonce(2), wallet.AbsentJustified, "", at(16*60+50)
		if got := send(t, c, c.Desk, tabletTwo, one); got[0].Result != tap.Older {
			t.Errorf("%+v", got)
		}
		dbtest.Want(t, d, "select attendance, arrived from reservations", "present 16:35")
	})
}

// Children without a school may be kept alone, and what is no school of a list is none.
func TestATabletOfChildrenWithoutASchool(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		classOf(c, 3)
		c.Exec("update children set school = 'Jules-Ferry' where id > 1")
		day, err := c.Office.PrepareTablet(t.Context(), c.Desk, office.Preparing{ID: tabletOne, Schools: []string{""}})
		if err != nil || len(day.DaySheets) != 1 || len(day.DaySheets[0].Children) != 1 {
			t.Fatalf("%+v, %v", day.DaySheets, err)
		}
		page, err := c.Office.Tablet(t.Context(), c.Desk)
		if err != nil || len(page.Prepared) != 1 || len(page.Prepared[0].Schools) != 1 {
			t.Errorf("%+v, %v", page.Prepared, err)
		}
		dbtest.Want(t, d, "select became from audit where action = 'tablet.prepare'", "Sans école")
		_, err = c.Office.PrepareTablet(t.Context(), c.Desk, office.Preparing{ID: tabletTwo, Schools: []string{"a\nb"}})
		if err == nil {
			t.Error("a line break in a school")
		}
	})
}
