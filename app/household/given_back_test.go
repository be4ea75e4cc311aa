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
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// A closed day became the other home's, and is opened again: it does not come back to the home whose day it is no more.
func TestAnUndoneClosingGivesNoDayOfTheOtherHome(t *testing.T) {
	for _, state := range []booking.Status{booking.Accepted, booking.Waitlisted} {
		t.Run(string(state), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := newNest(t, d)
				w.Insert(&db.Staff{AccountID: w.Desk.AccountID, StructureID: w.Structure.ID, Role: "administrator"})
				o := &operation.Operations{Base: w.Office.Base, MailHost: "example.org", Ring: func() {}}
				w.Booked(w.mum, 0, w.Meal, odd, state)
				s, err := o.Settings(w.ctx, w.Desk)
				if err != nil {
					t.Fatal(err)
				}
				changes, err := s.Changes([]town.Noun{town.ClosureEntry{Date: odd, Label: "Grève"}})
				if err != nil {
					t.Fatal(err)
				}
				id, _, err := o.Prepare(w.ctx, w.Desk, operation.Request{Kind: operation.Closing, Title: "Fermer",
					Reason: "grève nationale", Changes: changes})
				if err != nil {
					t.Fatal(err)
				}
				page, err := o.Operation(w.ctx, w.Desk, id)
				if err == nil {
					err = o.Apply(w.ctx, w.Desk, id, operation.Consent{Fingerprint: page.Fingerprint,
						Words: page.Words})
				}
				if err == nil {
					err = o.Work(w.ctx, id)
				}
				if err != nil {
					t.Fatal(err)
				}
				w.Desk.Revision++
				if done := w.arrange(weeks()); len(done.Moves)+len(done.Stays) != 0 {
					t.Fatalf("%+v", done)
				}
				if err = o.Undo(w.ctx, w.Desk, id, "grève levée"); err == nil {
					err = o.Work(w.ctx, id)
				}
				if err != nil {
					t.Fatal(err)
				}
				c, err := d.Read().CustodyOf(w.ctx, w.child)
				if err != nil {
					t.Fatal(err)
				}
				days, err := d.Read().HoldCustodyDays(w.ctx, w.child, desktest.Thursday, false)
				if err != nil {
					t.Fatal(err)
				}
				for _, day := range days {
					if c.Other(day.FamilyID, day.Date) {
						t.Errorf("%s is %s for family %d, whose day it is not", day.Date, day.Status, day.FamilyID)
					}
				}
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
