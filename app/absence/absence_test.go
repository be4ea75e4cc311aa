package absence_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/absence"
	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/sickness"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// ward is a town hall that is told of children who are ill, on Thursday at nine: today and tomorrow are past the limit
// of cancelling when the clock says so (J-1 18:00).
type ward struct {
	*desktest.Counter
	absences *absence.Absences
	ctx      context.Context
	desk     absence.Teller
}

func newWard(t *testing.T, d *db.DB) *ward {
	c := desktest.NewCounter(t, d)
	return &ward{Counter: c, ctx: context.Background(), desk: absence.Teller{Actor: c.Desk},
		absences: &absence.Absences{Base: c.Office.Base, BaseURL: "https://portail.example.org",
			MailHost: "example.org"}}
}

// rule sets the town's rule.
func (w *ward) rule(until string, uncredited, certificate int) {
	w.T.Helper()
	w.Exec("update structures set sick_until = nullif(?, ''), sick_uncredited = ?, sick_paper = nullif(?, 0), "+
		"revision = revision + 1", until, uncredited, certificate)
	w.Desk.Revision++
	w.desk.Revision++
}

func (w *ward) parent(f dbtest.Family) absence.Teller {
	d := w.Desk
	d.AccountID = f.AccountID
	return absence.Teller{Actor: d, FamilyID: f.ID}
}

func (w *ward) tell(who absence.Teller, child int64, days ...civil.Date) absence.Done {
	w.T.Helper()
	done, err := w.absences.Tell(w.ctx, who, child, days, sickness.ByPhone)
	if err != nil {
		w.T.Fatal(err)
	}
	return done
}

func (w *ward) absenceID() (id int64) {
	w.T.Helper()
	if err := w.DB.Read().NewSelect().Table("absences").ColumnExpr("max(id)").Scan(w.ctx, &id); err != nil {
		w.T.Fatal(err)
	}
	return id
}

func TestASickCallMarksTodayAndGivesLaterDaysBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWard(t, d)
		w.rule("09:00", 0, 7)
		f := w.Family(2, w.Meal, w.Care)
		on := desktest.Thursday
		for _, day := range []civil.Date{on, on + 1, on + 4} {
			w.Booked(f, 0, w.Meal, day, booking.Accepted)
		}
		w.Booked(f, 0, w.Care, on, booking.Accepted)
		w.Booked(f, 1, w.Meal, on, booking.Accepted) // a sister who is well
		page, err := w.absences.Sick(w.ctx, w.desk, f.Children[0], nil)
		if err != nil || len(page.Dates) != 3 || !page.Dates[0].Ticked || !page.Dates[1].Ticked ||
			page.Dates[2].Ticked ||
			page.Sums != (sickness.Sums{Freed: 400, Credited: 2000}) || page.PaperBy != on+7 {
			t.Fatalf("%+v, %v", page, err)
		}
		done := w.tell(w.desk, f.Children[0], on, on+1)
		if done.Days != 3 || done.Sums != page.Sums || done.Mailed != 1 {
			t.Errorf("told %+v", done)
		}
		dbtest.Want(t, d, "select date, fate from absence_days order by date", "2026-12-03 credited",
			"2026-12-03 credited", "2026-12-04 freed")
		dbtest.Want(t, d, "select state, attendance, reason from reservations where child_id = "+
			"(select min(id) from children) order by date, activity_id", "accepted absent-justified sick",
			"accepted absent-justified sick", "cancelled - sick", "accepted - ")
		dbtest.Want(t, d, "select count(*) from reservations where attendance is null and state = 'accepted'", "2")
		dbtest.Want(t, d, "select kind, origin from movements", "cancel staff")
		dbtest.Want(t, d, "select action from audit", "absence.tell")
		dbtest.Want(t, d, "select kind, state from mails", "absence queued")
		var body string
		if err := d.Read().NewSelect().Table("mails").Column("body").Scan(w.ctx, &body); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"L'absence d'Enfant0 est enregistrée",
			"par téléphone le jeudi 3 décembre à 9 h",
			"24,00", "au plus tard le jeudi 10 décembre 2026", "annulé sans frais", "non facturé"} {
			if !strings.Contains(body, want) {
				t.Errorf("no %q in\n%s", want, body)
			}
		}
		if strings.Contains(body, "malad") {
			t.Errorf("a mail about health:\n%s", body)
		}
		w.Sound()

		if done := w.tell(w.desk, f.Children[0], on, on+1); !done.Already { // the form is sent twice
			t.Errorf("the second time: %+v", done)
		}
		_, err = w.absences.Tell(w.ctx, w.parent(f), f.Children[0], []civil.Date{on}, "")
		if !strings.Contains(fault.Message(err), "déjà signalée, par téléphone") {
			t.Errorf("a parent after the clerk: %v", err)
		}
		desktest.Is(t, err, fault.Conflict)
		page, err = w.absences.Sick(w.ctx, w.parent(f), f.Children[0], nil)
		if err != nil || len(page.Told) != 1 || !page.Told[0].Undoable || page.Told[0].Sums.Back() != 2400 ||
			!page.Told[0].Mailed {
			t.Errorf("%+v, %v", page.Told, err)
		}
	})
}

