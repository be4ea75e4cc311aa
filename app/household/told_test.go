package household_test

import (
	"fmt"
	"strings"
	"testing"

	"cartable/app/domain/booking"
	"cartable/db"
	"cartable/db/dbtest"
)

// What staff wrote to the home that has the request now is not told to the other one; the home that has it is told.
func TestTheWordsOfARefusalGoToTheHomeThatHasTheRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.answers()
		validate := w.parent(odd)
		if err := validate(); err != nil {
			t.Fatal(err)
		}
		if done := w.arrange(weeks()); len(done.Moves) != 1 {
			t.Fatalf("%+v", done)
		}
		var id int64
		if err := d.Read().NewSelect().Table("reservations").Column("id").Where("family_id = ?", w.dad.ID).Scan(w.ctx,
			&id); err != nil {
			t.Fatal(err)
		}
		w.refuse(id)
		dbtest.Want(t, d, "select family_id from answers", fmt.Sprint(w.dad.ID))
		w.RunNight()
		mums := dbtest.Query(t, d, fmt.Sprintf("select count(*) from mails where family_id = %d and body like "+
			"'%%novembre%%'", w.mum.ID))
		dads := dbtest.Query(t, d, fmt.Sprintf("select count(*) from mails where family_id = %d", w.dad.ID))
		if strings.TrimSpace(mums[0]) != "0" {
			t.Errorf("the home that lost the request reads what staff wrote to the other home")
		}
		if strings.TrimSpace(dads[0]) == "0" {
			t.Errorf("the home that has the request is never told of the answer")
		}
	})
}

// The home page of the home that lost a request does not show what staff wrote to the other one.
func TestTheHomePageTellsNoWordsToTheOtherHome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.answers()
		if err := w.parent(odd)(); err != nil {
			t.Fatal(err)
		}
		w.arrange(weeks())
		var id int64
		if err := d.Read().NewSelect().Table("reservations").ColumnExpr("max(id)").Scan(w.ctx, &id); err != nil {
			t.Fatal(err)
		}
		w.refuse(id)
		w.RunNight()
		var runs []int64
		if err := d.Read().NewSelect().Table("runs").Column("id").Scan(w.ctx, &runs); err != nil {
			t.Fatal(err)
		}
		all, err := d.Read().SinceLines(w.ctx, w.mum.ID, runs)
		if err != nil {
			t.Fatal(err)
		}
		if said := fmt.Sprintf("%+v", all); strings.Contains(said, "novembre") {
			t.Errorf("mum reads: %s", said)
		}
	})
}

// What one home was refused, and told by a mail, stays on its home page when the other one books the day.
func TestASupersededRefusalStaysOnItsHomePage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.answers()
		if err := w.parent(odd)(); err != nil {
			t.Fatal(err)
		}
		w.Counter.Now = (odd - 1).At(8*60, db.Paris)
		var id int64
		if err := d.Read().NewSelect().Table("reservations").Column("id").Scan(w.ctx, &id); err != nil {
			t.Fatal(err)
		}
		w.refuse(id)
		read := func() (all []db.SinceLine) {
			if err := d.Read().Together(w.ctx, db.ReadTownDays(w.mum.AccountID, w.mum.ID, odd-20, &all)); err != nil {
				t.Fatal(err)
			}
			return all
		}
		before := read()
		w.Exec("update activities set allot = 'immediate' where id = ?", w.Meal)
		w.Exec("update structures set revision = revision + 1")
		w.Desk.Revision++
		f := weeks()
		f.From = odd.String()
		w.arrange(f)
		w.dadBooks(t, odd)
		if after := read(); len(before) != 1 || len(after) != 1 || after[0].Became != booking.Refused {
			t.Errorf("before dad booked: %+v; after: %+v", before, after)
		}
	})
}
