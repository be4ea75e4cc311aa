package operation_test

import (
	"fmt"
	"sync"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/night"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// A night gives places and debits the day before while a clerk closes both days, and another one while it is undone:
// nobody keeps a place where it is closed, no debit stays for a day that the town took away, and the books are sound.
func TestANightRunsWhileAClerkCloses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.Exec("update activities set allot = 'nightly'")
		h.Exec("update activities set weekdays = '1234567', to_date = '2033-07-01'")
		f, g := h.Family(2, h.Meal, h.Care), h.Family(2, h.Meal, h.Care)
		h.Exec("update enrolments set to_date = '2033-07-01'")
		for round := range rounds(d) {
			// A week later each time: no day was closed by an earlier round.
			past, on, next := day(-1+7*round), day(monday+10+7*round), day(monday+30+7*round)
			if holiday(past) || holiday(on) || holiday(next) { // closed already
				continue
			}
			for child := range 2 {
				h.Booked(f, child, h.Meal, past, booking.Accepted)
				h.Booked(f, child, h.Care, on, booking.Accepted)
				h.Booked(g, child, h.Meal, on, booking.Waitlisted) // two places, and nobody there: the night gives them
			}
			id := h.prepare(operation.Closing, town.ClosureEntry{Date: past, Label: "Neige"},
				town.ClosureEntry{Date: on, Label: "Neige"})
			h.together(func() { h.closeWhile(id); h.work(id) })
			for _, closed := range []string{
				"select r.id from reservations r join closures c on c.date = r.date where r.state <> 'cancelled'",
				fmt.Sprintf("select sum(amount) from ledger where date = '%s' having sum(amount) <> 0", past),
			} {
				if left := dbtest.Query(t, d, closed); len(left) > 0 {
					t.Errorf("round %d: %v left by %s", round, left, closed)
				}
			}
			h.Sound()
			// The day to come alone, closed and undone while the next night runs.
			h.Now = h.Now.AddDate(0, 0, 1)
			h.Booked(g, 0, h.Meal, next, booking.Accepted)
			again := h.prepare(operation.Closing, town.ClosureEntry{Date: next, Label: "Pont"})
			h.apply(again)
			h.together(func() { h.undo(again) })
			if live := h.live(next); len(live) != 1 {
				t.Errorf("round %d: undone: %v", round, live)
			}
			h.Sound()
			h.Now = h.Now.AddDate(0, 0, 6)
		}
	})
}

func holiday(d civil.Date) bool {
	_, is := civil.PublicHoliday(d, false)
	return is
}

// together does something while a night runs, and ends that night.
func (h *hall) together(do func()) {
	h.t.Helper()
	if _, _, err := h.Night.StartNow(h.ctx, h.Structure.ID, 0, night.FromCommand); err != nil {
		h.t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(do)
	all.Go(func() {
		for h.NightJobs() > 0 {
		}
	})
	all.Wait()
	for h.NightJobs() > 0 {
	}
}
