package operation_test

import (
	"context"
	"fmt"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
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
		h.Exec("update families set archived_at = current_timestamp where id = ?", f.ID)
		if err := h.Undo(h.ctx, h.Desk, id, "La grève est levée"); err != nil {
			t.Fatal(err)
		}
		if err := h.Work(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select family_id from reservations where state = 'accepted'", fmt.Sprint(g.ID))
		dbtest.Want(t, d, "select state, why from operation_rows where family_id = "+fmt.Sprint(f.ID), "lost gone")
		h.Sound()
	})
}
