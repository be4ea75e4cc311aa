package operation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// What happens between the steps of an opération: between its rehearsal and its application, before the worker, before
// the undoing.

// refuse fails the test unless an error is a Conflict that says something.
func (h *hall) refuse(what string, err error, says string) {
	h.t.Helper()
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), says) {
		h.t.Errorf("%s: %v", what, err)
	}
}

// What an opération opened was booked since: undoing it would take that away unseen. It is refused, and changes
// nothing, until nobody has a day there.
func TestAnUndoingTakesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		club := h.Activity("CLUB", func(a *db.Activity) { a.Weekdays = "1" })
		f := h.Family(1, club)
		s, err := h.Operations.Settings(h.ctx, h.Desk)
		if err != nil {
			t.Fatal(err)
		}
		wider := s.Stored(town.ActivityEntry{Code: "CLUB"}).(town.ActivityEntry)
		wider.Weekdays[2] = true
		for _, tc := range []struct {
			kind operation.Kind
			noun town.Noun
			on   int
		}{
			{operation.Calendar, town.OpeningEntry{Activity: "CLUB", Date: day(monday + 2), Open: true}, monday + 2},
			{operation.Catalogue, wider, monday + 1},
		} {
			id := h.prepare(tc.kind, tc.noun)
			h.work(id)
			before := h.picture()
			booked := h.Booked(f, 0, club, day(tc.on), booking.Accepted)
			h.refuse("booked since", h.Undo(h.ctx, h.Desk, id, "une erreur"), "ont réservé depuis")
			if page := h.read(id); page.State != db.OperationApplied {
				t.Errorf("%+v", page)
			}
			h.Exec("update reservations set state = 'cancelled', reason = 'family' where id = ?", booked)
			h.undo(id)
			if page := h.read(id); page.State != db.OperationUndone || page.Kept != nil || h.picture() == before {
				t.Errorf("%+v", page)
			}
		}
	})
}

// A night debits days by a quotient that was typed this morning: undoing it would leave them at its price.
func TestAnUndoingLeavesNoPriceBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.Exec("update tariffs set qf_min = 60000")
		h.Exec("insert into tariffs (activity_id, from_date, qf_max, price) values (?, '2026-09-01', 60000, 150)",
			h.Meal)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(0), booking.Accepted)
		id := h.prepare(operation.Quotients, town.QuotientEntry{Family: h.firstFamily(), From: day(-2),
			QF: new(money.Cents(500_00))})
		if h.read(id).State == db.OperationPrepared {
			h.apply(id)
		}
		h.Now = h.Now.Add(20 * time.Hour)
		h.Debit()
		dbtest.Want(t, d, "select sum(amount) from ledger", "-150")
		h.refuse("debited since", h.Undo(h.ctx, h.Desk, id, "une erreur"), "facturées depuis")
		dbtest.Want(t, d, "select count(*) from quotients", "1")
		h.Sound()
	})
}

// Two opérations that were each right when they were prepared, and are not together: the second is refused.
func TestAnOvertakenOperationIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.draftDay(f, h.Meal, day(20)) // somebody is concerned: nothing is applied at once
		release := func(from, to int) int64 {
			return h.prepare(operation.Calendar, town.ReleaseEntry{Activity: "RESTO", From: day(from), To: day(to),
				On: day(5), At: 510})
		}
		one, other := release(10, 20), release(15, 25)
		read := h.read(other)
		h.apply(one)
		if page := h.read(other); !strings.Contains(page.Refused, "ont changé") || page.Fingerprint != "" {
			t.Errorf("%+v", page)
		}
		h.refuse("overtaken", h.Apply(h.ctx, h.Desk, other, operation.Consent{Fingerprint: read.Fingerprint}),
			"ont changé")
		dbtest.Want(t, d, "select count(*) from releases", "1")
	})
}

