package night_test

import (
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// A day closed after it was booked is debited only to children who were present, and the report gives the reason.
func TestADayClosedSinceIsDebitedToWhoCameAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil)
		f, came, other := b.Family(1, meal), b.Family(1, meal), b.Family(1, meal)
		for _, one := range []dbtest.Family{f, came, other} {
			b.set(one, "RESTO", true, 1, 3)
		}
		b.sql("insert into openings (activity_id, date, open) values (?, '2026-12-01', false)", meal)
		b.sql("update structures set revision = revision + 1")
		b.sql("update reservations set attendance = 'present' where child_id = ? and date = '2026-12-01'",
			came.Children[0])
		b.sql("update reservations set attendance = 'absent-unjustified' where child_id = ? and date = '2026-12-01'",
			other.Children[0])
		b.now = morning
		b.run()
		b.want("select f.code, l.date, l.amount, l.quantity, l.quoted, l.label from ledger l join families f on f.id "+
			"= l.family_id order by 1, 2",
			"F001 2026-12-01 0 0 400 RESTO (jour fermé)", "F001 2026-12-03 -400 1 400 RESTO",
			"F002 2026-12-01 -400 1 400 RESTO", "F002 2026-12-03 -400 1 400 RESTO",
			"F003 2026-12-01 0 0 400 RESTO (jour fermé)", "F003 2026-12-03 -400 1 400 RESTO")
		if mail := b.mails()["famille1@example.org"]; !strings.Contains(mail[0], "***** JOURS NON FACTURES *****") ||
			!strings.Contains(mail[0],
				"mar. 01/12, RESTO (jour fermé), DUPONT1 Enfant0. Rien n'est facturé pour ce jour.") {
			t.Errorf("got %s", mail)
		}
		b.Sound()
	})
}

// An enrolment ended after a day was requested: no place is given, nothing is debited, and the report says why.
func TestAnEnrolmentThatEndedGetsNoPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil, b.Pool("cantine", 1, 5))
		holder, gone, next := b.Family(1, meal), b.Family(1, meal), b.Family(1, meal)
		for _, f := range []dbtest.Family{holder, gone, next} {
			b.set(f, "RESTO", true, 3)
		}
		b.run()
		b.sql("update enrolments set to_date = '2026-11-24' where child_id = ?", gone.Children[0])
		b.set(holder, "RESTO", false, 3)
		b.now = at(24, 12, 0)
		b.run()
		if b.state(gone, 3) != booking.Refused || b.state(next, 3) != booking.Accepted {
			t.Fatalf("got %s and %s", b.state(gone, 3), b.state(next, 3))
		}
		b.want("select reason from reservations where child_id = 2", "not-enrolled")
		if mails := b.mails()["famille2@example.org"]; !strings.Contains(mails[1],
			"jeu. 03/12, RESTO, DUPONT2 Enfant0. Votre enfant n'est pas inscrit") {
			t.Errorf("got %s", mails[1])
		}
		b.sql("update enrolments set to_date = '2026-11-24' where child_id = ?", next.Children[0])
		b.now = morning
		b.run()
		b.want("select amount, label from ledger", "0 RESTO (enfant non inscrit)")
		b.Sound()
	})
}

// An activity that admits other levels since a day was requested: no place is given, and the report says why. What was
// accepted is kept, and debited.
func TestAnActivityForOtherLevelsGivesNoPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		care := b.Activity("SOIR", nil, b.Pool("salle", 1, 5))
		holder, gone, next, kept := b.Family(1, care), b.Family(1, care), b.Family(1, care), b.Family(1, care)
		for _, f := range []dbtest.Family{holder, gone, next} {
			b.set(f, "SOIR", true, 3)
		}
		b.set(kept, "SOIR", true, 1)
		b.run()
		b.sql("insert into schools (structure_id, code, name) values (1, 'E1', 'Le Moulin')")
		b.sql("insert into classes (school_id, code, name) values (1, 'C1', 'CM1-CM2')")
		b.sql("update children set school_id = 1, class_id = 1 where id in (?, ?)", gone.Children[0], kept.Children[0])
		b.sql("update activities set levels = 'PS;MS;GS'")
		b.sql("update structures set revision = revision + 1")
		b.set(holder, "SOIR", false, 3)
		b.now = at(24, 12, 0)
		b.run()
		if b.state(gone, 3) != booking.Refused || b.state(next, 3) != booking.Accepted ||
			b.state(kept, 1) != booking.Accepted {
			t.Fatalf("got %s, %s and %s", b.state(gone, 3), b.state(next, 3), b.state(kept, 1))
		}
		b.want("select reason from reservations where child_id = 2", "not-of-level")
		if mails := b.mails()["famille2@example.org"]; !strings.Contains(mails[1],
			"jeu. 03/12, SOIR, DUPONT2 Enfant0. Cette activité n'accueille pas la classe de votre enfant") {
			t.Errorf("got %s", mails[1])
		}
		b.now = morning
		b.run()
		b.want("select f.code, l.date, l.amount from ledger l join families f on f.id = l.family_id order by 1",
			"F003 2026-12-03 -400", "F004 2026-12-01 -400")
		b.Sound()
	})
}

