package operation_test

import (
	"strings"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
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

// A vote of tariffs says what a year would earn under it, and how many families would pay more, before it is applied.
func TestAVoteSaysWhatAYearEarns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(-2), booking.Accepted)
		h.Booked(f, 0, h.Meal, day(-1), booking.Accepted)
		h.Debit()
		h.Booked(f, 0, h.Meal, day(42), booking.Accepted)
		page := h.read(h.prepare(operation.Tariffs, town.TariffEntry{Activity: "RESTO", From: day(40),
			Price: new(money.Cents(450))}))
		if y := page.Year; y == nil || y.Was != 800 || y.Is != 900 || y.More() != 100 || y.Compared.More != 1 ||
			y.Coming != 0 {
			t.Errorf("%+v", y)
		}
		h.apply(page.ID)
		h.Booked(f, 0, h.Meal, day(70), booking.Accepted)
		page = h.read(h.prepare(operation.Tariffs, town.TariffEntry{Activity: "RESTO", From: day(60),
			Price: new(money.Cents(500))}))
		if y := page.Year; y == nil || y.Was != 900 || y.Is != 1000 || y.Coming != day(40) {
			t.Errorf("the prices before are those to come: %+v", y)
		}
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		page = h.read(h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday), Label: "Grève"}))
		if page.Year != nil {
			t.Errorf("a closure earns %+v", page.Year)
		}
	})
}

// More places than the animators who are there may look after, and a care that is no longer declared: nobody is
// concerned, and yet the clerk reads it first.
func TestTheLawIsSaidInARehearsal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.Exec("update activities set kind = 'before-after-school', declared = "+h.yes()+" where id = ?", h.Care)
		h.Exec("insert into animators (pool_id, date, number, director) select id, ?, 1, "+h.no()+
			" from pools where code = 'soir'", day(monday).String())
		says := func(kind operation.Kind, n town.Noun, words string) {
			t.Helper()
			id, applied, err := h.try(kind, n)
			if err != nil || applied {
				t.Fatalf("applied %t, %v", applied, err)
			}
			if got := strings.Join(h.read(id).Warnings, " "); !strings.Contains(got, words) {
				t.Errorf("it says %q, nothing of %q", got, words)
			}
		}
		says(operation.Capacity, town.CapacityEntry{Pool: "soir", Date: day(monday), Capacity: new(200)},
			"200 places, mais les animateurs présents peuvent encadrer")
		s, err := h.Operations.Settings(h.ctx, h.Desk)
		if err != nil {
			t.Fatal(err)
		}
		evening := s.Stored(town.ActivityEntry{Code: "SOIR"}).(town.ActivityEntry)
		evening.Declared = false
		says(operation.Catalogue, evening, "n'est pas déclarée")
	})
}
