package office_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/tap"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// care is a tap on a line of the evening of today.
func care(n int, id int64, units, hour, minute int) office.Tap {
	return office.Tap{Nonce: nonce(n), Activity: "SOIR", Date: desktest.Thursday, ReservationID: id,
		Attendance: wallet.Present, Units: units,
		At: desktest.Thursday.At(0, db.Paris).Add(time.Duration(hour*60+minute) * time.Minute)}
}

// A tap that the accounts refuse, or whose child has no place any more, is kept once: with the reason, in the journal
// of the family, and on the page of the tablets.
func TestARefusedTapIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		ids := classOf(c, 2)
		prepare(t, c, c.Desk, tabletOne)
		c.Now = c.Now.AddDate(0, 0, 1)
		c.Debit()
		c.Exec("delete from tariffs")
		c.Exec("update structures set revision = revision + 1")
		c.Exec("update reservations set state = 'cancelled' where id = ?", ids[1])
		one, two := meal(1, ids[0], wallet.AbsentJustified, 5), meal(2, ids[1], wallet.Present, 6)
		one.Reason = "Parti à 11 h"
		for range 2 {
			got := send(t, c, c.Desk, tabletOne, one, two)
			if got[0].Result != tap.Refused || !strings.Contains(got[0].Words, "aucun tarif") ||
				got[1].Result != tap.Refused || !strings.Contains(got[1].Words, "plus sur la feuille") {
				t.Fatalf("%+v", got)
			}
		}
		dbtest.Want(t, d, "select result, attendance from taps order by nonce", "refused absent-justified",
			"refused present")
		dbtest.Want(t, d, "select was, became from audit where action = 'attendance.kept' order by id",
			"non pointé absence justifiée", "non pointé présent")
		dbtest.Want(t, d, "select count(*) from audit where reason like 'Pointé hors connexion à 9 h 05 le %"+
			" sur la tablette de la mairie\u00a0: Parti à 11 h'", "1") // why it was refused is for staff
		dbtest.Want(t, d, "select count(*) from audit where reason like '%tarif%'", "0")
		page, err := c.Office.Tablet(t.Context(), c.Desk)
		if err != nil || len(page.Refused) != 2 || len(page.Conflicts) != 0 || page.Refused[0].LastName == "" ||
			page.Refused[0].Activity != "RESTO" || page.Refused[0].Why == "" || page.Refused[0].Tapped == "" {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

// A tablet that corrects itself after its clock was reset is believed in its own order, whatever arrives first.
func TestATabletThatCorrectsItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		ids := classOf(c, 3)
		prepare(t, c, c.Desk, tabletOne)
		c.Now = c.Now.Add(time.Hour)
		tapped := func(n int, id int64, a wallet.Attendance, minute int) office.Tap {
			one := meal(n, id, a, minute)
			one.Number = int64(n)
			return one
		}
		send(t, c, c.Desk, tabletOne, tapped(1, ids[0], wallet.Present, -1440),
			tapped(2, ids[0], wallet.AbsentJustified, -1437), tapped(4, ids[1], wallet.AbsentJustified, -1440),
			tapped(3, ids[1], wallet.Present, -1437), tapped(5, ids[2], wallet.Present, 30),
			tapped(6, ids[2], wallet.AbsentUnjustified, -1440))
		dbtest.Want(t, d, "select attendance from reservations order by id", "absent-justified", "absent-justified",
			"absent-unjustified")
		dbtest.Want(t, d, fmt.Sprint("select count(*) from marks m join taps p on p.nonce = '", nonce(5),
			"' and p.at = m.at where m.reservation_id = ", ids[2]), "1")
	})
}

// A plain presence takes no half hours away, whether they were counted or follow from hours; a number that was typed
// and contradicts another is named with it.
func TestATapKeepsHalfHours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		f := c.Family(2, c.Care)
		hours := c.Booked(f, 0, c.Care, desktest.Thursday, booking.Accepted)
		counted := c.Booked(f, 1, c.Care, desktest.Thursday, booking.Accepted)
		prepare(t, c, c.Desk, tabletOne)
		b := colleague(c, "bea")
		c.Now = desktest.Thursday.At(17*60, db.Paris)
		for _, one := range []office.Mark{{ReservationID: hours, Departed: office.Stamp{Set: true, Now: true}},
			{ReservationID: counted, Attendance: wallet.Present, Units: 3}} {
			one.Activity, one.Date = "SOIR", desktest.Thursday
			if err := c.Office.Mark(t.Context(), b, one); err != nil {
				t.Fatal(err)
			}
		}
		const lines = "select attendance, coalesce(departed, '-'), attended from reservations order by id"
		before := dbtest.Query(t, d, lines)
		c.Now = desktest.Thursday.At(18*60, db.Paris)
		for i, one := range send(t, c, c.Desk, tabletOne, care(1, hours, 0, 17, 10), care(2, counted, 0, 17, 11)) {
			if one.Result != tap.Same || one.Words != "" {
				t.Errorf("%d: %+v", i, one)
			}
		}
		dbtest.Want(t, d, lines, before...)
		got := send(t, c, b, tabletOne, care(3, counted, 2, 17, 5))
		if got[0].Result != tap.Replaced {
			t.Errorf("%+v", got)
		}
		c.Now = desktest.Thursday.At(18*60+5, db.Paris)
		if err := c.Office.Mark(t.Context(), b, office.Mark{Activity: "SOIR", Date: desktest.Thursday,
			ReservationID: counted, Attendance: wallet.Present, Units: 1}); err != nil {
			t.Fatal(err)
		}
		got = send(t, c, c.Desk, tabletOne, care(4, counted, 2, 18, 1))
		if got[0].Result != tap.Older || !strings.Contains(got[0].Words, "présent, 1 demi-heure par bea") ||
			!strings.Contains(got[0].Words, "(présent, 2 demi-heures)") {
			t.Errorf("%+v", got)
		}
	})
}