// A night that read the town before the application debits a day after it: the worker gives it back, and the mail says
// how much.
func TestANightBetweenApplicationAndWorker(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(2, h.Meal)
		h.Booked(f, 0, h.Meal, day(-1), booking.Accepted)
		present := h.Booked(f, 1, h.Meal, day(-1), booking.Accepted)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(-1), Label: "Neige"})
		page := h.read(id)
		if err := h.Apply(h.ctx, h.Desk, id, operation.Consent{Fingerprint: page.Fingerprint}); err != nil {
			t.Fatal(err)
		}
		h.Exec("update reservations set attendance = 'present' where id = ?", present)
		h.Exec("delete from closures") // as that night read it
		h.Debit()
		h.Exec("insert into closures (structure_id, date, label) values (?, ?, 'Neige')", h.Structure.ID, day(-1))
		h.work(id)
		// The child who was marked present meanwhile was there: the day stays, and is owed.
		dbtest.Want(t, d, "select state, billed from reservations order by id", "cancelled "+h.no(),
			"accepted "+h.yes())
		dbtest.Want(t, d, "select sum(amount) from ledger", "-400")
		if err := h.WriteMails(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		body := strings.Join(dbtest.Query(t, d, "select body from mails"), "")
		if !strings.Contains(body, "4,00\u00a0€ vous sont rendus") || strings.Count(body, "annulé par la mairie") != 1 {
			t.Errorf("the mail says %s", body)
		}
		h.Sound()
	})
}

func (h *hall) yes() string { return map[bool]string{true: "true", false: "1"}[h.d.Postgres()] }
func (h *hall) no() string  { return map[bool]string{true: "false", false: "0"}[h.d.Postgres()] }

// Undone within ten minutes nobody is written to, but for the family whose place was taken meanwhile.
func TestUndoneAtOnceTheLoserIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g := h.Family(1, h.Meal), h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		h.Booked(g, 0, h.Meal, day(monday), booking.Accepted)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday)})
		h.apply(id)
		h.Exec("delete from enrolments where child_id = ?", g.Children[0]) // this one cannot come back
		h.undo(id)
		for range 2 {
			if err := h.WriteMails(h.ctx, id); err != nil {
				t.Fatal(err)
			}
			if err := h.WriteUndoMails(h.ctx, id); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Want(t, d, "select address from mails", "famille2@example.org")
		body := strings.Join(dbtest.Query(t, d, "select body from mails"), "")
		if strings.Contains(body, "informés") || !strings.Contains(body, "reste annulé") {
			t.Errorf("the mail says %s", body)
		}
	})
}

// Two tabs: whatever is sent twice is done once, and what came too late changes nothing.
func TestTwoTabs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		one := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday), Label: "Grève"})
		other := h.prepare(operation.Calendar, town.OpeningEntry{Activity: "RESTO", Date: day(monday), Label: "Sortie"})
		dropped := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday), Label: "Neige"})
		again := h.read(other)
		forged := h.Apply(h.ctx, h.Desk, one, operation.Consent{Fingerprint: again.Fingerprint})
		if !operation.Moved(forged) {
			t.Errorf("the fingerprint of another: %v", forged)
		}
		h.refuse("undone before it is applied", h.Undo(h.ctx, h.Desk, one, "une erreur"), "n'a pas été appliquée")
		read := operation.Consent{Fingerprint: h.read(one).Fingerprint}
		for range 2 {
			if err := h.Apply(h.ctx, h.Desk, one, read); err != nil {
				t.Fatal(err)
			}
		}
		h.refuse("undone before the worker", h.Undo(h.ctx, h.Desk, one, "une erreur"), "n'est pas terminée")
		h.refuse("given up while it is applied", h.Discard(h.ctx, h.Desk, one), "plus en préparation")
		for range 2 {
			h.work(one)
		}
		dbtest.Want(t, d, "select count(*) from movements where kind = 'cancel'", "1")
		// The day is closed twice: the second closing touches nobody any more, and its reading was another.
		err := h.Apply(h.ctx, h.Desk, other, operation.Consent{Fingerprint: again.Fingerprint})
		if !operation.Moved(err) {
			t.Errorf("overtaken: %v", err)
		}
		h.refuse("the same closure", h.Apply(h.ctx, h.Desk, dropped, operation.Consent{}), "a changé entre-temps")
		for range 2 {
			if err := h.Discard(h.ctx, h.Desk, dropped); err != nil {
				t.Fatal(err)
			}
		}
		h.refuse("applied after it was given up", h.Apply(h.ctx, h.Desk, dropped, operation.Consent{}), "abandonnée")
		dbtest.Want(t, d, "select label from closures", "Grève")
		h.apply(other)
		// The first is undone: the day stays closed by the second, and the list says so. It comes back with that one.
		for range 2 {
			h.undo(one)
		}
		if page := h.read(one); page.Progress[db.RowLost] != 1 || page.State != db.OperationUndone {
			t.Errorf("%+v", page)
		}
		h.undo(other)
		dbtest.Want(t, d, "select count(*) from closures", "0")
		dbtest.Want(t, d, "select count(*) from openings", "0")
		dbtest.Want(t, d, "select state from reservations where state <> 'cancelled'", "accepted")
		if page := h.read(one); page.Progress[db.RowLost] != 0 || page.Progress[db.RowRestored] != 1 {
			t.Errorf("%+v", page)
		}
		h.Sound()
	})
}

