package operation_test

import (
	"testing"

	"cartable/app/absence"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// A day on which a child was told to be ill comes back with its mark: what the receipt says stands, the night debits
// nothing, and the illness can still be taken back. Where its place was given away, nobody waits for it.
func TestAnIllnessComesBackWithItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g := h.Family(2, h.Meal), h.Family(2, h.Meal)
		h.Booked(f, 0, h.Meal, day(1), booking.Accepted)
		h.Booked(f, 1, h.Meal, day(1), booking.Accepted)
		h.Now = day(0).At(19*60, db.Paris) // past the limit of cancelling
		sick := &absence.Absences{Base: h.Counter.Office.Base, BaseURL: h.BaseURL, MailHost: h.MailHost}
		if _, err := sick.Tell(h.ctx, absence.Teller{Actor: h.Desk}, f.Children[0], []civil.Date{day(1)},
			sickness.ByPhone); err != nil {
			t.Fatal(err)
		}
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(1)})
		h.apply(id)
		h.undo(id)
		dbtest.Want(t, d, "select r.state, r.attendance, r.reason, d.fate from reservations r left join absence_days "+
			"d "+
			"on d.reservation_id = r.id where r.state = 'accepted' order by r.child_id",
			"accepted absent-justified sick credited", "accepted -  -")
		dbtest.Want(t, d, "select count(*) from absence_days", "1")
		h.Sound()

		again := h.prepare(operation.Calendar, town.OpeningEntry{Activity: "RESTO", Date: day(1)})
		h.apply(again)
		open := h.prepare(operation.Calendar, town.OpeningEntry{Activity: "RESTO", Date: day(1), Open: true})
		if page := h.read(open); page.State != db.OperationApplied {
			h.apply(open)
		}
		h.Booked(g, 0, h.Meal, day(1), booking.Accepted)
		h.Booked(g, 1, h.Meal, day(1), booking.Accepted)
		h.undo(again)
		dbtest.Want(t, d, "select state, why, count(*) from operation_rows where operation_id = "+
			"(select max(operation_id) from operation_rows) group by 1, 2 order by 1", "lost full 1", "queued full 1")
		dbtest.Want(t, d, "select attendance, count(*) from reservations where state <> 'cancelled' group by 1", "- 3")
		h.Sound()
	})
}
