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

// An enrolment that ends cancels what is booked after it, and undoing it gives both back; one that comes concerns
// nobody, and is applied at once.
func TestAnEnrolmentEndsAndComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g := h.Family(1, h.Meal), h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(1), booking.Accepted)
		h.Booked(f, 0, h.Meal, day(4), booking.Accepted)
		h.Booked(g, 0, h.Meal, day(4), booking.Accepted)
		child := fmt.Sprint(f.Children[0])
		code := dbtest.Query(t, d, "select code from children where id = "+child)[0]
		var was town.EnrolmentEntry
		if err := d.Tx(h.ctx, func(ctx context.Context, q db.Q) error {
			held, err := q.HoldTown(ctx, h.Structure.ID)
			if err == nil {
				err = held.KnowChildren(ctx, []string{code})
			}
			for _, n := range held.All(town.NounEnrolment) {
				was = n.(town.EnrolmentEntry)
			}
			return err
		}); err != nil || was.Child == "" {
			t.Fatal(was, err)
		}
		is := was
		is.To = day(2)
		id, applied, err := h.Prepare(h.ctx, h.Desk, operation.Request{Kind: operation.Enrolments, Title: "Fin",
			Reason: "Déménagement", Changes: town.Changes{{Before: was, After: is}}})
		if err != nil || applied {
			t.Fatal(applied, err)
		}
		page, err := h.Operation(h.ctx, h.Desk, id)
		if err != nil || page.All != 1 || page.Refused != "" {
			t.Fatalf("%+v, %v", page, err)
		}
		if err := h.Apply(h.ctx, h.Desk, id, operation.Consent{Fingerprint: page.Fingerprint}); err != nil {
			t.Fatal(err)
		}
		if err := h.Work(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		states := func(want string) {
			t.Helper()
			dbtest.Want(t, d, "select count(*), (select cast(max(to_date) as text) from enrolments where child_id = "+
				child+") from reservations where state = 'accepted'", want)
		}
		states("2 " + day(2).String())
		dbtest.Want(t, d, "select count(*) from audit where action = 'enrolment.set' and family_id is not null", "1")
		if err := h.Undo(h.ctx, h.Desk, id, "Erreur de date"); err != nil {
			t.Fatal(err)
		}
		if err := h.Work(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		states("3 " + was.To.String())

		_, _, err = h.Prepare(h.ctx, h.Desk, operation.Request{Kind: operation.Enrolments, Title: "Deux fois",
			Reason: "Arrivée", Changes: town.Changes{{After: town.EnrolmentEntry{Child: was.Child,
				Activity: was.Activity, From: was.From + 1, To: was.To}}}})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("enrolled twice: %v", err)
		}
	})
}

// A request that waits is withdrawn by an opération and given back: it has the turn that it had, as its family reads
// it.
func TestARequestComesBackInItsTurn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		var ids []int64
		for range 3 {
			f := h.Family(1, h.Meal)
			id := h.Booked(f, 0, h.Meal, day(4), booking.Waitlisted)
			h.Insert(&db.Movement{StructureID: h.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0],
				ActivityID: h.Meal, Date: day(4), Kind: "book", ReservationID: id, Origin: "portal", At: h.Now})
			ids = append(ids, id)
		}
		code := dbtest.Query(t, d, fmt.Sprintf("select c.code from children c "+
			"join reservations r on r.child_id = c.id where r.id = %d", ids[1]))[0]
		var was town.EnrolmentEntry
		if err := d.Tx(h.ctx, func(ctx context.Context, q db.Q) error {
			held, err := q.HoldTown(ctx, h.Structure.ID)
			if err == nil {
				err = held.KnowChildren(ctx, []string{code})
			}
			was = held.All(town.NounEnrolment)[0].(town.EnrolmentEntry)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		is := was
		is.To = day(2)
		for range 2 { // and a second time
			id, _, err := h.Prepare(h.ctx, h.Desk, operation.Request{Kind: operation.Enrolments, Title: "Fin",
				Reason: "Déménagement", Changes: town.Changes{{Before: was, After: is}}})
			if err != nil {
				t.Fatal(err)
			}
			h.apply(id)
			h.undo(id)
			var again []int64
			if err := d.Read().NewSelect().Table("reservations").Column("id").Where("state = 'waitlisted'").Order("id").
				Scan(h.ctx, &again); err != nil {
				t.Fatal(err)
			}
			ranks, err := d.Read().WaitPositions(h.ctx, again)
			if err != nil || len(again) != 3 || ranks[ids[0]] != 1 || ranks[again[2]] != 2 || ranks[ids[2]] != 3 {
				t.Fatal(ids, again, ranks, err)
			}
		}
	})
}
