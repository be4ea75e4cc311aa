package household_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/queue"
	"cartable/db"
	"cartable/db/dbtest"
)

// lapsed is a nest in which mum was offered a place on a day that became dad's, of which no mail could tell her.
func lapsed(t *testing.T, d *db.DB) *nest {
	w := newNest(t, d)
	w.Exec("delete from family_emails") // no mail can tell her: the lapsed offer is taken back
	id := w.Booked(w.mum, 0, w.Meal, odd, booking.Offered)
	w.Exec("insert into offers (structure_id, reservation_id, family_id, at, until, hours, state) "+
		"values (?, ?, ?, ?, ?, 24, 'open')", w.Structure.ID, id, w.mum.ID, w.Counter.Now.UTC(),
		w.Counter.Now.Add(24*time.Hour).UTC())
	if done := w.arrange(weeks()); len(done.Stays) != 1 || len(done.Moves) != 0 {
		t.Fatalf("%+v", done)
	}
	w.Counter.Now = w.Counter.Now.Add(25 * time.Hour)
	s := queue.New(w.Office.Base, []byte(strings.Repeat("k", 32)))
	s.SealSecret = func(x string) string { return x }
	s.BaseURL, s.MailHost = "https://portail.example.org", "example.org"
	for range 4 { // each day
		if err := s.Serve(w.ctx); err != nil {
			t.Fatal(err)
		}
		w.RunNight()
		w.Counter.Now = w.Counter.Now.Add(25 * time.Hour)
	}
	return w
}

// dadBooks reads a day of dad's, which is free, and books it.
func (w *nest) dadBooks(t *testing.T, on civil.Date) {
	t.Helper()
	p := &portal.Portal{DB: w.Counter.DB, Catalogues: w.Office.Catalogues, Now: w.Office.Now,
		SecretKey: []byte("a secret of a test, long enough for it")}
	v := portal.Viewer{AccountID: w.dad.AccountID, FamilyID: w.dad.ID, StructureID: w.Structure.ID, Revision: 1,
		Families: 1}
	page, err := p.Month(w.ctx, v, portal.MonthQuery{ChildID: w.child, Activity: "RESTO", Month: on.Month()})
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range page.Days() {
		if day.Date == on && day.State != booking.Available {
			t.Errorf("the day is dad's, two places are free, and he cannot book it: %s %s", day.State, day.Reason)
		}
	}
	if _, err := p.Save(w.ctx, v, portal.Boxes{ChildID: w.child, Activity: "RESTO", Month: on.Month(),
		Shown: []civil.Date{on}, Ticked: []civil.Date{on}}); err != nil {
		t.Fatal(err)
	}
	recap, err := p.Recap(w.ctx, v)
	if err == nil {
		_, err = p.Validate(w.ctx, v, recap.RecapKey)
	}
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Want(t, w.Counter.DB, "select family_id, state from reservations where state <> 'cancelled'",
		fmt.Sprintf("%d accepted", w.dad.ID))
	w.Sound()
}

// Each day belongs to one home, which books it: what became of an offer to the other one does not hold it for ever.
func TestTheHomeOfTheDayBooksItAfterAnOfferToTheOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := lapsed(t, d)
		w.dadBooks(t, odd)
		dbtest.Want(t, d, fmt.Sprintf("select family_id, state, was from reservations where state <> 'accepted' and "+
			"family_id = %d", w.mum.ID), fmt.Sprintf("%d cancelled refused", w.mum.ID))
	})
}

// A child who came without a booking is owed by the home of the day, whatever the other one had asked for.
func TestAChildWhoCameIsOwedByTheHomeOfTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := lapsed(t, d)
		w.Counter.Now = odd.At(14*60, db.Paris)
		if err := w.Office.Came(w.ctx, w.Desk, "RESTO", odd, w.child, w.dad.ID); err != nil {
			t.Errorf("dad's day is refused to dad: %v", err)
		}
		all, err := d.Read().Candidates(w.ctx, w.Structure.ID, w.Meal, odd)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range all {
			if one.FamilyID != w.dad.ID {
				t.Errorf("on dad's day the sheet proposes to debit the other home alone: %+v", one)
			}
		}
	})
}

// A request of mum's that was refused is no booked day: it does not become dad's, who can ask for his day.
func TestARefusedRequestDoesNotMove(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.Booked(w.mum, 0, w.Meal, odd, booking.Refused)
		done := w.arrange(weeks())
		if len(done.Moves) != 0 {
			t.Errorf("%+v", done.Moves)
		}
		w.dadBooks(t, odd)
	})
}

// What the other home was refused before the booking is told to it all the same, and to nobody else.
func TestASupersededRefusalIsToldToItsHome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.answers()
		if err := w.parent(odd)(); err != nil {
			t.Fatal(err)
		}
		var id int64
		if err := d.Read().NewSelect().Table("reservations").Column("id").Scan(w.ctx, &id); err != nil {
			t.Fatal(err)
		}
		w.refuse(id)
		w.Exec("update activities set allot = 'immediate' where id = ?", w.Meal)
		w.Exec("update structures set revision = revision + 1")
		w.Desk.Revision++
		w.arrange(weeks())
		w.dadBooks(t, odd)
		w.RunNight()
		said := "select f.code from mails m join families f on f.id = m.family_id where m.body like '%novembre%'"
		dbtest.Want(t, d, said, "F001")
		var lines []db.FollowUpLine
		if err := d.Read().Together(w.ctx, db.ReadFollowUp(db.FollowUpFilter{FamilyID: w.mum.ID, Transmitted: true,
			Waiting: true, States: []string{string(booking.Refused)}}, &lines)); err != nil {
			t.Fatal(err)
		}
		if len(lines) != 1 || lines[0].Status != booking.Refused || lines[0].Said == "" {
			t.Errorf("mum reads %+v", lines)
		}
	})
}

// An offer that still stands keeps no day from the home of the day when the child comes: it ends, and its home reads
// why.
func TestAChildWhoCameEndsWhatTheOtherHomeWaitsFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.Booked(w.mum, 0, w.Meal, odd, booking.Offered)
		w.arrange(weeks())
		w.Counter.Now = odd.At(14*60, db.Paris)
		all, err := d.Read().Candidates(w.ctx, w.Structure.ID, w.Meal, odd)
		if err != nil || len(all) != 1 || all[0].FamilyID != w.dad.ID {
			t.Fatalf("%+v, %v", all, err)
		}
		if err := w.Office.Came(w.ctx, w.Desk, "RESTO", odd, w.child, w.dad.ID); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select f.code, r.state, r.attendance from reservations r join families f on f.id = "+
			"r.family_id order by 1", "F001 cancelled -", "F002 accepted present")
		dbtest.Want(t, d, "select words from queue_acts", booking.OtherHomeDay.Sentence(""))
		w.Sound()
	})
}