// A clerk of another town, and one who lost the role meanwhile, get nothing.
func TestSomebodyElsesOperation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday)})
		read := operation.Consent{Fingerprint: h.read(id).Fingerprint}
		next := dbtest.NewOne(t, d, 7)
		other := h.Desk
		other.StructureID = next.Structure.ID
		h.Exec("insert into staff (account_id, structure_id, role) values (?, ?, 'administrator')", other.AccountID,
			next.Structure.ID)
		for name, err := range map[string]error{"applied": h.Apply(h.ctx, other, id, read),
			"undone": h.Undo(h.ctx, other, id, "une erreur"), "given up": h.Discard(h.ctx, other, id)} {
			if fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s from another town: %v", name, err)
			}
		}
		h.Exec("delete from staff where structure_id = ?", h.Structure.ID)
		if err := h.Apply(h.ctx, h.Desk, id, read); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("without the role: %v", err)
		}
		dbtest.Want(t, d, fmt.Sprintf("select state from operations where id = %d", id), "prepared")
	})
}

// Families that may be written to are, if the clerk chooses so on the page: that moves nothing that was read.
func TestWhoMayBeToldIsToldIfChosen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		closed := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday), Label: "Grève"})
		h.apply(closed)
		s, err := h.Operations.Settings(h.ctx, h.Desk)
		if err != nil {
			t.Fatal(err)
		}
		was := s.Stored(town.ClosureEntry{Date: day(monday)})
		id, applied, err := h.Prepare(h.ctx, h.Desk, operation.Request{Kind: operation.Closing, Title: "Rouvrir",
			Reason: "grève levée", Changes: town.Changes{{Before: was}}})
		if err != nil || applied {
			t.Fatal(applied, err)
		}
		page := h.read(id)
		if page.Optional != 1 || page.Counts.Mails != 0 {
			t.Errorf("%+v", page)
		}
		if err := h.Apply(h.ctx, h.Desk, id, operation.Consent{Fingerprint: page.Fingerprint, Tell: true}); err != nil {
			t.Fatal(err)
		}
		h.work(id)
		if err := h.WriteMails(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select address from mails", "famille1@example.org")
		if page := h.read(id); page.Counts.Mails != 1 || !page.Tell {
			t.Errorf("%+v", page)
		}
	})
}

// A day of last year changes: the family may have its tax statement in hand.
func TestAStatementOfLastYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(-1), booking.Accepted)
		h.Now = h.Now.AddDate(0, 1, 0)
		h.Debit()
		h.Booked(f, 0, h.Meal, day(31), booking.Accepted)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(-1), Label: "Neige"},
			town.ClosureEntry{Date: day(31), Label: "Neige"})
		page := h.read(id)
		if len(page.Papers) != 1 || page.Papers[0].Code != "F001" || page.Papers[0].Back != 400 {
			t.Errorf("%+v", page.Papers)
		}
		if page.Counts.Papers != 1 || !strings.Contains(strings.Join(page.Warnings, "\n"), "attestation fiscale") {
			t.Errorf("%+v", page)
		}
	})
}
