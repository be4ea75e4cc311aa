package operation_test

import (
	"context"
	"fmt"
	"slices"
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

// An enrolment that was prepared before the family was archived is not applied to it.
func TestAnOperationDoesNotEnrolInTheArchives(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(4), booking.Accepted)
		var was town.EnrolmentEntry
		if err := d.Tx(h.ctx, func(ctx context.Context, q db.Q) error {
			held, err := q.HoldTown(ctx, h.Structure.ID)
			if err == nil {
				err = held.KnowChildren(ctx, []string{"E0010"})
			}
			was = held.All(town.NounEnrolment)[0].(town.EnrolmentEntry)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		is := was
		is.To = day(2)
		request := operation.Request{Kind: operation.Enrolments, Title: "Fin", Reason: "Déménagement",
			Changes: town.Changes{{Before: was, After: is}}}
		id, applied, err := h.Prepare(h.ctx, h.Desk, request)
		if err != nil || applied {
			t.Fatal(applied, err)
		}
		page, err := h.Operation(h.ctx, h.Desk, id)
		if err != nil {
			t.Fatal(err)
		}
		h.Exec("update families set archived_at = current_timestamp")
		err = h.Apply(h.ctx, h.Desk, id, operation.Consent{Fingerprint: page.Fingerprint})
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("applied to an archived family: %v", err)
		}
		is.To = day(1)
		request.Changes = town.Changes{{Before: was, After: is}}
		if _, _, err := h.Prepare(h.ctx, h.Desk, request); err == nil {
			t.Error("prepared for an archived family")
		}
		dbtest.Want(t, d, "select cast(to_date as text) from enrolments", was.To.String())
	})
}

// A strike of many families is undone though one of them left since: the others have their days back, its own stay
// lost, and are not taken over later.
func TestAStrikeIsUndoneThoughAFamilyIsArchived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g := h.Family(1, h.Meal), h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(4), booking.Accepted)
		h.Booked(g, 0, h.Meal, day(4), booking.Accepted)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(4), Label: "Grève"})
		h.apply(id)
		dbtest.Want(t, d, "select count(*) from reservations where state = 'cancelled'", "2")
		if err := h.WriteMails(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		h.Exec("update families set archived_at = current_timestamp where id = ?", f.ID)
		if err := h.Undo(h.ctx, h.Desk, id, "La grève est levée"); err != nil {
			t.Fatal(err)
		}
		if err := h.Work(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select family_id from reservations where state = 'accepted'", fmt.Sprint(g.ID))
		dbtest.Want(t, d, "select state, why from operation_rows where family_id = "+fmt.Sprint(f.ID), "lost gone")
		if err := h.WriteUndoMails(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select family_id, count(*) from mails group by family_id order by family_id",
			fmt.Sprint(f.ID, " 1"), fmt.Sprint(g.ID, " 2"))
		h.Sound()
	})
}

// A tariff of the past is right for an archived family as for any other; nobody writes to it, and whoever changes the
// tariff reads its name before.
func TestATariffOfThePastOfAnArchivedFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g := h.Family(1, h.Meal), h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(-2), booking.Accepted)
		h.Booked(g, 0, h.Meal, day(-2), booking.Accepted)
		h.Debit()
		h.Exec("update families set archived_at = ? where id = ?", h.Now.UTC(), f.ID)
		id := h.prepare(operation.Tariffs, town.TariffEntry{Activity: "RESTO", From: day(-10),
			Price: new(money.Cents(350))})
		page, err := h.Operation(h.ctx, h.Desk, id)
		if err != nil {
			t.Fatal(err)
		}
		const named = "Une famille archivée est concernée, et n'est pas prévenue\u00a0: DUPONT1 Jean-Paul (F001)."
		if page.Counts.Families != 2 || page.Counts.Archived != 1 || page.Counts.Mails != 1 ||
			!slices.Contains(page.Warnings, named) {
			t.Errorf("%+v, %q", page.Counts, page.Warnings)
		}
		h.apply(id)
		dbtest.Want(t, d, "select family_id, sum(amount) from ledger group by family_id order by family_id",
			fmt.Sprint(f.ID, " -350"), fmt.Sprint(g.ID, " -350"))
		h.Exec("update families set archived_at = ? where id = ?", h.Now.UTC().Add(time.Minute), g.ID)
		if err := h.WriteMails(h.ctx, id); err != nil { // to who was there when it was applied
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select distinct family_id from mails", fmt.Sprint(g.ID))
		h.Sound()
	})
}

// A day that opens again concerns a family that had booked it, even one that is archived by now: it is read first.
func TestADayThatOpensAgainForAnArchivedFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(4), booking.Accepted)
		strike := town.ClosureEntry{Date: day(4), Label: "Grève"}
		h.apply(h.prepare(operation.Closing, strike))
		h.Exec("update families set archived_at = current_timestamp where id = ?", f.ID)
		h.Desk.Revision++ // the strike has changed the town
		id, applied, err := h.Prepare(h.ctx, h.Desk, operation.Request{Kind: operation.Closing, Title: "Rouvrir",
			Reason: "grève levée", Changes: town.Changes{{Before: strike}}})
		if err != nil || applied {
			t.Fatalf("applied unread: %v, %v", applied, err)
		}
		if page, err := h.Operation(h.ctx, h.Desk, id); err != nil || page.Counts.Archived != 1 {
			t.Errorf("%+v, %v", page.Counts, err)
		}
	})
}

// A day that an undoing could not give back, because another closing held it, does not come back to a family that left
// meanwhile: the undoing of that other one takes over the days of the others alone.
func TestADayIsNotTakenOverForAnArchivedFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g := h.Family(1, h.Meal), h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		h.Booked(g, 0, h.Meal, day(monday), booking.Accepted)
		meal := h.prepare(operation.Closing, town.OpeningEntry{Activity: "RESTO", Date: day(monday), Label: "Panne"})
		h.apply(meal)
		all, applied, err := h.try(operation.Closing, town.ClosureEntry{Date: day(monday), Label: "Grève"})
		if err != nil {
			t.Fatal(err)
		}
		if !applied {
			h.apply(all)
		}
		h.undo(meal)
		dbtest.Want(t, d, fmt.Sprint("select state from operation_rows where operation_id = ", meal), "lost", "lost")
		h.Exec("update families set archived_at = current_timestamp where id = ?", f.ID)
		h.undo(all)
		dbtest.Want(t, d, "select family_id from reservations where state = 'accepted'", fmt.Sprint(g.ID))
		dbtest.Want(t, d, fmt.Sprint("select state from operation_rows where family_id = ", f.ID), "lost")
		h.Sound()
	})
}
