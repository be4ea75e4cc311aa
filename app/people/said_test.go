package people_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/absence"
	"cartable/app/counter"
	"cartable/app/desk/desktest"
	"cartable/app/domain/access"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/app/people"
	"cartable/app/portal"
	"cartable/app/queue"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// whole is a town hall with all its desks.
type whole struct {
	*desktest.Counter
	t          *testing.T
	ctx        context.Context
	portal     *portal.Portal
	queue      *queue.Queue
	counter    *counter.Counter
	absences   *absence.Absences
	operations *operation.Operations
	settings   *settings.Settings
	people     *people.People
}

func newWhole(t *testing.T, d *db.DB) *whole {
	w := &whole{Counter: desktest.NewCounter(t, d), t: t, ctx: t.Context()}
	w.Insert(&db.Staff{AccountID: w.Desk.AccountID, StructureID: w.Structure.ID, Role: string(access.Administrator)})
	base := w.Office.Base
	w.portal = &portal.Portal{DB: d, Catalogues: base.Catalogues, Now: base.Now, SecretKey: []byte("secret")}
	w.queue = queue.New(base, []byte(strings.Repeat("k", 32)))
	w.queue.SealSecret = func(s string) string { return s }
	w.operations = &operation.Operations{Base: base, Ring: func() {}, MailHost: "example.org"}
	w.counter = &counter.Counter{Base: base, Portal: w.portal, Operations: w.operations, MailHost: "example.org"}
	w.absences = &absence.Absences{Base: base, MailHost: "example.org"}
	w.settings = &settings.Settings{Base: base, Operations: w.operations}
	w.people = &people.People{Base: base}
	w.Desk.Revision = 0
	return w
}

// ask ticks or unticks a day for the first child of a family, and validates; with words, staff do it for the family.
func (w *whole) ask(f dbtest.Family, activity string, day civil.Date, ticked bool, words string) {
	w.t.Helper()
	v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: w.Structure.ID, Families: 1}
	var acting counter.Acting
	if words != "" {
		code := dbtest.Query(w.t, w.DB, fmt.Sprint("select code from families where id = ", f.ID))[0]
		var err error
		if acting, err = w.counter.Acting(w.ctx, w.Desk, code); err != nil {
			w.t.Fatal(err)
		}
		v = acting.Viewer
	}
	boxes := portal.Boxes{ChildID: f.Children[0], Activity: activity, Month: day.Month(), Shown: []civil.Date{day}}
	if ticked {
		boxes.Ticked = boxes.Shown
	}
	if _, err := w.portal.Save(w.ctx, v, boxes); err != nil {
		w.t.Fatal(err)
	}
	recap, err := w.portal.Recap(w.ctx, v)
	if err != nil {
		w.t.Fatal(err)
	}
	if words == "" {
		_, err = w.portal.Validate(w.ctx, v, recap.RecapKey)
	} else {
		_, err = w.counter.Validate(w.ctx, w.Desk, acting, recap.RecapKey, counter.Said{Channel: booking.ByPhone,
			Reason: words, Passes: booking.PassFull | booking.PassBooking})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.Now = w.Now.Add(time.Second)
}