// The night debits what the rule says, and its report tells the cancelled day.
func TestTheFirstDaysAreOwedAndTheNightDebitsByTheRule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWard(t, d)
		w.rule("", 1, 0)
		f := w.Family(1, w.Meal)
		on := desktest.Thursday
		w.Exec("update activities set cancel_by = 'M-1 20 23:59'")
		w.rule("", 1, 0)
		w.Booked(f, 0, w.Meal, on, booking.Accepted)
		w.Booked(f, 0, w.Meal, on+1, booking.Accepted)
		w.Booked(f, 0, w.Meal, on+4, booking.Accepted)
		w.tell(w.desk, f.Children[0], on)
		done := w.tell(w.desk, f.Children[0], on+1, on+4) // the same illness: over a weekend, without another first day
		if done.Credited != 800 || done.Owed != 0 {
			t.Errorf("%+v", done)
		}
		dbtest.Want(t, d, "select fate from absence_days order by date", "owed", "credited", "credited")
		w.RunNight() // while it is not over, today owes nothing yet
		dbtest.Want(t, d, "select count(*) from ledger", "0")
		w.Now = w.Now.AddDate(0, 0, 6)
		w.Debit()
		dbtest.Want(t, d, "select amount, label from ledger order by date", "-400 RESTO (absence non justifiée)",
			"0 RESTO (absence justifiée)", "0 RESTO (absence justifiée)")
		w.Sound()
		_, err := w.absences.Undo(w.ctx, w.Desk, w.absenceID())
		desktest.Is(t, err, fault.Conflict)
	})
}

func TestAParentTellsUntilTheHourOfTheTown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWard(t, d)
		f, other := w.Family(1, w.Meal), w.Family(1, w.Meal)
		on := desktest.Thursday
		w.Booked(f, 0, w.Meal, on, booking.Accepted)
		w.Booked(f, 0, w.Meal, on+1, booking.Accepted)
		refused := func(who absence.Teller, child int64, words string, days ...civil.Date) {
			t.Helper()
			_, err := w.absences.Tell(w.ctx, who, child, days, "")
			if err == nil || !strings.Contains(fault.Message(err), words) {
				t.Errorf("got %v, want %q", err, words)
			}
		}
		p := w.parent(f)
		refused(p, f.Children[0], "Les absences ne se signalent pas ici. Appelez la mairie.", on)
		if page, err := w.absences.Sick(w.ctx, p, f.Children[0], nil); err != nil || page.Offered() || page.Open() {
			t.Errorf("%+v, %v", page, err)
		}
		w.Exec("update structures set phone = '02 41 00 00 00'")
		w.rule("08:59", 0, 0)
		p.Revision = w.Desk.Revision
		refused(p, f.Children[0], "c'était possible jusqu'à 8 h 59. Appelez la mairie au 02 41 00 00 00.", on)
		if page, err := w.absences.Sick(w.ctx, p, f.Children[0], nil); err != nil || !page.Dates[0].Late ||
			page.Dates[0].Ticked ||
			!page.Dates[1].Ticked || page.LateWhy == "" || page.Sums.Freed != 400 {
			t.Errorf("%+v, %v", page, err)
		}
		w.rule("09:00", 0, 0) // exactly at the hour is in time
		p.Revision = w.Desk.Revision
		refused(p, f.Children[0], "Cochez au moins un jour")
		refused(p, f.Children[0], "Un jour passé", on-1)
		refused(p, f.Children[0], "14 jours au plus", on+14)
		refused(p, f.Children[0], "Rien n'est réservé", on+2)
		refused(p, other.Children[0], "", on)
		_, err := w.absences.Sick(w.ctx, p, other.Children[0], nil)
		desktest.Is(t, err, fault.NotFound)
		_, err = w.absences.Sick(w.ctx, w.desk, 999, nil)
		desktest.Is(t, err, fault.NotFound)
		_, err = w.absences.Tell(w.ctx, w.desk, f.Children[0], []civil.Date{on}, sickness.OnPortal)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("a clerk who is no parent: %v", err)
		}
		if done := w.tell(p, f.Children[0], on); done.Credited != 400 {
			t.Errorf("%+v", done)
		}
		dbtest.Want(t, d, "select channel from absences", "portal")
	})
}

