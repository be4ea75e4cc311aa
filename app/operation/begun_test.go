package operation_test

import (
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// A day that another undoing lost does not come back once it has begun: nobody is expected on it, and nothing
// is debited.
func TestADayThatHasBegunIsNotTakenOver(t *testing.T) {
	for _, begun := range []bool{false, true} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			h := newHall(t, d)
			f := h.Family(1, h.Meal)
			h.Booked(f, 0, h.Meal, day(1), booking.Accepted)
			h.Now = day(0).At(20*60, db.Paris)
			closing := h.prepare(operation.Closing, town.ClosureEntry{Date: day(1), Label: "Grève"})
			h.apply(closing)
			s, err := h.Operations.Settings(h.ctx, h.Desk)
			if err != nil {
				t.Fatal(err)
			}
			entry := s.Stored(town.ActivityEntry{Code: "RESTO"}).(town.ActivityEntry)
			entry.Weekdays[day(1).Weekday()] = false
			fridays, applied, err := h.try(operation.Catalogue, entry)
			if err != nil {
				t.Fatal(err)
			}
			if !applied {
				h.apply(fridays)
			}
			h.undo(closing)
			if page := h.read(closing); page.Progress[db.RowLost] != 1 {
				t.Fatalf("%+v", page.Progress)
			}
			want := 1
			if begun {
				h.Now, want = day(1).At(12*60, db.Paris), 0
			}
			h.undo(fridays)
			if got := h.live(day(1)); len(got) != want {
				t.Errorf("begun %v: %v", begun, got)
			}
			h.Sound()
		})
	}
}

// An undoing that was asked before midnight, and whose worker comes after it, gives back no day that has begun.
func TestALateWorkerGivesBackNoDayThatHasBegun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(1), booking.Accepted)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		h.Now = day(0).At(20*60, db.Paris)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(1)}, town.ClosureEntry{Date: day(monday)})
		h.apply(id)
		h.Now = day(0).At(23*60+59, db.Paris)
		if err := h.Undo(h.ctx, h.Desk, id, "grève levée"); err != nil {
			t.Fatal(err)
		}
		h.Now = day(1).At(1, db.Paris)
		h.work(id)
		if was, is := h.live(day(1)), h.live(day(monday)); len(was) != 0 || len(is) != 1 {
			t.Errorf("%v and %v", was, is)
		}
		for _, row := range h.read(id).Rows {
			if (row.Why == "hors délai") != (row.Date == day(1)) {
				t.Errorf("%+v", row)
			}
		}
		h.Sound()
	})
}
