package operation_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/office"
	"cartable/app/operation"
	"cartable/db/dbtest"
)

// A clerk answers requests of a day while another closes it: no two wait for each other.
func TestAnswersBesideAnApply(t *testing.T) {
	d := dbtest.Postgres(t)
	h := newHall(t, d)
	const deadlocks = "select deadlocks from pg_stat_database where datname = current_database()"
	before := dbtest.Query(t, d, deadlocks)[0]
	var families []dbtest.Family
	for range 60 {
		families = append(families, h.Family(1, h.Meal))
	}
	for round := range 8 {
		on := day(4 + round*7)
		var ids []int64
		for _, f := range families {
			ids = append(ids, h.Booked(f, 0, h.Meal, on, booking.Waitlisted))
		}
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: on, Label: "Grève"})
		page := h.read(id)
		var all sync.WaitGroup
		now := make(chan struct{})
		all.Go(func() {
			<-now
			err := h.Apply(h.ctx, h.Desk, id, operation.Consent{Fingerprint: page.Fingerprint, Words: page.Words})
			if err != nil && fault.KindOf(err) != fault.Conflict {
				t.Errorf("apply: %v", err)
			}
			if err := h.Work(h.ctx, id); err != nil {
				t.Errorf("work: %v", err)
			}
		})
		for range 2 {
			all.Go(func() {
				<-now
				for k := 0; k < 12; k++ {
					time.Sleep(time.Duration(rand.IntN(2000)) * time.Microsecond)
					some := ids[k*5 : k*5+5]
					if _, err := h.Office.Answer(h.ctx, h.Desk, office.Answers{IDs: some, Say: booking.Refused,
						Words: "plus de place"}); err != nil && fault.KindOf(err) == fault.Internal {
						t.Errorf("answer: %v", err)
					}
				}
			})
		}
		close(now)
		all.Wait()
	}
	time.Sleep(1500 * time.Millisecond) // PostgreSQL counts them once a second
	if after := dbtest.Query(t, d, deadlocks)[0]; after != before {
		t.Errorf("deadlocks: %s before, %s after", before, after)
	}
}
