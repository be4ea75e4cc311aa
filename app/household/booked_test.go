package household_test

import (
	"sync"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/household"
	"cartable/app/office"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// parent drafts a day of the meal for mum, and returns what validates it.
func (w *nest) parent(day civil.Date) func() error {
	w.T.Helper()
	p := &portal.Portal{DB: w.Counter.DB, Catalogues: w.Households.Catalogues, Now: w.Households.Now,
		SecretKey: []byte("a secret of a test, long enough for it")}
	v := portal.Viewer{AccountID: w.mum.AccountID, FamilyID: w.mum.ID, StructureID: w.Structure.ID, Revision: 1,
		Families: 1}
	if _, err := p.Save(w.ctx, v, portal.Boxes{ChildID: w.child, Activity: "RESTO", Month: day.Month(),
		Shown: []civil.Date{day}, Ticked: []civil.Date{day}}); err != nil {
		w.T.Fatal(err)
	}
	recap, err := p.Recap(w.ctx, v)
	if err != nil || len(recap.Bookings) != 1 {
		w.T.Fatal(recap, err)
	}
	return func() error {
		_, err := p.Validate(w.ctx, v, recap.RecapKey)
		return err
	}
}

// A draft is judged again when it is validated: its day may have become the other home's.
func TestADraftIsJudgedAgainByTheCustody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		validate := w.parent(odd)
		w.arrange(weeks())
		if err := validate(); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select outcome, reason from validation_lines", "untreated other-home")
		dbtest.Want(t, d, "select count(*) from reservations", "0")
	})
}

// A parent validates while a clerk arranges: the day is the home's whose day it is, or the clerk is told of it.
func TestAParentAndAClerkAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		validate := w.parent(odd)
		f := weeks()
		shown, err := w.Rehearse(w.ctx, w.Desk, "F001", w.child, f)
		if err != nil {
			t.Fatal(err)
		}
		f.Seen = shown.Seen
		var now household.Rehearsal
		var both sync.WaitGroup
		var parents, clerks error
		both.Go(func() { parents = validate() })
		both.Go(func() { now, clerks = w.Arrange(w.ctx, w.Desk, "F001", w.child, f) })
		both.Wait()
		if parents != nil || clerks != nil {
			t.Fatal(parents, clerks)
		}
		want := "0" // the custody came first
		if now.Changed != nil {
			want = "1"
		}
		dbtest.Want(t, d, "select count(*) from reservations", want)
		w.Sound()
	})
}

// The books are not touched by an online payment that is under way: the couple waits for it.
func TestACoupleThatPaysIsNotSeparated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, luc := newCouple(t, d)
		w.Booked(w.mum, 0, w.Meal, desktest.Thursday+1, booking.Accepted)
		paying, err := d.Read().IsPaying(w.ctx, w.mum.ID)
		if err != nil || paying {
			t.Fatal(paying, err)
		}
		w.Insert(&db.OnlinePayment{StructureID: w.Structure.ID, FamilyID: w.mum.ID, AccountID: w.mum.AccountID,
			Token: "t", FormToken: "f", Refdet: "R1", Numcli: "1", Idop: "i", Saisie: "W", Amount: 500,
			State: "pending", CreatedAt: w.Counter.Now.UTC()})
		_, err = w.RehearseSplit(w.ctx, w.Desk, "F001", w.separation(luc))
		if said := faults(err)["adulte"]; said == "" {
			t.Errorf("%v", err)
		}
	})
}

// answers leaves the requests for the activity of the meals to staff.
func (w *nest) answers() {
	w.Exec("update activities set allot = 'manual' where id = ?", w.Meal)
	w.Exec("update structures set revision = revision + 1")
	w.Desk.Revision++
}

// refuse refuses a request, with words that only the home that has it may read.
func (w *nest) refuse(id int64) {
	w.T.Helper()
	done, err := w.Office.Answer(w.ctx, w.Desk, office.Answers{IDs: []int64{id}, Say: booking.Refused,
		Words: "Votre règlement de novembre manque"})
	if err != nil || done.Done != 1 {
		w.T.Fatal(done, err)
	}
}

// noStrays fails the test if a day of the child is with a home whose day it is not.
func (w *nest) noStrays() {
	w.T.Helper()
	c, err := w.Counter.DB.Read().CustodyOf(w.ctx, w.child)
	if err != nil {
		w.T.Fatal(err)
	}
	days, err := w.Counter.DB.Read().HoldCustodyDays(w.ctx, w.child, desktest.Thursday, false)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, day := range days {
		if c.Other(day.FamilyID, day.Date) {
			w.T.Errorf("%s is %s for family %d, whose day it is not", day.Date, day.Status, day.FamilyID)
		}
	}
}
