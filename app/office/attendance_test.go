package office_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

const (
	attendances = "select date, coalesce(attendance, '-'), coalesce(attended, 0) from reservations order by date, id"
	books       = "select date, amount, quantity, label, reason, source_ref from ledger where kind = 'consumption' " +
		"order by id"
)

func TestMarkingADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(2, c.Meal, c.Care)
		first, second := c.Booked(f, 0, c.Meal, desktest.Thursday, booking.Accepted),
			c.Booked(f, 1, c.Meal, desktest.Thursday, booking.Accepted)
		waits := c.Booked(f, 0, c.Care, desktest.Thursday, booking.Waitlisted)
		tomorrow := c.Booked(f, 0, c.Meal, desktest.Thursday+1, booking.Accepted)
		mark := office.Mark{Activity: "RESTO", Date: desktest.Thursday, ReservationID: first,
			Attendance: wallet.AbsentJustified}
		for range 2 { // a repeated mark counts once
			if err := c.Office.Mark(ctx, c.Desk, mark); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := c.Office.MarkAll(ctx, c.Desk, "RESTO", desktest.Thursday, ""); err != nil || n != 1 {
			t.Fatalf("%d, %v", n, err)
		}
		dbtest.Want(t, d, attendances, "2026-12-03 absent-justified 0", "2026-12-03 present 0", "2026-12-03 - 0",
			"2026-12-04 - 0")
		dbtest.Want(t, d, "select action, subject, was, became, reason, origin, family_id = "+fmt.Sprint(f.ID)+
			", account_id = "+fmt.Sprint(c.Desk.AccountID)+" from audit order by id",
			"attendance.tick Enfant0 DUPONT1, RESTO, jeu. 3 déc. 2026 non pointé absence justifiée  192.0.2.7 "+
				dbtest.Yes(d)+" "+dbtest.Yes(d),
			"attendance.tick Enfant1 DUPONT1, RESTO, jeu. 3 déc. 2026 non pointé présent  192.0.2.7 "+dbtest.Yes(d)+" "+
				dbtest.Yes(d))
		sheet, err := c.Office.DaySheet(ctx, c.Desk, "RESTO", desktest.Thursday)
		if err != nil || sheet.Present != 1 || sheet.Absent != 1 || sheet.Unmarked != 0 || !sheet.Begun || sheet.Past {
			t.Errorf("%+v, %v", sheet, err)
		}

		for name, bad := range map[string]struct {
			change func(*office.Mark)
			kind   fault.Kind
		}{
			"a day to come": {func(t *office.Mark) {
				t.Date, t.ReservationID = desktest.Thursday+1,
					tomorrow
			}, fault.Invalid},
			"no date":                {func(t *office.Mark) { t.Date = 0 }, fault.Invalid},
			"an unknown word":        {func(t *office.Mark) { t.Attendance = "late" }, fault.Invalid},
			"nothing":                {func(t *office.Mark) { t.Attendance = "" }, fault.Invalid},
			"a day of 50 half hours": {func(t *office.Mark) { t.Units = 50 }, fault.Invalid},
			"half hours under zero":  {func(t *office.Mark) { t.Units = -1 }, fault.Invalid},
			"who waits": {func(t *office.Mark) { t.Activity, t.ReservationID = "SOIR", waits },
				fault.NotFound},
			"another activity's":      {func(t *office.Mark) { t.Activity = "SOIR" }, fault.NotFound},
			"another day's":           {func(t *office.Mark) { t.Date-- }, fault.NotFound},
			"an unknown activity":     {func(t *office.Mark) { t.Activity = "RIEN" }, fault.NotFound},
			"an unknown reservation":  {func(t *office.Mark) { t.ReservationID = 99_999 }, fault.NotFound},
			"another of the same day": {func(t *office.Mark) { t.ReservationID = second + 1000 }, fault.NotFound},
		} {
			one := mark
			bad.change(&one)
			err := c.Office.Mark(ctx, c.Desk, one)
			if fault.KindOf(err) != bad.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
		other := c.Desk
		s := db.Structure{Code: "alsh", Name: "Centre", Zone: "A", NightAt: 30, Revision: 1}
		c.Insert(&s)
		other.StructureID = s.ID
		desktest.Is(t, c.Office.Mark(ctx, other, mark), fault.NotFound)
		dbtest.Want(t, d, "select count(*) from audit", "2")
		c.Sound()
	})
}

