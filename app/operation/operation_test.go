package operation_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/desk/desktest"
	"cartable/app/domain/access"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// hall is a town hall with its opérations, on Thursday 3 December 2026 at nine.
type hall struct {
	*desktest.Counter
	*operation.Operations
	d   *db.DB
	t   *testing.T
	ctx context.Context
}

func newHall(t *testing.T, d *db.DB) *hall { return hallOf(t, desktest.NewCounter(t, d)) }

func hallOf(t *testing.T, c *desktest.Counter) *hall {
	d := c.DB
	clock := func() time.Time { return c.Now }
	c.Insert(&db.Staff{AccountID: c.Desk.AccountID, StructureID: c.Structure.ID, Role: string(access.Administrator)})
	o := &operation.Operations{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(clock), Now: clock}, Ring: func() {},
		BaseURL: "https://portail.example.org", MailHost: "portail.example.org"}
	return &hall{c, o, d, t, t.Context()}
}

// prepare prepares changes of the stored settings.
func (h *hall) prepare(kind operation.Kind, nouns ...town.Noun) int64 {
	h.t.Helper()
	id, _, err := h.try(kind, nouns...)
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

func (h *hall) try(kind operation.Kind, nouns ...town.Noun) (int64, bool, error) {
	s, err := h.Operations.Settings(h.ctx, h.Desk)
	if err != nil {
		h.t.Fatal(err)
	}
	changes, err := s.Changes(nouns)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.Prepare(h.ctx, h.Desk, operation.Request{Kind: kind, Title: "Un changement", Reason: "grève nationale",
		Words: "Un service d'accueil est ouvert.", Changes: changes})
}

// read returns the page of an opération.
func (h *hall) read(id int64) operation.Page {
	h.t.Helper()
	d := h.Desk
	d.Revision = 0 // read anew
	page, err := h.Operations.Operation(h.ctx, d, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return page
}

// apply applies an opération as it is, and works until it is done.
func (h *hall) apply(id int64) operation.Page {
	h.t.Helper()
	page := h.read(id)
	if err := h.Apply(h.ctx, h.Desk, id, operation.Consent{Fingerprint: page.Fingerprint, Words: page.Words}); err !=
		nil {
		h.t.Fatal(err)
	}
	h.work(id)
	return page
}

func (h *hall) work(id int64) {
	h.t.Helper()
	if err := h.Work(h.ctx, id); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) undo(id int64) {
	h.t.Helper()
	if err := h.Undo(h.ctx, h.Desk, id, "grève levée"); err != nil {
		h.t.Fatal(err)
	}
	h.work(id)
}

// live lists the live reservations of a date: child, activity, state.
func (h *hall) live(d civil.Date) []string {
	return dbtest.Query(h.t, h.d, fmt.Sprintf(`select c.first_name || c.last_name, a.code, r.state from reservations r
		join children c on c.id = r.child_id join activities a on a.id = r.activity_id
		where r.date = '%s' and r.state <> 'cancelled' order by r.requested_at, 1, 2`, d))
}

const monday = 4 // days after Thursday 3 December

func day(n int) civil.Date { return desktest.Thursday.AddDays(n) }

// A day is closed: what was accepted is cancelled, what waited is withdrawn, each family is written to once, and
// undoing it gives all back.
func TestAClosedDayAndItsUndoing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g, k := h.Family(2, h.Meal, h.Care), h.Family(1, h.Meal), h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		h.Booked(f, 0, h.Care, day(monday), booking.Accepted)
		h.Booked(f, 1, h.Meal, day(monday), booking.Accepted)
		h.Booked(g, 0, h.Meal, day(monday), booking.Waitlisted)
		h.Booked(k, 0, h.Meal, day(monday+1), booking.Accepted)
		before := h.live(day(monday))

		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday), Label: "Grève"})
		dbtest.Want(t, d, "select count(*) from closures", "0")
		if got := h.live(day(monday)); len(got) != 4 {
			t.Errorf("preparing changed %v", got)
		}
		page := h.apply(id)
		if n := page.Counts; n.Families != 2 || n.Children != 3 || n.Cancelled != 3 || n.Withdrawn != 1 ||
			n.Mails != 2 {
			t.Errorf("rehearsed %+v", n)
		}
		if got := h.live(day(monday)); got != nil {
			t.Errorf("still there: %v", got)
		}
		if got := h.live(day(monday + 1)); len(got) != 1 {
			t.Errorf("the next day: %v", got)
		}
		h.Sound()
		after := h.read(id)
		if after.State != db.OperationApplied || after.Done != 4 || after.Left != 0 || after.Counts != page.Counts {
			t.Errorf("%+v", after)
		}

		if err := h.WriteMails(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		if err := h.WriteMails(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select address from mails order by 1", "famille1@example.org", "famille2@example.org")
		if body := strings.Join(dbtest.Query(t, d, "select body from mails order by address limit 1"),
			""); !strings.Contains(
			body, "Motif : grève nationale") || !strings.Contains(body, "Un service d'accueil est ouvert.") ||
			strings.Count(body, "annulé par la mairie") != 3 {
			t.Errorf("the mail says %s", body)
		}

		h.undo(id)
		if got := h.live(day(monday)); !sameLines(got, before) {
			t.Errorf("given back %v, before %v", got, before)
		}
		dbtest.Want(t, d, "select count(*) from closures", "0")
		h.Sound()
		if err := h.WriteUndoMails(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from mails", "4")
		if page := h.read(id); page.State != db.OperationUndone || page.Progress[db.RowRestored] != 4 {
			t.Errorf("%+v", page)
		}
	})
}