// A place that the night gives after the deadline for cancelling may be declined free of charge for one day, not
// longer.
func TestAPlaceOfTheNightMayBeDeclined(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", func(a *db.Activity) { a.BookBy, a.CancelBy = "J-3 18:00", "J-3 18:00" },
			b.Pool("cantine", 1, 5))
		holder, second, third := b.Family(1, meal), b.Family(1, meal), b.Family(1, meal)
		for _, f := range []dbtest.Family{holder, second, third} {
			b.set(f, "RESTO", true, 1, 3)
		}
		b.catchUp()
		b.now = at(28, 17, 0)
		b.set(holder, "RESTO", false, 1)
		b.now = at(29, 0, 30)
		b.catchUp()
		if got := b.state(second, 1); got != booking.Accepted {
			t.Fatalf("most promotions come just after the limit: got %s", got)
		}
		if mail := b.mails()["famille2@example.org"]; !strings.Contains(mail[len(mail)-1],
			"***** PLACES QUE VOUS POUVEZ REFUSER SANS FRAIS *****") ||
			!strings.Contains(mail[len(mail)-1], "mar. 01/12, RESTO, DUPONT2 Enfant0. Vous pouvez refuser cette place "+
				"sans frais jusqu'au lundi 30 novembre à 0 h 30.") {
			t.Errorf("got %s", mail[len(mail)-1])
		}
		b.now = at(30, 0, 30)
		b.set(second, "RESTO", false, 1) // at the limit exactly
		if got := b.state(second, 1); got != booking.Cancelled {
			t.Errorf("declined in time: got %s", got)
		}
		b.now = at(30, 18, 0)
		b.catchUp()
		b.now = morning
		b.run()
		b.want("select count(*) from ledger l join reservations r on r.id = l.reservation_id where r.date = "+
			"'2026-12-01'", "0")
		b.Sound()
	})
}

// After its day of grace such a place is like any other.
func TestAPlaceOfTheNightIsKeptAfterADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", func(a *db.Activity) {
			a.BookBy, a.CancelBy, a.KitchenBy = "J-3 18:00", "J-3 18:00", "J-2 09:00"
		}, b.Pool("cantine", 1, 5))
		holder, second := b.Family(1, meal), b.Family(1, meal)
		b.set(holder, "RESTO", true, 1)
		b.set(second, "RESTO", true, 1)
		b.catchUp()
		b.now = at(28, 17, 0)
		b.set(holder, "RESTO", false, 1)
		b.now = at(29, 0, 30)
		b.catchUp()
		b.want("select count(*) from reservations where state = 'accepted'", "1")
		b.now = at(29, 9, 0).Add(time.Second) // the kitchen has counted
		b.ask(second, "RESTO", false, civil.New(2026, 12, 1))
		if got := b.state(second, 1); got != booking.Accepted {
			t.Errorf("after the kitchen's hour: got %s", got)
		}
	})
}

// Less than twelve hours before the start, a place is given only to a family that requested it until the last moment:
// the others are asleep, and would pay for a day that they had given up.
func TestNoPlaceIsATrap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		care := b.Activity("MATIN", func(a *db.Activity) { a.StartAt, a.EndAt = 7*60, 8*60 }, b.Pool("matin", 1, 5))
		holder, asleep, awake := b.Family(1, care), b.Family(1, care), b.Family(1, care)
		for _, f := range []dbtest.Family{holder, asleep, awake} {
			b.set(f, "MATIN", true, 1)
		}
		b.sql("update reservations set last_moment = true where child_id = ?", awake.Children[0])
		b.catchUp()
		b.now = at(30, 17, 0)
		b.set(holder, "MATIN", false, 1)
		b.now = time.Date(2026, 12, 1, 0, 31, 0, 0, db.Paris)
		b.catchUp()
		if b.state(asleep, 1) != booking.Refused || b.state(awake, 1) != booking.Accepted {
			t.Errorf("got %s and %s", b.state(asleep, 1), b.state(awake, 1))
		}
		b.Sound()
	})
}

// A family that booked yesterday expects the answer of this night: nightly activities that are booked the day before
// are still settled, and so are those that declare that they need no notice.
func TestTheNightAnswersWhoAskedForItsAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		none := 0
		meal := b.Activity("RESTO", func(a *db.Activity) { a.Allot = "nightly" }, b.Pool("cantine", 1, 5))
		care := b.Activity("MATIN", func(a *db.Activity) { a.StartAt, a.EndAt, a.NoticeHours = 7*60, 8*60, &none },
			b.Pool("matin", 1, 5))
		f, g := b.Family(1, meal, care), b.Family(1, care)
		b.catchUp()
		b.set(f, "MATIN", true, 1)
		b.set(g, "MATIN", true, 1)
		b.now = at(30, 17, 0)
		b.set(f, "RESTO", true, 1)
		b.set(f, "MATIN", false, 1)
		b.now = time.Date(2026, 12, 1, 0, 30, 0, 0, db.Paris)
		b.catchUp()
		b.want("select a.code, r.state, r.family_id from reservations r join activities a on a.id = r.activity_id "+
			"where r.state <> 'cancelled' order by 1",
			"MATIN accepted 2", "RESTO accepted 1")
		b.Sound()
	})
}

// A late night gives no place on a day that has already begun, even if it would have done so on time.
func TestALateNightGivesNoDayThatIsOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil, b.Pool("cantine", 1, 5))
		holder, waiting := b.Family(1, meal), b.Family(1, meal)
		b.catchUp()
		day := civil.New(2026, 11, 26)
		b.ask(holder, "RESTO", true, day)
		b.ask(waiting, "RESTO", true, day)
		b.now = at(23, 20, 0)
		b.ask(holder, "RESTO", false, day)
		b.now = at(26, 13, 0)
		b.catchUp()
		b.want("select state from reservations order by id", "cancelled", "refused")
		b.Sound()
	})
}
