package people_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// mass enrols all children in activities, as one opération.
func (w *whole) mass(activities ...string) (op int64) {
	w.t.Helper()
	ask := settings.EnrolAsk{Activities: activities}
	v, err := w.settings.RehearseEnrolments(w.ctx, w.Desk, ask)
	if err != nil {
		w.t.Fatal(err)
	}
	op, applied, _, err := w.settings.EnrolChildren(w.ctx, w.Desk, ask, v.Seen, "Rentrée de novembre")
	if err != nil || !applied {
		w.t.Fatal(applied, err)
	}
	return op
}

// A child came on a day that its new enrolment allowed; afterwards the opération is undone: an enrolment that has begun
// is not removed (DOMAIN.md 10.60), and the day is debited.
func TestAMassEnrolmentThatHasBegunIsUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWhole(t, d)
		f := w.Family(1)
		w.Exec("update structures set undo_hours = 168, revision = revision + 1")
		w.Now = desktest.Thursday.At(9*60, db.Paris)
		op := w.mass("SOIR")
		w.ask(f, "SOIR", desktest.Thursday+1, true, "")
		w.RunNight()
		w.Now = (desktest.Thursday + 2).At(10, db.Paris) // the night debits the day at half past midnight
		err := w.operations.Undo(w.ctx, w.Desk, op, "trop tôt")
		t.Log("undone:", err, dbtest.Query(t, d, "select id, state, date from reservations"))
		dbtest.Want(t, d, "select r.id from reservations r where r.state = 'accepted' and not exists (select 1 from "+
			"enrolments e where e.child_id = r.child_id and e.activity_id = r.activity_id and r.date between "+
			"e.from_date "+
			"and e.to_date)")
		if err == nil {
			_ = w.operations.Work(w.ctx, op)
		}
		w.Now = w.Now.Add(time.Hour)
		w.Debit()
		dbtest.Want(t, d, "select amount from ledger", "-1600")
		w.Sound()
	})
}

// A parent books what a mass enrolment opened at the instant at which it is undone: it is undone without the booking,
// or
// it is not undone.
func TestAParentBooksAsAMassEnrolmentIsUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rounds := 3
		if d.Postgres() {
			rounds = 20
		}
		w := newWhole(t, d)
		f, _ := w.Family(1), w.Family(2)
		day := desktest.Thursday + 11
		undone, refused := 0, 0
		for range rounds {
			op := w.mass("RESTO", "SOIR")
			v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: w.Structure.ID, Families: 1}
			if _, err := w.portal.Save(w.ctx, v, portal.Boxes{ChildID: f.Children[0], Activity: "RESTO",
				Month: day.Month(), Shown: []civil.Date{day}, Ticked: []civil.Date{day}}); err != nil {
				t.Fatal(err)
			}
			recap, err := w.portal.Recap(w.ctx, v)
			if err != nil {
				t.Fatal(err)
			}
			var both sync.WaitGroup
			both.Go(func() { _, _ = w.portal.Validate(w.ctx, v, recap.RecapKey) })
			both.Go(func() {
				switch err := w.operations.Undo(w.ctx, w.Desk, op, "trop tôt"); fault.KindOf(err) {
				case "":
					undone++
				case fault.Conflict:
					refused++
				default:
					t.Error(err)
				}
			})
			both.Wait()
			dbtest.Want(t, d, "select r.id from reservations r where r.state = 'accepted' and not exists (select "+
				"1 from "+
				"enrolments e where e.child_id = r.child_id and e.activity_id = r.activity_id and r.date between "+
				"e.from_date and e.to_date)")
			w.Sound()
			w.Exec("update reservations set state = 'cancelled' where state in ('accepted', 'requested')")
			w.Exec("delete from draft_lines")
			w.Exec("delete from enrolments")
			w.Exec("delete from slots")
			if t.Failed() {
				t.FailNow()
			}
		}
		t.Log(undone, "undone,", refused, "refused")
	})
}

// One family of many has booked: the opération is not undone, and the clerk is told whose booking it is.
func TestTheUndoingThatABookingForbidsSaysWhose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWhole(t, d)
		f, _ := w.Family(1), w.Family(2)
		w.Exec("update children set last_name = 'Zqxnom' where id = ?", f.Children[0])
		op := w.mass("RESTO")
		w.Booked(f, 0, w.Meal, desktest.Thursday+11, booking.Accepted)
		err := w.operations.Undo(w.ctx, w.Desk, op, "trop tôt")
		if !strings.Contains(fault.Message(err), "Zqxnom") {
			t.Errorf("whose booking forbids it is not said: %v", err)
		}
		dbtest.Want(t, d, "select count(*) from enrolments", "3")
		w.Sound()
	})
}

// A worker is killed as it ends the undoing, twice, and a clerk asks again: it is undone once.
func TestAMassEnrolmentIsUndoneInHalves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWhole(t, d)
		w.Family(2)
		op := w.mass("RESTO")
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if err := w.operations.Undo(w.ctx, w.Desk, op, "trop tôt"); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for range 4 {
			all.Go(func() {
				if err := w.operations.Work(w.ctx, op); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		dbtest.Want(t, d, "select count(*) from enrolments", "0")
		dbtest.Want(t, d, "select state from operations", "undone")
		dbtest.Want(t, d, "select count(*) from audit where action = 'enrolment.set'", "4")
		again := w.mass("RESTO")
		dbtest.Want(t, d, "select count(*) from enrolments", "2")
		if again == op {
			t.Error("the same opération")
		}
	})
}

// A mass enrolment over the border of the school years, a leap day, and the nights on which the clocks change.
func TestAMassEnrolmentAtNastyDates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWhole(t, d)
		w.Family(1)
		w.Activity("LONGUE", func(a *db.Activity) {
			a.FromDate, a.ToDate = civil.New(2027, 9, 1), civil.New(2028, 8,
				31)
		})
		w.Exec("update children set birth_date = '2020-02-29'")
		w.Exec("update structures set revision = revision + 1")
		for _, one := range []struct {
			from, to string
			now      time.Time
			fails    bool
		}{{"2028-02-29", "2028-02-29", time.Time{}, false}, {"2027-02-29", "", time.Time{}, true},
			{"", "", time.Date(2028, 3, 26, 0, 59, 59, 0, time.UTC), false},
			{"", "", time.Date(2028, 3, 25, 23, 30, 0, 0, time.UTC), false},
			{"", "", time.Date(2028, 9, 1, 0, 0, 0, 0, db.Paris), true}, {"2027-08-31", "", time.Time{}, true},
			{"0000-00-00", "", time.Time{}, true}, {"2028-02-29 ", "2028-02-28", time.Time{}, true}} {
			if !one.now.IsZero() {
				w.Now = one.now
			}
			v, err := w.settings.RehearseEnrolments(w.ctx, w.Desk, settings.EnrolAsk{Activities: []string{"LONGUE"},
				From: one.from, To: one.to})
			if (err != nil) != one.fails || err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %+v, %v", one, v, err)
			}
			t.Log(one.from, one.to, v.Periods, err)
		}
	})
}