func sameLines(a, b []string) bool { return strings.Join(a, "\n") == strings.Join(b, "\n") }

// Undone within ten minutes, nobody is written to.
// A worker that gives an opération up leaves it to staff: its page says so, and whoever may apply it has it carried on.
func TestAStoppedOperationIsStartedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday), Label: "Grève"})
		read := h.read(id)
		if err := h.Apply(t.Context(), h.Desk, id, operation.Consent{Fingerprint: read.Fingerprint}); err != nil {
			t.Fatal(err)
		}
		job, claimed := db.Job{}, false
		ready := func() []db.Job {
			all, err := d.Read().ReadyJobs(t.Context(), []string{operation.Job}, time.Now(), time.Now(), 9)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		for _, one := range ready() {
			var err error
			if job, claimed, err = d.Write().ClaimJob(t.Context(), one.ID, time.Now(), time.Minute); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Write().KillJob(t.Context(), job, time.Now(), "disque plein"); err != nil || !claimed {
			t.Fatal(claimed, err)
		}
		if page := h.read(id); !page.Stopped || page.Left != 1 {
			t.Errorf("a dead job: stopped %t, %d left", page.Stopped, page.Left)
		}
		for range 2 { // a second tap changes nothing
			if err := h.Restart(t.Context(), h.Desk, id); err != nil {
				t.Fatal(err)
			}
		}
		if page := h.read(id); page.Stopped || len(ready()) != 1 {
			t.Errorf("started again: stopped %t, %d jobs", page.Stopped, len(ready()))
		}
		dbtest.Want(t, d, "select subject from audit where action = 'operation.restarted'", "Un changement")
	})
}

func TestUndoneAtOnceNobodyIsWrittenTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday)})
		h.apply(id)
		h.undo(id)
		if err := h.WriteMails(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from mails", "0")
		dbtest.Want(t, d, "select kind from outbox where kind like 'operation%' order by 1", "operation.apply",
			"operation.mails",
			"operation.undo")
	})
}