// forget erases a family, once its mails have left and the nights are over.
func (w *whole) forget(f dbtest.Family) {
	w.t.Helper()
	w.Exec("update mails set state = 'sent', sent_at = created_at")
	e := db.Erasure{StructureID: w.Structure.ID, FamilyID: f.ID, AccountID: f.AccountID, AskedAt: w.Now.UTC()}
	if added, err := w.DB.Write().AddErasure(w.ctx, &e); err != nil || !added {
		w.t.Fatal(added, err)
	}
	last, _, err := w.DB.Read().LastErasure(w.ctx, f.ID)
	if err == nil {
		err = w.people.Forget(w.ctx, w.Desk, last.ID)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// everything returns each row of each table as words, with the name of its table.
func (w *whole) everything() (all []string) {
	names := "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
	if w.DB.Postgres() {
		names = "select table_name from information_schema.tables where table_schema = 'public'"
	}
	for _, table := range dbtest.Query(w.t, w.DB, names) {
		for _, row := range dbtest.Query(w.t, w.DB, "select * from "+table) {
			all = append(all, table+": "+row)
		}
	}
	return all
}

// After an erasure nothing that was said of the family is anywhere: not by whoever moved its requests, took an offer
// back, booked for it, told its illness, or ended its enrolment.
func TestNothingThatWasSaidOfAFamilyStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWhole(t, d)
		w.Exec("update activities set offer_hours = 6 where code = 'RESTO'")
		w.Exec("update pools set capacity = 1 where code = 'cantine'")
		w.Exec("update structures set sick_paper = 7, sick_until = '09:00', revision = revision + 1")
		seated, f := w.Family(1, w.Meal, w.Care), w.Family(1, w.Meal, w.Care)
		const mark = "zqx"
		w.Exec("update families set last_name = 'Zqxnom', first_name = 'Zqxprénom', phone = '06 99 88 77 66', "+
			"address = 'rue Zqx' where id = ?", f.ID)
		w.Exec("update children set last_name = 'Zqxenfant', first_name = 'Zqxpetit', code = 'zqxcode' where id = ?",
			f.Children[0])
		w.Exec("update accounts set login = 'zqxlogin' where id = ?", f.AccountID)
		w.Exec("update guardians set name = 'Zqxadulte' where family_id = ?", f.ID)
		w.Exec("update family_emails set address = 'zqxmail@example.org' where family_id = ?", f.ID)
		day := desktest.Thursday + 11
		w.ask(seated, "RESTO", day, true, "")
		w.ask(f, "RESTO", day, true, "")
		id := func(what string) (id int64) {
			if err := d.Read().NewRaw(what).Scan(w.ctx, &id); err != nil {
				t.Fatal(what, err)
			}
			return id
		}
		request := id(fmt.Sprint("select max(id) from reservations where family_id = ", f.ID))
		for _, what := range []queue.What{queue.ToFirst, queue.Pass, queue.Return} {
			if done, err := w.queue.Act(w.ctx, w.Desk, queue.Acts{IDs: []int64{request}, What: what,
				Words: "zqx acte " + string(what)}); err != nil {
				t.Fatal(done, err)
			}
		}
		w.ask(seated, "RESTO", day, false, "")
		if err := w.queue.Serve(w.ctx); err != nil {
			t.Fatal(err)
		}
		if err := w.queue.TakeBack(w.ctx, w.Desk, id("select max(id) from offers"), "zqx retrait"); err != nil {
			t.Fatal(err)
		}
		if done, err := w.queue.Act(w.ctx, w.Desk, queue.Acts{IDs: []int64{request}, What: queue.TakeOff,
			Words: "zqx rayée"}); err != nil || done.Done != 1 {
			t.Fatal(done, err)
		}
		w.ask(f, "SOIR", desktest.Thursday+1, true, "zqx soir demandé")
		w.ask(f, "RESTO", desktest.Thursday+12, true, "zqx encore demandé")
		w.ask(f, "RESTO", desktest.Thursday+12, false, "zqx plus demandé")
		w.Now = desktest.Thursday.At(19*60, db.Paris)
		if _, err := w.absences.Tell(w.ctx, absence.Teller{Actor: w.Desk}, f.Children[0],
			[]civil.Date{desktest.Thursday + 1}, sickness.ByPhone); err != nil {
			t.Fatal(err)
		}
		w.ask(f, "SOIR", desktest.Thursday+12, true, "")
		if _, err := w.absences.Undo(w.ctx, w.Desk, id("select max(id) from absences")); err != nil {
			t.Fatal(err)
		}
		code := dbtest.Query(t, d, fmt.Sprint("select code from families where id = ", f.ID))[0]
		op, _, err := w.settings.Enrol(w.ctx, w.Desk, code, f.Children[0], settings.EnrolForm{Ends: "SOIR 2026-09-01",
			Shown: "2027-07-02", Last: (desktest.Thursday + 5).String(), Reason: "zqx déménage"})
		if err != nil {
			t.Fatal(err)
		}
		page, err := w.operations.Operation(w.ctx, w.Desk, op)
		if err == nil && page.State == db.OperationPrepared {
			err = w.operations.Apply(w.ctx, w.Desk, op, operation.Consent{Fingerprint: page.Fingerprint,
				Words: "zqx mots pour la famille"})
		}
		if err == nil {
			err = w.operations.Work(w.ctx, op)
		}
		if err == nil {
			err = w.operations.WriteMails(w.ctx, op)
		}
		if err != nil {
			t.Fatal(err)
		}
		w.Now = (desktest.Thursday + 6).At(9*60, db.Paris)
		w.RunNight()
		w.Debit()
		w.Owes(f, 1600) // it pays what it owes
		w.forget(f)
		for _, row := range w.everything() {
			if low := strings.ToLower(row); strings.Contains(low, mark) || strings.Contains(low, "06 99 88") {
				t.Error(row)
			}
		}
		dbtest.Want(t, d, fmt.Sprint("select word from family_words where family_id = ", f.ID, " or child_id = ",
			f.Children[0]))
		w.Sound()
	})
}

// A closure took a family's day; the family is erased, and then the closure is undone: nobody comes back.
func TestAnUndoingGivesNothingToAnErasedFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWhole(t, d)
		f := w.Family(1, w.Meal)
		day := desktest.Thursday + 4
		w.Booked(f, 0, w.Meal, day, booking.Accepted)
		op, _, err := w.operations.Prepare(w.ctx, w.Desk, operation.Request{Kind: operation.Closing, Title: "Fermer",
			Reason: "grève", Changes: town.Changes{{After: town.ClosureEntry{Date: day, Label: "Grève"}}}})
		if err != nil {
			t.Fatal(err)
		}
		page, err := w.operations.Operation(w.ctx, w.Desk, op)
		if err == nil {
			err = w.operations.Apply(w.ctx, w.Desk, op, operation.Consent{Fingerprint: page.Fingerprint})
		}
		if err == nil {
			err = w.operations.Work(w.ctx, op)
		}
		if err != nil {
			t.Fatal(err)
		}
		w.RunNight()
		w.forget(f)
		if err := w.operations.Undo(w.ctx, w.Desk, op, "grève levée"); err != nil {
			t.Fatal(err)
		}
		if err := w.operations.Work(w.ctx, op); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select id from reservations where state <> 'cancelled'")
		w.Now = (day + 2).At(9*60, db.Paris)
		w.Debit()
		dbtest.Want(t, d, "select amount from ledger")
	})
}
