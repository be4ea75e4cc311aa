package absence_test

import (
	"strings"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// A household learns nothing of what the other one told, and does not gain by it.
func TestAHouseholdKnowsOnlyWhatItTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWard(t, d)
		w.rule("09:00", 1, 0)
		f, g := w.Family(1, w.Meal), w.Family(0)
		g.Children = f.Children
		w.Exec("insert into family_children (family_id, child_id, structure_id) values (?, ?, ?)", g.ID, f.Children[0],
			w.Structure.ID)
		on := desktest.Thursday
		w.Booked(f, 0, w.Meal, on, booking.Accepted)
		w.Booked(g, 0, w.Meal, on+1, booking.Accepted)
		w.Booked(f, 0, w.Meal, on+5, booking.Accepted)
		if done := w.tell(w.parent(f), f.Children[0], on, on+5); done.Owed != 400 || done.Freed != 400 {
			t.Errorf("%+v", done)
		}
		for _, day := range []civil.Date{on, on + 5} {
			_, err := w.absences.Tell(w.ctx, w.parent(g), f.Children[0], []civil.Date{day}, "")
			if !strings.Contains(fault.Message(err), "Rien n'est réservé") {
				t.Errorf("the other household on %s: %v", day, err)
			}
		}
		w.Now = on.At(19*60, db.Paris)
		if done := w.tell(w.parent(g), f.Children[0], on+1); done.Owed != 400 {
			t.Errorf("the first day of the other household: %+v", done)
		}
		w.Sound()
	})
}

// A day on which the child came after all, or that was booked again, is no day of the illness: another one begins.
func TestADayThatTookPlaceIsNoDayOfTheIllness(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWard(t, d)
		w.rule("", 1, 0)
		f := w.Family(1, w.Meal)
		on := desktest.Thursday
		came := w.Booked(f, 0, w.Meal, on, booking.Accepted)
		w.Booked(f, 0, w.Meal, on+1, booking.Accepted)
		w.Booked(f, 0, w.Meal, on+4, booking.Accepted)
		w.Booked(f, 0, w.Meal, on+5, booking.Accepted)
		if done := w.tell(w.desk, f.Children[0], on, on+4); done.Owed != 400 || done.Freed != 400 {
			t.Errorf("%+v", done)
		}
		if err := w.Office.Mark(w.ctx, w.Desk, office.Mark{Activity: "RESTO", Date: on, ReservationID: came,
			Attendance: wallet.Present}); err != nil {
			t.Fatal(err)
		}
		w.Now = on.At(19*60, db.Paris)
		if done := w.tell(w.desk, f.Children[0], on+1); done.Owed != 400 {
			t.Errorf("after a day at school: %+v", done)
		}
		w.Booked(f, 0, w.Meal, on+4, booking.Accepted)
		w.Now = (on + 4).At(19*60, db.Paris)
		if done := w.tell(w.desk, f.Children[0], on+5); done.Owed != 400 {
			t.Errorf("after a day that was booked again: %+v", done)
		}
	})
}
