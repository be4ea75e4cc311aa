package household_test

import (
	"strings"
	"testing"

	"cartable/app/absence"
	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/app/office"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// closed applies the closing of a day, which its worker has not done yet.
func (w *nest) closed(on civil.Date) (o *operation.Operations, id int64) {
	w.T.Helper()
	w.Insert(&db.Staff{AccountID: w.Desk.AccountID, StructureID: w.Structure.ID, Role: "administrator"})
	o = &operation.Operations{Base: w.Office.Base, MailHost: "example.org", Ring: func() {}}
	s, err := o.Settings(w.ctx, w.Desk)
	if err != nil {
		w.T.Fatal(err)
	}
	changes, err := s.Changes([]town.Noun{town.ClosureEntry{Date: on, Label: "Grève"}})
	if err != nil {
		w.T.Fatal(err)
	}
	id, _, err = o.Prepare(w.ctx, w.Desk, operation.Request{Kind: operation.Closing, Title: "Fermer",
		Reason: "grève nationale", Changes: changes})
	if err != nil {
		w.T.Fatal(err)
	}
	page, err := o.Operation(w.ctx, w.Desk, id)
	if err == nil {
		err = o.Apply(w.ctx, w.Desk, id, operation.Consent{Fingerprint: page.Fingerprint, Words: page.Words})
	}
	if err != nil {
		w.T.Fatal(err)
	}
	w.Desk.Revision++
	return o, id
}

// A closed day became the other home's, and is opened again: it does not come back to the home whose day it is no more.
func TestAnUndoneClosingGivesNoDayOfTheOtherHome(t *testing.T) {
	for _, state := range []booking.Status{booking.Accepted, booking.Waitlisted} {
		t.Run(string(state), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := newNest(t, d)
				w.Booked(w.mum, 0, w.Meal, odd, state)
				o, id := w.closed(odd)
				if err := o.Work(w.ctx, id); err != nil {
					t.Fatal(err)
				}
				if done := w.arrange(weeks()); len(done.Moves)+len(done.Stays) != 0 {
					t.Fatalf("%+v", done)
				}
				err := o.Undo(w.ctx, w.Desk, id, "grève levée")
				if err == nil {
					err = o.Work(w.ctx, id)
				}
				if err != nil {
					t.Fatal(err)
				}
				w.noStrays()
			})
		})
	}
}

// An absence is taken back after the day became the other home's.
func TestAnAbsenceTakenBackGivesNoDayOfTheOtherHome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		a := &absence.Absences{Base: w.Office.Base, BaseURL: "https://portail.example.org", MailHost: "example.org"}
		w.Booked(w.mum, 0, w.Meal, odd, booking.Accepted)
		if _, err := a.Tell(w.ctx, absence.Teller{Actor: w.Desk}, w.child, []civil.Date{odd},
			sickness.ByPhone); err != nil {
			t.Fatal(err)
		}
		if done := w.arrange(weeks()); len(done.Moves)+len(done.Stays) != 0 {
			t.Fatalf("%+v", done)
		}
		var id int64
		if err := d.Read().NewSelect().Table("absences").ColumnExpr("max(id)").Scan(w.ctx, &id); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Undo(w.ctx, w.Desk, id); fault.KindOf(err) != fault.Conflict ||
			!strings.Contains(fault.Message(err), "autre foyer") {
			t.Errorf("it is taken back: %v", err)
		}
		days, err := d.Read().HoldCustodyDays(w.ctx, w.child, desktest.Thursday, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, day := range days {
			if day.FamilyID == w.mum.ID {
				t.Errorf("%s, dad's day, is %s for mum", day.Date, day.Status)
			}
		}
	})
}

// An opération that is ending days writes to the home that has them now.
func TestAClosingThatIsUnderWayTellsTheHomeOfTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.Booked(w.mum, 0, w.Meal, odd, booking.Accepted)
		o, id := w.closed(odd)
		if done := w.arrange(weeks()); len(done.Moves) != 1 {
			t.Fatalf("%+v", done)
		}
		if err := o.Work(w.ctx, id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select f.code, o.state from operation_rows o join families f on f.id = o.family_id",
			"F002 done")
	})
}

// An absence that marked a day keeps it where it was told: taken back, it would leave it booked there.
func TestAMarkOfAnAbsenceIsNotTakenBackOnADayOfTheOtherHome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.Exec("update activities set cancel_by = 'J-20 09:00'")
		w.Exec("update structures set revision = revision + 1")
		w.Desk.Revision++
		a := &absence.Absences{Base: w.Office.Base, BaseURL: "https://portail.example.org", MailHost: "example.org"}
		w.Booked(w.mum, 0, w.Meal, odd, booking.Accepted)
		if _, err := a.Tell(w.ctx, absence.Teller{Actor: w.Desk}, w.child, []civil.Date{odd},
			sickness.ByPhone); err != nil {
			t.Fatal(err)
		}
		if done := w.arrange(weeks()); len(done.Stays) != 1 {
			t.Fatalf("%+v", done)
		}
		var id int64
		if err := d.Read().NewSelect().Table("absences").ColumnExpr("max(id)").Scan(w.ctx, &id); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Undo(w.ctx, w.Desk, id); fault.KindOf(err) != fault.Conflict {
			t.Errorf("it is taken back: %v", err)
		}
		dbtest.Want(t, d, "select state, attendance from reservations", "accepted absent-justified")
	})
}

// What staff refused to one home does not await an answer again once the day is the other's.
func TestARefusalIsNotTakenBackOnADayOfTheOtherHome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.answers()
		id := w.Booked(w.mum, 0, w.Meal, odd, booking.Pending)
		if _, err := w.Office.Answer(w.ctx, w.Desk, office.Answers{IDs: []int64{id}, Say: booking.Refused,
			Words: "Pas de place"}); err != nil {
			t.Fatal(err)
		}
		w.arrange(weeks())
		var answer int64
		if err := d.Read().NewSelect().Table("answers").Column("id").Scan(w.ctx, &answer); err != nil {
			t.Fatal(err)
		}
		if err := w.Office.TakeBack(w.ctx, w.Desk, answer); fault.KindOf(err) != fault.Conflict {
			t.Errorf("it is taken back: %v", err)
		}
		dbtest.Want(t, d, "select state from reservations", "refused")
	})
}