// A mark after the debit corrects it at once; if it comes before, the night debits the day as marked.
func TestAMarkAfterTheDebitCorrectsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal, c.Care)
		meal, care := c.Booked(f, 0, c.Meal, desktest.Thursday-2, booking.Accepted),
			c.Booked(f, 0, c.Care, desktest.Thursday-2, booking.Accepted)
		c.Debit()
		mark := func(activity string, id int64, a wallet.Attendance, units int, reason string) {
			t.Helper()
			for range 2 {
				if err := c.Office.Mark(ctx, c.Desk, office.Mark{Activity: activity, Date: desktest.Thursday - 2,
					ReservationID: id, Attendance: a, Units: units, Reason: reason}); err != nil {
					t.Fatal(err)
				}
			}
			c.Sound()
		}
		mark("RESTO", meal, wallet.Present, 0, "") // as debited: nothing to correct
		dbtest.Want(t, d, "select count(*) from ledger", "2")
		mark("RESTO", meal, wallet.AbsentJustified, 0, "Certificat médical")
		mark("SOIR", care, wallet.Present, 3, "")
		mark("SOIR", care, wallet.Present, 4, "") // as booked after all
		m, s := fmt.Sprint(meal), fmt.Sprint(care)
		lines := dbtest.Query(t, d, "select id from ledger order by id")
		dbtest.Want(t, d, books,
			"2026-12-01 -400 1 RESTO  "+m, "2026-12-01 -1600 4 SOIR  "+s,
			"2026-12-01 400 -1 Annulation\u00a0: RESTO Certificat médical "+lines[0],
			"2026-12-01 0 0 RESTO (absence justifiée) Certificat médical "+m+"/2",
			"2026-12-01 1600 -4 Annulation\u00a0: SOIR Pointage corrigé\u00a0: «\u00a0non pointé\u00a0» devient "+
				"«\u00a0présent, 3 demi-heures\u00a0» "+lines[1],
			"2026-12-01 -1200 3 SOIR Pointage corrigé\u00a0: «\u00a0non pointé\u00a0» devient «\u00a0présent, 3 "+
				"demi-heures\u00a0» "+s+"/2",
			"2026-12-01 1200 -3 Annulation\u00a0: SOIR Pointage corrigé\u00a0: «\u00a0présent, 3 demi-heures\u00a0» "+
				"devient «\u00a0présent\u00a0» "+lines[5],
			"2026-12-01 -1600 4 SOIR Pointage corrigé\u00a0: «\u00a0présent, 3 demi-heures\u00a0» devient "+
				"«\u00a0présent\u00a0» "+s+"/3")
		dbtest.Want(t, d, "select amount from balances", "-1600")
		dbtest.Want(t, d, "select count(*) from ledger where id > "+lines[1]+" and account_id = "+
			fmt.Sprint(c.Desk.AccountID)+" and run_id is null", "6")
	})
}

// Concurrent marks of one child: one of them remains, and the books are correct.
func TestTapsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		id := c.Booked(f, 0, c.Meal, desktest.Thursday-2, booking.Accepted)
		words := []wallet.Attendance{wallet.Present, wallet.AbsentJustified, wallet.AbsentUnjustified}
		var all sync.WaitGroup
		all.Go(c.Debit) // the night runs in between
		for i := range 12 {
			all.Go(func() {
				if err := c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "RESTO", Date: desktest.Thursday - 2,
					ReservationID: id, Attendance: words[i%3]}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		c.Sound()
		dbtest.Want(t, d, `select case when (select sum(amount) from ledger) = (select case attendance when `+
			`'absent-justified' then 0 else -400 end from reservations) then 'as ticked' else 'not' end`, "as ticked")
	})
}

func TestAChildWhoCameWithoutABooking(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f, other, stranger := c.Family(2, c.Meal), c.Family(1, c.Meal), c.Family(1, c.Care)
		c.Insert(&db.FamilyChild{FamilyID: other.ID, ChildID: f.Children[0], StructureID: c.Structure.ID, Position: 1})
		c.Booked(other, 0, c.Meal, desktest.Thursday, booking.Refused)
		c.Exec("update children set first_name = 'Élise', last_name = 'de l''Étang' where id = ?", f.Children[0])
		page, err := c.Office.Unbooked(ctx, c.Desk, "RESTO", 0, "elis  ETANG")
		if err != nil || len(page.Rows) != 2 || page.Rows[0].FamilyID != f.ID || page.Rows[1].FamilyID != other.ID ||
			page.Date != desktest.Thursday {
			t.Fatalf("a child of two households is found for each: %+v, %v", page, err)
		}
		for search, n := range map[string]int{"": 0, "enfant": 2, "lise": 0, "enfant1 dupont1": 1, "zzz": 0} {
			if page, err := c.Office.Unbooked(ctx, c.Desk, "RESTO", desktest.Thursday, search); err != nil ||
				len(page.Rows) != n {
				t.Errorf("%q: %d children, %v", search, len(page.Rows), err)
			}
		}
		for range 2 {
			for _, came := range [][2]int64{{f.Children[1], f.ID}, {other.Children[0], other.ID},
				{f.Children[0], other.ID}} {
				if err := c.Office.Came(ctx, c.Desk, "RESTO", desktest.Thursday, came[0], came[1]); err != nil {
					t.Fatal(err)
				}
			}
		}
		// The other household has the reservation.
		desktest.Is(t, c.Office.Came(ctx, c.Desk, "RESTO", desktest.Thursday, f.Children[0], f.ID), fault.Conflict)
		desktest.Is(t, c.Office.Came(ctx, c.Desk, "RESTO", desktest.Thursday, stranger.Children[0], stranger.ID),
			fault.NotFound)
		desktest.Is(t, c.Office.Came(ctx, c.Desk, "RESTO", desktest.Thursday-1, f.Children[1], stranger.ID),
			fault.NotFound)
		desktest.Is(t, c.Office.Came(ctx, c.Desk, "RESTO", desktest.Thursday+1, f.Children[1], f.ID), fault.Invalid)
		dbtest.Want(t, d, "select family_id, state, reason, attendance, transmitted from reservations order by id",
			fmt.Sprint(other.ID)+" accepted  present "+dbtest.Yes(d), fmt.Sprint(f.ID)+" accepted unbooked present "+
				dbtest.No(d), fmt.Sprint(other.ID)+" accepted unbooked present "+dbtest.No(d))
		// More children than places, because they came.
		dbtest.Want(t, d, "select accepted from slots where date = '2026-12-03' order by pool_id", "3")
		dbtest.Want(t, d, "select count(*) from movements where origin = 'staff' and kind = 'book' and outcome is null",
			"2")
		c.Sound()

		c.Now = c.Now.AddDate(0, 0, 1)
		c.Debit()
		dbtest.Want(t, d, "select family_id, label, amount, quoted from ledger order by family_id, id",
			fmt.Sprint(f.ID)+" RESTO (sans réservation) -400 -", fmt.Sprint(other.ID)+" RESTO -400 400",
			fmt.Sprint(other.ID)+" RESTO (sans réservation) -400 -")
		c.Sound()
	})
}
