package operation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/deadline"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// anyClosing draws what closes days next week, with a label of its own: it may be the same setting as another one's.
func (h *hall) anyClosing(r *rapid.T, number int) (operation.Kind, []town.Noun) {
	on := day(rapid.IntRange(monday, monday+1).Draw(r, "date"))
	code := rapid.SampledFrom([]string{"RESTO", "SOIR"}).Draw(r, "activity")
	label := fmt.Sprint("Motif ", number)
	switch rapid.IntRange(0, 6).Draw(r, "kind") {
	case 0:
		return operation.Closing, []town.Noun{town.ClosureEntry{Date: on, Label: label}}
	case 1:
		return operation.Closing, []town.Noun{town.ClosureEntry{Date: day(monday), Label: label},
			town.ClosureEntry{Date: day(monday + 1), Label: label}}
	case 2:
		return operation.Closing, []town.Noun{town.OpeningEntry{Activity: code, Date: on, Label: label}}
	case 3:
		return operation.Closing, []town.Noun{town.SchoolClosureEntry{School: "E1", Date: on, Label: label,
			Activity: rapid.SampledFrom([]string{"", code}).Draw(r, "of")}}
	case 4:
		return operation.Closing, []town.Noun{town.SchoolClosureEntry{School: "E1", Class: "C1", Date: on,
			Label: label}}
	case 5:
		leave, _ := deadline.ParseRule("J-0 09:00")
		return operation.Closing, []town.Noun{town.SchoolClosureEntry{School: "E1", Date: on, Label: label,
			LeaveBy: leave}}
	}
	s, err := h.Operations.Settings(h.ctx, h.Desk)
	if err != nil {
		r.Fatal(err)
	}
	entry := s.Stored(town.ActivityEntry{Code: code}).(town.ActivityEntry)
	if entry.To == 0 || entry.To > on && rapid.Bool().Draw(r, "ends") {
		entry.To = on - 1
	} else {
		entry.Weekdays[on.Weekday()] = false
	}
	return operation.Catalogue, []town.Noun{entry}
}

// Closings that overlap are undone in any order, and the town is as before: settings, requests with their instants,
// accounts. Each of them says in the end that what it took came back.
func TestClosingsAreUndoneInAnyOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		number := 0
		rapid.Check(t, func(r *rapid.T) {
			number++
			h := hallOf(t, desktest.CounterOf(dbtest.NewOne(t, d, number), fmt.Sprint("accueil", number)))
			families := []dbtest.Family{h.Family(2, h.Meal, h.Care), h.Family(1, h.Meal, h.Care),
				h.Family(1, h.Meal, h.Care)}
			h.schools(families)
			h.populate(r, families)
			before := h.picture()
			var all []int64
			for n := range rapid.IntRange(2, 3).Draw(r, "closings") {
				kind, nouns := h.anyClosing(r, n)
				id, applied, err := h.try(kind, nouns...)
				if err != nil {
					continue // nothing is left of it to close
				}
				if !applied {
					h.apply(id)
				}
				all = append(all, id)
			}
			for _, id := range rapid.Permutation(all).Draw(r, "order") {
				if err := h.Undo(h.ctx, h.Desk, id, "grève levée"); err != nil {
					r.Fatal(err) // of the draw: it says what was drawn
				}
				h.work(id)
				h.Sound()
			}
			if after := h.picture(); after != before {
				r.Errorf("undone:\n%s\nbefore:\n%s", after, before)
			}
			for _, id := range all {
				if page := h.read(id); page.Progress[db.RowLost]+page.Progress[db.RowQueued] > 0 {
					r.Errorf("%d says that %v", id, page.Progress)
				}
			}
		})
	})
}

// A family was told that its day does not come back, because another closing holds it. When that one is undone, it is
// told that the day is booked again, though nothing of that other closing was about it.
func TestAFamilyIsToldOfADayThatComesBackLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g := h.Family(1, h.Meal, h.Care), h.Family(1, h.Meal, h.Care)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		h.Booked(g, 0, h.Care, day(monday), booking.Accepted)
		meal := h.prepare(operation.Closing, town.OpeningEntry{Activity: "RESTO", Date: day(monday), Label: "Panne"})
		h.apply(meal)
		all := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday), Label: "Grève"})
		h.apply(all)
		h.undo(meal)
		if page := h.read(meal); page.Progress[db.RowLost] != 1 || page.Rows[0].Why == "" {
			t.Errorf("%+v", page)
		}
		h.write(meal)
		dbtest.Want(t, d, "select address from mails order by id", "famille1@example.org")
		h.undo(all)
		h.write(all)
		dbtest.Want(t, d, "select address from mails order by id", "famille1@example.org", "famille1@example.org")
		bodies := dbtest.Query(t, d, "select body from mails order by id")
		if !strings.Contains(bodies[0], "reste annulé") || !strings.Contains(bodies[1], "de nouveau réservé") {
			t.Errorf("%s", bodies)
		}
		if got := h.live(day(monday)); len(got) != 2 || slices.ContainsFunc(got, func(line string) bool {
			return !strings.HasSuffix(line, "accepted")
		}) {
			t.Errorf("%v", got)
		}
	})
}

// write sends the mails of an undoing, if a worker is to.
func (h *hall) write(id int64) {
	h.t.Helper()
	if h.count("outbox where kind = '%s' and ref = %d", operation.UndoMailJob, id) == 0 {
		h.t.Errorf("nobody writes for %d", id)
	}
	if err := h.WriteUndoMails(h.ctx, id); err != nil {
		h.t.Fatal(err)
	}
}