func TestWhatIsMarkedOrClosedHasNothingToTell(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWard(t, d)
		f := w.Family(1, w.Meal, w.Care)
		on := desktest.Thursday
		id := w.Booked(f, 0, w.Meal, on, booking.Accepted)
		if err := w.Office.Mark(w.ctx, w.Desk, office.Mark{Activity: "RESTO", Date: on, ReservationID: id,
			Attendance: wallet.Present}); err != nil {
			t.Fatal(err)
		}
		_, err := w.absences.Tell(w.ctx, w.desk, f.Children[0], []civil.Date{on}, sickness.ByPhone)
		if fault.Message(err) != "L'enfant est déjà pointé présent." {
			t.Error(err)
		}
		w.Booked(f, 0, w.Care, on, booking.Accepted) // he leaves at noon: the evening alone
		if done := w.tell(w.desk, f.Children[0], on); done.Days != 1 || done.Credited != 1600 {
			t.Errorf("%+v", done)
		}
		w.Booked(f, 0, w.Meal, on+1, booking.Accepted)
		w.Exec("insert into closures (structure_id, date, label) values (?, ?, 'grève')", w.Structure.ID, on+1)
		w.rule("", 0, 0)
		_, err = w.absences.Tell(w.ctx, w.desk, f.Children[0], []civil.Date{on + 1}, sickness.ByPhone)
		if !strings.Contains(fault.Message(err), "n'a pas lieu") {
			t.Error(err)
		}
		w.Sound()
	})
}

func TestAnAbsenceIsTakenBackTheSameDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWard(t, d)
		f, other := w.Family(1, w.Meal, w.Care), w.Family(2, w.Meal)
		on := desktest.Thursday
		w.Booked(f, 0, w.Meal, on, booking.Accepted)
		w.Booked(f, 0, w.Meal, on+1, booking.Accepted)
		w.tell(w.desk, f.Children[0], on, on+1)
		id := w.absenceID()
		for range 2 { // by two clerks
			if child, err := w.absences.Undo(w.ctx, w.Desk, id); err != nil || child != f.Children[0] {
				t.Fatal(child, err)
			}
		}
		dbtest.Want(t, d, "select date, state, attendance, reason from reservations where state = 'accepted' "+
			"order by date",
			"2026-12-03 accepted - ", "2026-12-04 accepted - ")
		dbtest.Want(t, d, "select count(*) from reservations where not transmitted and state = 'cancelled'", "0")
		dbtest.Want(t, d, "select kind, outcome from movements order by id", "cancel withdrawn", "book -")
		dbtest.Want(t, d, "select kind from mails order by id", "absence", "absence-undone")
		dbtest.Want(t, d, "select count(*) from absence_days", "0")
		w.Sound()

		w.tell(w.desk, f.Children[0], on, on+1) // and told again; then somebody else takes the place
		w.Booked(other, 0, w.Meal, on+1, booking.Accepted)
		w.Booked(other, 1, w.Meal, on+1, booking.Accepted)
		_, err := w.absences.Undo(w.ctx, w.Desk, w.absenceID())
		if !strings.Contains(fault.Message(err), "la place a été donnée à un autre enfant") {
			t.Error(err)
		}
		dbtest.Want(t, d, "select count(*) from absence_days", "2") // all of it or nothing
		w.Exec("update reservations set billed = true where child_id = ? and date = ?", f.Children[0], on)
		_, err = w.absences.Undo(w.ctx, w.Desk, w.absenceID())
		if !strings.Contains(fault.Message(err), "pointée, facturée ou annulée depuis") {
			t.Error(err)
		}
		w.Now = w.Now.AddDate(0, 0, 1)
		_, err = w.absences.Undo(w.ctx, w.Desk, w.absenceID())
		if !strings.Contains(fault.Message(err), "le jour où elle a été signalée") {
			t.Error(err)
		}
		_, err = w.absences.Undo(w.ctx, w.Desk, 999)
		desktest.Is(t, err, fault.NotFound)
	})
}

