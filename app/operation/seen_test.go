package operation_test

import (
	"strings"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// What stays and should be looked at is on the page of the rehearsal, by name: two days that overlap by new hours of an
// activity that shares no pool with the other.
func TestOverlapsOfNewHoursAreShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal, h.Care)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		h.Booked(f, 0, h.Care, day(monday), booking.Accepted)
		s, err := h.Operations.Settings(h.ctx, h.Desk)
		if err != nil {
			t.Fatal(err)
		}
		evening := s.Stored(town.ActivityEntry{Code: "SOIR"}).(town.ActivityEntry)
		evening.Start, evening.End = 12*60, 13*60
		page := h.read(h.prepare(operation.Catalogue, evening))
		if page.Counts.Overlaps != 1 || page.All != 2 || len(page.Rows) != 2 ||
			!strings.Contains(strings.Join(page.Warnings, " "), "se chevauchent") {
			t.Fatalf("%+v, %d rows, %v", page.Counts, page.All, page.Warnings)
		}
		for _, r := range page.Rows {
			if r.Child != "Enfant0 DUPONT1" || !strings.Contains(r.What, "chevauche") {
				t.Errorf("%+v", r)
			}
		}
		h.apply(page.ID)
		if got := h.live(day(monday)); len(got) != 2 {
			t.Errorf("they stay: %v", got)
		}
	})
}

// Families read why an opération was taken back: a word says nothing.
func TestTheReasonOfAnUndoingIsASentence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday), Label: "Grève"})
		if err := h.Undo(h.ctx, h.Desk, id, "abc"); fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
		h.undo(id)
	})
}