// A place that was taken meanwhile is not given twice: the child comes first in the queue, and the list says so.
func TestAPlaceTakenMeanwhile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g := h.Family(2, h.Meal), h.Family(2, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		h.Booked(f, 1, h.Meal, day(monday), booking.Accepted)
		id := h.prepare(operation.Calendar, town.OpeningEntry{Activity: "RESTO", Date: day(monday), Label: "Travaux"})
		h.apply(id)
		// Staff reopen it by hand, and somebody takes one of the two places.
		again := h.prepare(operation.Calendar, town.OpeningEntry{Activity: "RESTO", Date: day(monday), Open: true})
		if page := h.read(again); page.State != db.OperationApplied {
			h.apply(again)
		}
		h.Booked(g, 0, h.Meal, day(monday), booking.Accepted)
		h.undo(id)
		page := h.read(id)
		if page.Progress[db.RowRestored] != 1 || page.Progress[db.RowQueued] != 1 || len(page.Kept) != 1 {
			t.Errorf("%+v, kept %v", page.Progress, page.Kept)
		}
		dbtest.Want(t, d, "select state, priority, count(*) from reservations where state <> 'cancelled' group by 1, "+
			"2 order by 1, 2",
			"accepted 0 2", "waitlisted -1 1")
		h.Sound()
	})
}

// Facts that move between the reading and the applying are read again; nothing is done.
func TestWhatWasNotReadIsNotApplied(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(2, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday)})
		read := h.read(id)
		h.Booked(f, 1, h.Meal, day(monday), booking.Accepted)
		err := h.Apply(h.ctx, h.Desk, id, operation.Consent{Fingerprint: read.Fingerprint})
		if !operation.Moved(err) || fault.KindOf(err) != fault.Conflict {
			t.Fatalf("got %v", err)
		}
		dbtest.Want(t, d, "select count(*) from closures", "0")
		if page := h.apply(id); page.Counts.Cancelled != 2 {
			t.Errorf("%+v", page.Counts)
		}
	})
}

// The same form sent twice is one opération; once it is given up, no page that is still open applies or undoes it.
func TestAFormSentTwiceIsOneOperation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday)})
		if again := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday)}); again != id {
			t.Errorf("%d, then %d", id, again)
		}
		if other := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday + 1)}); other == id {
			t.Error("another day is the same opération")
		}
		read := h.read(id)
		if err := h.Undo(h.ctx, h.Desk, id, "trop tôt"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("undone before it is applied: %v", err)
		}
		if err := h.Discard(h.ctx, h.Desk, id); err != nil {
			t.Fatal(err)
		}
		err := h.Apply(h.ctx, h.Desk, id, operation.Consent{Fingerprint: read.Fingerprint})
		if fault.KindOf(err) != fault.Conflict || operation.Moved(err) {
			t.Errorf("applied after it was given up: %v", err)
		}
		if err := h.Undo(h.ctx, h.Desk, id, "trop tard"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("undone after it was given up: %v", err)
		}
		dbtest.Want(t, d, "select count(*) from closures", "1") // of the other day, which concerns nobody
	})
}

// What concerns nobody is applied at once; a reason is always needed, and a role.
func TestNobodyIsConcerned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.Family(1, h.Meal)
		_, applied, err := h.try(operation.Closing, town.ClosureEntry{Date: day(monday), Label: "Pont"})
		if err != nil || !applied {
			t.Fatal(applied, err)
		}
		dbtest.Want(t, d, "select label from closures", "Pont")
		_, _, err = h.Prepare(h.ctx, h.Desk, operation.Request{Kind: operation.Closing, Reason: "non",
			Changes: town.Changes{{After: town.ClosureEntry{Date: day(9)}}}})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("a short reason: %v", err)
		}
		if _, err := d.Write().ExecContext(h.ctx, "update staff set role = 'manager'"); err != nil {
			t.Fatal(err)
		}
		id, applied, err := h.try(operation.Tariffs, town.TariffEntry{Activity: "RESTO", From: civil.New(2027, 9, 1),
			Price: new(money.Cents(450))})
		if err != nil || applied {
			t.Fatal(applied, err)
		}
		err = h.Apply(h.ctx, h.Desk, id, operation.Consent{Fingerprint: h.read(id).Fingerprint})
		if fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a manager applies tariffs: %v", err)
		}
	})
}

