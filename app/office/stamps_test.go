package office_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/stay"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

const stamped = "select date, coalesce(attendance, '-'), coalesce(arrived, '-'), coalesce(departed, '-'), " +
	"coalesce(attended, 0), late_fee from reservations order by date, id"

func typed(text string) office.Stamp {
	at, err := civil.ParseTime(text)
	if err != nil {
		panic(err)
	}
	return office.Stamp{Set: true, At: at}
}

var rightNow, takenAway = office.Stamp{Set: true, Now: true}, office.Stamp{Set: true, None: true}

// A child comes at a tap and leaves at another; an hour is corrected by typing it, and a second tap moves nothing.
func TestStampsOfADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal, c.Care)
		id, past := c.Booked(f, 0, c.Care, desktest.Thursday, booking.Accepted), c.Booked(f, 0, c.Care,
			desktest.Thursday-2, booking.Accepted)
		c.Exec("update activities set late_fee = 500, late_grace = 5 where code = 'SOIR'")
		at := func(text string) {
			hour := typed(text).At
			c.Now = desktest.Thursday.At(hour, db.Paris)
		}
		stamp := func(arrived, departed office.Stamp) error {
			return c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "SOIR", Date: desktest.Thursday, ReservationID: id,
				Arrived: arrived, Departed: departed})
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		at("16:40")
		must(stamp(rightNow, office.Stamp{}))
		at("16:50")
		must(stamp(rightNow, office.Stamp{}))
		// Until the end: four half hours, as booked.
		dbtest.Want(t, d, stamped, "2026-12-01 - - - 0 0", "2026-12-03 present 16:40 - 0 0")
		at("17:20")
		must(stamp(office.Stamp{}, rightNow))
		dbtest.Want(t, d, stamped, "2026-12-01 - - - 0 0", "2026-12-03 present 16:40 17:20 2 0")
		at("18:50")
		must(stamp(office.Stamp{}, rightNow))
		dbtest.Want(t, d, stamped, "2026-12-01 - - - 0 0", "2026-12-03 present 16:40 17:20 2 0")
		must(stamp(office.Stamp{}, typed("18:40")))
		dbtest.Want(t, d, stamped, "2026-12-01 - - - 0 0", "2026-12-03 present 16:40 18:40 0 500")
		c.Exec("update activities set late_fee = 900 where code = 'SOIR'")
		c.Exec("update structures set revision = revision + 1")
		must(stamp(typed("17:35"), office.Stamp{})) // the fee is that of its stamp
		dbtest.Want(t, d, stamped, "2026-12-01 - - - 0 0", "2026-12-03 present 17:35 18:40 2 500")
		must(stamp(takenAway, office.Stamp{}))
		dbtest.Want(t, d, stamped, "2026-12-01 - - - 0 0", "2026-12-03 present - 18:40 0 500")

		for name, err := range map[string]error{
			"an hour to come":       stamp(office.Stamp{}, typed("18:55")),
			"leaving before coming": stamp(typed("18:00"), typed("17:59")),
			"hours of an absent child": c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "SOIR",
				Date: desktest.Thursday, ReservationID: id, Attendance: wallet.AbsentJustified, Arrived: rightNow}),
			"now, on a day that is past": c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "SOIR",
				Date: desktest.Thursday - 2, ReservationID: past, Arrived: rightNow}),
		} {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		must(c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "SOIR", Date: desktest.Thursday, ReservationID: id,
			Attendance: wallet.AbsentJustified}))
		dbtest.Want(t, d, stamped, "2026-12-01 - - - 0 0", "2026-12-03 absent-justified - 18:40 0 0")
		dbtest.Want(t, d, "select was, became from audit order by id desc limit 1",
			"présent, départ à 18 h 40, retard 5,00\u00a0€ absence justifiée")
		c.Sound()
	})
}