// Both parents and a clerk tell the same illness at once, while the night works and the town closes the day: it is told
// once, and every count is right.
func TestAnIllnessIsToldOnceByManyAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWard(t, d)
		w.rule("09:00", 1, 0)
		f, waits := w.Family(1, w.Meal, w.Care), w.Family(2, w.Meal)
		on := desktest.Thursday
		for day := on; day < on+4; day++ {
			w.Booked(f, 0, w.Meal, day, booking.Accepted)
			w.Booked(f, 0, w.Care, day, booking.Accepted)
		}
		w.Booked(waits, 0, w.Meal, on+2, booking.Accepted)
		w.Booked(waits, 1, w.Meal, on+2, booking.Waitlisted)
		days := []civil.Date{on, on + 1, on + 2, on + 3}
		mother, father := w.parent(f), w.parent(f)
		father.AccountID = waits.AccountID
		var wait sync.WaitGroup
		var won int
		var lock sync.Mutex
		for _, who := range []absence.Teller{mother, father, w.desk} {
			wait.Go(func() {
				done, err := w.absences.Tell(w.ctx, who, f.Children[0], days, sickness.ByPhone)
				lock.Lock()
				defer lock.Unlock()
				switch {
				case err == nil && !done.Already:
					won++
				case fault.KindOf(err) != fault.Conflict:
					t.Error(err)
				}
			})
		}
		wait.Go(w.RunNight)
		wait.Wait()
		if won != 1 {
			t.Errorf("told %d times", won)
		}
		dbtest.Want(t, d, "select count(*), count(distinct absence_id) from absence_days", "8 1")
		dbtest.Want(t, d, "select fate, count(*) from absence_days group by fate order by fate", "freed 6", "owed 2")
		w.Sound()
		w.Now = w.Now.Add(24 * time.Hour)
		w.RunNight()
		dbtest.Want(t, d, "select count(*) from reservations where state = 'waitlisted'", "0")
		w.Sound()
	})
}

// After an absence, the page says what it changed for the kitchen: a meal that was counted, or one that will not be.
func TestAnAbsenceSaysWhatItChangedForTheKitchen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWard(t, d)
		w.Exec("update activities set kind = 'meal', kitchen_by = 'J-0 08:30' where id = ?", w.Meal)
		w.Exec("update activities set kind = 'before-after-school' where id = ?", w.Care)
		w.rule("09:00", 0, 0)
		f := w.Family(1, w.Meal, w.Care)
		on := desktest.Thursday
		w.Booked(f, 0, w.Meal, on, booking.Accepted)
		w.Booked(f, 0, w.Meal, on+1, booking.Accepted)
		w.Booked(f, 0, w.Care, on, booking.Accepted)
		w.tell(w.parent(f), f.Children[0], on, on+1)
		page, err := w.absences.Sick(w.ctx, w.parent(f), f.Children[0], nil)
		if err != nil || len(page.Told) != 1 || len(page.Told[0].Days) != 3 {
			t.Fatalf("%+v, %v", page.Told, err)
		}
		for _, day := range page.Told[0].Days {
			counted := strings.Contains(day.Meal, "déjà compté")
			later := strings.Contains(day.Meal, "ne sera pas commandé")
			meal := day.Activity == "RESTO"
			if counted != (meal && day.Date == on) || later != (meal && day.Date == on+1) {
				t.Errorf("%s, %s: %q", day.Activity, day.Date, day.Meal)
			}
		}
	})
}