// A day that nobody has booked is closed while somebody books it, in an activity with a pool, or without one: the
// closing waits until that is done, and then concerns a family.
func TestAClosingWaitsForWhoeverIsBooking(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		free := h.Activity("LIBRE", func(a *db.Activity) { a.Weekdays = "1234567" })
		f := h.Family(1, h.Meal, free)
		for i, activity := range []int64{h.Meal, free} {
			on := day(monday + i)
			inside, book, booked, closed := make(chan struct{}), make(chan struct{}), make(chan error, 1),
				make(chan bool, 1)
			go func() {
				booked <- d.Tx(h.ctx, func(ctx context.Context, q db.Q) error {
					if err := q.BookIn(ctx, h.Structure.ID); err != nil {
						return err
					}
					close(inside)
					<-book
					_, err := q.NewInsert().Model(&db.Reservation{StructureID: h.Structure.ID, FamilyID: f.ID,
						ChildID: f.Children[0], ActivityID: activity, Date: on, State: string(booking.Accepted),
						RequestedAt: h.Now.UTC(), Transmitted: true, Price: 400, Quantity: 1}).Exec(ctx)
					return err
				})
			}()
			<-inside
			go func() {
				_, applied, err := h.try(operation.Closing, town.ClosureEntry{Date: on, Label: "Pont"})
				if err != nil {
					t.Error(err)
				}
				closed <- applied
			}()
			select {
			case <-closed:
				t.Fatal("the closing did not wait")
			case <-time.After(100 * time.Millisecond):
			}
			close(book)
			if err := <-booked; err != nil {
				t.Fatal(err)
			}
			if <-closed {
				t.Errorf("%s is closed for nobody, and somebody is there", on)
			}
		}
		dbtest.Want(t, d, "select count(*) from closures", "0")
	})
}

// What did not come back is on top of a long list.
func TestWhatIsLostIsShownFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.Exec("update pools set capacity = null")
		f := h.Family(30, h.Meal)
		for child := range f.Children {
			h.Booked(f, child, h.Meal, day(monday), booking.Accepted)
		}
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday)})
		h.apply(id)
		h.Exec("delete from enrolments where child_id = ?", f.Children[29])
		h.undo(id)
		page := h.read(id)
		if page.Progress[db.RowRestored] != 29 || page.All != 30 || len(page.Rows) >= 30 ||
			page.Rows[0].State != "reste annulé" || page.Rows[1].State != "de nouveau réservé" {
			t.Errorf("%+v, first %+v", page.Progress, page.Rows[0])
		}
	})
}

// A past day that was debited is given back when the town closes it.
func TestADebitedDayIsGivenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(-2), booking.Accepted)
		h.Debit()
		dbtest.Want(t, d, "select sum(amount) from ledger", "-400")
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(-2), Label: "Neige"})
		page := h.apply(id)
		if page.Counts.Back != 400 || page.Counts.Cancelled != 1 {
			t.Errorf("%+v", page.Counts)
		}
		dbtest.Want(t, d, "select sum(amount) from ledger", "0")
		h.Sound()
		if err := h.Undo(h.ctx, h.Desk, id, "erreur de date"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("undone after its day: %v", err)
		}
	})
}

// A tariff of the past debits its days again.
func TestATariffOfThePast(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(-2), booking.Accepted)
		h.Debit()
		id := h.prepare(operation.Tariffs, town.TariffEntry{Activity: "RESTO", From: day(-10),
			Price: new(money.Cents(350))})
		page := h.apply(id)
		if page.Counts.Back != 50 || page.Counts.Mails != 1 {
			t.Errorf("%+v", page.Counts)
		}
		dbtest.Want(t, d, "select sum(amount) from ledger", "-350")
		h.Sound()
	})
}
