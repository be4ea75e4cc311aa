package absence_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/sickness"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// In however many parts, and in whatever order, an illness is told, its first day is owed once.
func TestTheFirstDayIsOwedOnceInWhateverOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWard(t, d)
		w.Exec("update activities set cancel_by = 'M-1 20 23:59'")
		w.rule("09:00", 1, 0)
		f := w.Family(1, w.Meal)
		on := desktest.Thursday
		for i := range 3 {
			w.Booked(f, 0, w.Meal, on+civil.Date(i), booking.Accepted)
		}
		w.tell(w.parent(f), f.Children[0], on+1)
		w.tell(w.parent(f), f.Children[0], on)
		w.tell(w.parent(f), f.Children[0], on+2)
		dbtest.Want(t, d, "select count(*) from absence_days where fate = 'owed'", "1")
		w.Now = w.Now.AddDate(0, 0, 6)
		w.Debit()
		dbtest.Want(t, d, "select sum(amount) from ledger", "-400")
		w.Sound()
	})
}

// A parent, a clerk, the night's debit and an undoing meet over the same days: in the end each day is told once or not
// at all, and each is debited as it is marked, once.
func TestAnIllnessIsToldWhileTheNightDebits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rounds := 6
		if d.Postgres() {
			rounds = 40
		}
		w := newWard(t, d)
		w.Exec("update activities set cancel_by = 'M-1 20 23:59'")
		w.rule("09:00", 0, 0)
		for round := range rounds {
			f := w.Family(1, w.Meal, w.Care)
			on := desktest.Thursday
			w.Now = on.At(9*60, db.Paris)
			a := w.Booked(f, 0, w.Meal, on, booking.Accepted)
			w.Booked(f, 0, w.Care, on, booking.Accepted)
			tomorrow := (on + 1).At(8*60, db.Paris)
			var all sync.WaitGroup
			for i, do := range []func() error{
				func() error {
					_, err := w.absences.Tell(w.ctx, w.parent(f), f.Children[0], []civil.Date{on}, "")
					return err
				},
				func() error {
					_, err := w.absences.Tell(w.ctx, w.desk, f.Children[0], []civil.Date{on}, sickness.ByPhone)
					return err
				},
				func() error {
					ahead := *w.Night // debits the day as soon as it is over by its own clock
					ahead.Now = func() time.Time { return tomorrow }
					_, err := ahead.DebitPast(w.ctx, w.Structure.ID, on+1)
					return err
				},
				func() error {
					if round%3 > 0 {
						return nil
					}
					return w.Office.Mark(w.ctx, w.Desk, office.Mark{Activity: "RESTO", Date: on, ReservationID: a,
						Attendance: wallet.Present})
				},
				func() error {
					var id int64
					_ = d.Read().NewSelect().Table("absences").ColumnExpr("coalesce(max(id), 0)").Where("family_id = ?",
						f.ID).Scan(w.ctx, &id)
					if id == 0 {
						return nil
					}
					_, err := w.absences.Undo(w.ctx, w.Desk, id)
					return err
				},
			} {
				wait := time.Duration(rand.IntN(5000)) * time.Microsecond
				all.Go(func() {
					time.Sleep(wait)
					err := do()
					switch fault.KindOf(err) {
					case "", fault.Conflict, fault.Invalid:
					default:
						t.Errorf("round %d, %d: %v", round, i, err)
					}
				})
			}
			all.Wait()
			w.Now = tomorrow
			w.Debit()
			w.Debit()
			w.Sound()
			dbtest.Want(t, d, "select r.id from reservations r left join ledger l on l.reservation_id = r.id "+
				"group by r.id, r.attendance, r.price having coalesce("+
				"sum(l.amount), 1) <> case when r.attendance = 'absent-justified' then 0 else -r.price end")
			if t.Failed() {
				t.FailNow()
			}
			dbtest.Want(t, d, "select r.id from reservations r join absence_days y on y.reservation_id = r.id where "+
				"r.attendance is null")
			dbtest.Want(t, d, "select r.id from reservations r where reason = 'sick' and not exists (select 1 from "+
				"absence_days y where y.reservation_id = r.id)")
		}
	})
}

// At midnight, on a Sunday and on the days on which the clocks change, what is told is judged by the town's day.
func TestAnIllnessAtNastyHours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWard(t, d)
		w.Exec("update activities set from_date = '2026-09-01', to_date = '2027-07-02'")
		w.rule("09:00", 0, 0)
		for _, on := range []civil.Date{civil.New(2026, 10, 25), civil.New(2027, 3, 28), civil.New(2026, 12, 6)} {
			f := w.Family(1, w.Meal)
			w.Booked(f, 0, w.Meal, on, booking.Accepted)
			next := on + 1
			if next == civil.New(2027, 3, 29) { // Easter Monday
				next++
			}
			w.Booked(f, 0, w.Meal, next, booking.Accepted)
			midnight := on.At(0, db.Paris)
			w.Now = midnight.Add(-time.Microsecond)
			page, err := w.absences.Sick(w.ctx, w.parent(f), f.Children[0], nil)
			if err != nil || len(page.Dates) != 2 || !page.Dates[0].Ticked {
				t.Errorf("%s, before midnight: %+v, %v", on, page, err)
			}
			w.Now = on.At(9*60, db.Paris).Add(time.Microsecond)
			_, err = w.absences.Tell(w.ctx, w.parent(f), f.Children[0], []civil.Date{on}, "")
			desktest.Is(t, err, fault.Invalid)
			w.Now = on.At(9*60, db.Paris)
			if done := w.tell(w.parent(f), f.Children[0], on, next); done.Credited != 400 || done.Freed != 400 {
				t.Errorf("%s: %+v", on, done)
			}
			w.Now = (on + 1).At(0, db.Paris).Add(-time.Second)
			if _, err := w.absences.Undo(w.ctx, w.Desk, w.absenceID()); err != nil {
				t.Errorf("%s, in the last second: %v", on, err)
			}
			again := w.tell(w.desk, f.Children[0], on, next)
			if again.Days != 2 {
				t.Errorf("%+v", again)
			}
			w.Now = (on + 1).At(0, db.Paris)
			_, err = w.absences.Undo(w.ctx, w.Desk, w.absenceID())
			desktest.Is(t, err, fault.Conflict)
			w.Sound()
		}
	})
}