// A late departure is a line of its own, beside the day: by the night, or at once if the day was debited. Corrected, it
// is reversed; made free by the treasurer, it stays so.
func TestALateDepartureIsOwed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Care)
		day := desktest.Thursday - 2
		id := c.Booked(f, 0, c.Care, day, booking.Accepted)
		c.Exec("update activities set late_fee = 500 where code = 'SOIR'")
		leave := func(text string) {
			t.Helper()
			if err := c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "SOIR", Date: day, ReservationID: id,
				Departed: typed(text)}); err != nil {
				t.Fatal(err)
			}
			c.Sound()
		}
		leave("18:45")
		c.Debit()
		c.Sound()
		const lines = "select amount, quantity, label, source from ledger order by id"
		dbtest.Want(t, d, lines, "-1600 4 SOIR consumption", "-500 1 SOIR (retard, départ à 18 h 45) late")
		leave("18:30") // by the clock of the staff
		dbtest.Want(t, d, "select amount from balances", "-1600")
		leave("17:10")
		dbtest.Want(t, d, "select amount from balances", "-800")
		leave("19:10")
		leave("19:00")
		dbtest.Want(t, d, "select amount from balances", "-2100")
		dbtest.Want(t, d, lines+" desc limit 1", "-500 1 SOIR (retard, départ à 19 h) late")
		dbtest.Want(t, d, "select source_ref from ledger where source = 'late' order by id", fmt.Sprint(id),
			fmt.Sprint(id, "/2"), fmt.Sprint(id, "/3"))
		var line int64
		if err := d.Read().NewSelect().Table("ledger").ColumnExpr("max(id)").Scan(ctx, &line); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Treasury.Reverse(ctx, c.Desk, line, "Grève des trains"); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select amount from balances", "-1600")
		leave("19:20") // made free, it stays so
		dbtest.Want(t, d, "select amount from balances", "-1600")
		leave("17:00")
		dbtest.Want(t, d, "select amount from balances", "-400")
	})
}

// Whatever is stamped and corrected, before the debit or after it: what is owed is what the last hours are worth, on
// both databases.
func TestStampsBecomeDebits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Care)
		day := desktest.Thursday - 1
		id := c.Booked(f, 0, c.Care, day, booking.Accepted)
		c.Exec("update activities set late_fee = 350, late_grace = 10 where code = 'SOIR'")
		rule := &town.Activity{Start: 990, End: 1110, Unit: town.UnitHalfHour,
			Lateness: town.Lateness{LateFee: 350, LateGrace: new(10)}}
		var now stay.Stay
		each, debited := t, false
		rapid.Check(t, func(t *rapid.T) {
			hour := func(name string, to **civil.TimeOfDay) office.Stamp {
				switch rapid.IntRange(0, 3).Draw(t, name+"?") {
				case 0:
					return office.Stamp{}
				case 1:
					*to = nil
					return takenAway
				}
				at := civil.TimeOfDay(rapid.IntRange(960, 1200).Draw(t, name))
				*to = &at
				return office.Stamp{Set: true, At: at}
			}
			is := now
			mark := office.Mark{Activity: "SOIR", Date: day, ReservationID: id, Attendance: wallet.Present,
				Arrived: hour("arrived", &is.Arrived), Departed: hour("departed", &is.Departed)}
			absent := rapid.IntRange(0, 5).Draw(t, "absent") == 0
			if absent {
				mark.Attendance, mark.Arrived, mark.Departed = wallet.AbsentJustified, office.Stamp{}, office.Stamp{}
				is = now // kept, for nothing
			}
			err := c.Office.Mark(ctx, c.Desk, mark)
			if is.Turned() {
				if fault.KindOf(err) != fault.Invalid {
					t.Fatalf("%+v: %v", is, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if now = is; !debited {
				c.Debit()
				debited = true
			}
			owed := money.Cents(400*is.Units(rule)) + is.Fee(stay.RuleOf(rule))
			if absent {
				owed = 0
			}
			if got := dbtest.Query(each, d, "select amount from balances")[0]; got != fmt.Sprint(int64(-owed)) {
				t.Fatalf("%+v: %s is owed, not %s", is, got, owed)
			}
		})
		c.Sound()
	})
}