// What a parent signs in with is told to nobody: the illness was told by a family.
func TestATapMeetsWhatAFamilyTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		id := c.Booked(f, 0, c.Meal, desktest.Thursday, booking.Accepted)
		prepare(t, c, c.Desk, tabletOne)
		c.Exec("update reservations set attendance = 'absent-justified' where id = ?", id)
		a := db.Absence{StructureID: c.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0], AccountID: f.AccountID,
			At: c.Now.Add(10 * time.Minute).UTC(), Channel: "portal"}
		c.Insert(&a)
		c.Insert(&db.AbsenceDay{ReservationID: id, AbsenceID: a.ID, Date: desktest.Thursday, Fate: "credited"})
		c.Now = c.Now.Add(time.Hour)
		for range 2 {
			got := send(t, c, c.Desk, tabletOne, meal(1, id, wallet.Present, 5))
			if !strings.HasPrefix(got[0].Words, "Pointé absence justifiée par une famille à 9 h 10") {
				t.Errorf("%+v", got)
			}
		}
		page, err := c.Office.Tablet(t.Context(), c.Desk)
		if err != nil || len(page.Conflicts) != 1 || page.Conflicts[0].Other != "une famille" {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

// A tablet of yesterday is listed as long as it may send, and withdrawn it sends nothing. One that was prepared again
// gets no names as what it was, and still sends. Another town's taps wait.
func TestATabletOfYesterday(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), desktest.NewCounter(t, d)
		id := classOf(c, 1)[0]
		prepare(t, c, c.Desk, tabletOne)
		c.Now = c.Now.AddDate(0, 0, 1)
		_, err := c.Office.PrepareTablet(ctx, c.Desk, office.Preparing{ID: tabletTwo, Before: tabletOne,
			Device: " Tablette  bleue "})
		if err != nil {
			t.Fatal(err)
		}
		got := send(t, c, c.Desk, tabletOne, meal(1, id, wallet.Present, 5))
		if got[0].Result != tap.Applied {
			t.Errorf("%+v", got)
		}
		page, err := c.Office.Tablet(ctx, c.Desk)
		if err != nil || len(page.Prepared) != 2 || page.Prepared[0].Name() != "Tablette bleue" ||
			page.Prepared[1].Name() != "Appareil de accueil" || !page.Prepared[1].Replaced ||
			page.Prepared[1].Day != desktest.Thursday {
			t.Fatalf("%+v, %v", page.Prepared, err)
		}
		if err := c.Office.WithdrawTablet(ctx, c.Desk, page.Prepared[1].ID); err != nil {
			t.Fatal(err)
		}
		_, err = c.Office.SendTaps(ctx, c.Desk, tabletOne, nil)
		desktest.Is(t, err, fault.Forbidden)
		if page, err = c.Office.Tablet(ctx, c.Desk); err != nil || len(page.Prepared) != 1 {
			t.Errorf("%+v, %v", page.Prepared, err)
		}
		again := strings.Replace(tabletTwo, "2", "3", 1)
		if _, err = c.Office.PrepareTablet(ctx, c.Desk, office.Preparing{ID: again, Before: tabletTwo}); err != nil {
			t.Fatal(err)
		}
		_, err = c.Office.KeptDay(ctx, c.Desk, tabletTwo)
		desktest.Is(t, err, fault.Forbidden)
		for _, name := range []string{strings.Repeat("a", 41), "a\x00b"} {
			_, err = c.Office.PrepareTablet(ctx, c.Desk, office.Preparing{ID: tabletOne, Device: name})
			desktest.Is(t, err, fault.Invalid)
		}
		c.Now = c.Now.AddDate(0, 0, 9)
		if page, err = c.Office.Tablet(ctx, c.Desk); err != nil || len(page.Prepared) != 0 {
			t.Errorf("%+v, %v", page.Prepared, err)
		}
	})
}
