package household_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/household"
	"cartable/db"
	"cartable/db/dbtest"
)

// nest is a town hall with a child of two homes, on Thursday of week 49: mum has the even weeks.
type nest struct {
	*desktest.Counter
	*household.Households
	ctx      context.Context
	mum, dad dbtest.Family
	child    int64
}

func newNest(t *testing.T, d *db.DB) *nest {
	c := desktest.NewCounter(t, d)
	w := &nest{Counter: c, Households: &household.Households{Base: c.Office.Base}, ctx: context.Background(),
		mum: c.Family(1, c.Meal, c.Care), dad: c.Family(0)}
	w.child = w.mum.Children[0]
	w.dad.Children = w.mum.Children
	w.Exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 1)", w.dad.ID,
		w.child, c.Structure.ID)
	return w
}

// The Monday of week 50, which is even, and of week 51.
var even, odd = desktest.Thursday + 4, desktest.Thursday + 11

func weeks() household.Form {
	return household.Form{From: desktest.Thursday.String(), Rule: household.EvenFirst, Changes: "1",
		Reason: "Jugement du 2 décembre"}
}

// arrange arranges what a form says, as its rehearsal showed it.
func (w *nest) arrange(f household.Form) household.Rehearsal {
	w.T.Helper()
	shown, err := w.Rehearse(w.ctx, w.Desk, "F001", w.child, f)
	if err != nil {
		w.T.Fatal(err)
	}
	f.Seen = shown.Seen
	done, err := w.Arrange(w.ctx, w.Desk, "F001", w.child, f)
	if err != nil || done.Changed != nil {
		w.T.Fatal(done.Changed, err)
	}
	if len(done.Moves) != len(shown.Moves) {
		w.T.Errorf("shown %d moves, done %d", len(shown.Moves), len(done.Moves))
	}
	return done
}

func TestDaysOfTheOtherHomeGoThereAtItsPrice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.Exec("delete from tariffs")
		for _, line := range [][3]int{{0, 100000, 200}, {100000, 1000000, 600}} {
			w.Exec("insert into tariffs (activity_id, from_date, qf_min, qf_max, price) values (?, ?, ?, ?, ?)", w.Meal,
				civil.New(2026, 9, 1), line[0], line[1], line[2])
		}
		w.Exec("update structures set revision = revision + 1")
		w.Desk.Revision++
		const quotient = "insert into quotients (family_id, from_date, qf) values (?, ?, ?)"
		w.Exec(quotient, w.dad.ID, civil.New(2026, 9, 1), 50000)
		w.Exec(quotient, w.mum.ID, civil.New(2026, 9, 1), 150000)
		stays := w.Booked(w.mum, 0, w.Meal, desktest.Thursday, booking.Accepted) // marked
		w.Exec("update reservations set attendance = 'present' where id = ?", stays)
		w.Booked(w.mum, 0, w.Meal, even, booking.Accepted)
		w.Booked(w.mum, 0, w.Meal, odd, booking.Accepted)
		w.Booked(w.mum, 0, w.Care, odd, booking.Waitlisted)
		w.Booked(w.dad, 0, w.Meal, even+1, booking.Accepted)
		before := w.States()
		done := w.arrange(weeks())
		if len(done.Moves) != 3 || len(done.Stays) != 1 || !strings.Contains(done.Stays[0].Why, "pointé") {
			t.Fatalf("%+v", done)
		}
		dbtest.Want(t, d, "select r.date, f.code, r.price from reservations r join families f on f.id = r.family_id "+
			"where r.activity_id = (select id from activities where code = 'RESTO') order by r.date",
			"2026-12-03 F001 400", "2026-12-07 F001 400", "2026-12-08 F001 600", "2026-12-14 F002 200")
		if after := w.States(); after["accepted"] != before["accepted"] || after["waitlisted"] != 1 {
			t.Errorf("%v, then %v", before, after)
		}
		dbtest.Want(t, d, "select a.action, f.code from audit a join families f on f.id = a.family_id order by f.code",
			"custody.set F001", "custody.set F002")
		dbtest.Want(t, d, "select count(*) from audit where became like '%DUPONT%' or was like '%DUPONT%'", "0")
		w.Sound()
		if again, err := w.Arrange(w.ctx, w.Desk, "F002", w.child, weeks()); err != nil || !again.Already {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
	})
}

// What a parent booked after the rehearsal stops the act, which names it.
func TestADayBookedMeanwhileIsNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.Booked(w.mum, 0, w.Meal, odd, booking.Accepted)
		f := weeks()
		shown, err := w.Rehearse(w.ctx, w.Desk, "F001", w.child, f)
		if err != nil {
			t.Fatal(err)
		}
		w.Booked(w.mum, 0, w.Meal, odd+1, booking.Accepted)
		w.Exec("update reservations set state = 'cancelled' where date = ?", odd)
		f.Seen = shown.Seen
		now, err := w.Arrange(w.ctx, w.Desk, "F001", w.child, f)
		said := strings.Join(now.Changed, "; ")
		if err != nil || !strings.Contains(said, "mar. 15 déc") || !strings.Contains(said, "réservé depuis") ||
			!strings.Contains(said, "ne change plus de foyer") {
			t.Fatalf("%q, %v", said, err)
		}
		dbtest.Want(t, d, "select count(*) from custodies", "0")
		dbtest.Want(t, d, "select count(*) from reservations where family_id = (select max(id) from families)", "0")
	})
}

// Of two clerks at once one acts, and the other is told.
func TestTwoClerksAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.Booked(w.mum, 0, w.Meal, odd, booking.Accepted)
		forms := []household.Form{weeks(), weeks()}
		forms[1].Rule = household.Never
		for i := range forms {
			shown, err := w.Rehearse(w.ctx, w.Desk, "F001", w.child, forms[i])
			if err != nil {
				t.Fatal(err)
			}
			forms[i].Seen = shown.Seen
		}
		var all sync.WaitGroup
		told := make([]bool, len(forms))
		for i, f := range forms {
			all.Go(func() {
				now, err := w.Arrange(w.ctx, w.Desk, "F001", w.child, f)
				if err != nil {
					t.Error(err)
				}
				told[i] = now.Changed != nil
			})
		}
		all.Wait()
		if told[0] == told[1] {
			t.Errorf("told that it changed: %v", told)
		}
		w.Sound()
	})
}

// Each refusal has its sentence at its field.
func TestWhatIsTypedWrongIsSaidAtItsField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		day := func(n int) string { return (desktest.Thursday + civil.Date(n)).String() }
		for name, c := range map[string]struct {
			field, words string
			with         func(*household.Form)
		}{
			"no rule":          {"garde", "Choisissez", func(f *household.Form) { f.Rule = "" }},
			"no weekday":       {"change", "Choisissez", func(f *household.Form) { f.Changes = "8" }},
			"yesterday":        {"depuis", "déjà passé", func(f *household.Form) { f.From = day(-1) }},
			"no first day":     {"depuis", "Indiquez", func(f *household.Form) { f.From = "demain" }},
			"far":              {"depuis", "trop loin", func(f *household.Form) { f.From = day(500) }},
			"exception over":   {"exception-a-au", "déjà passée", exceptions(day(-3), day(-1), "F001")},
			"exception turned": {"exception-a-au", "avant le premier", exceptions(day(3), day(1), "F001")},
			"nobody":           {"exception-a-chez", "chez qui", exceptions(day(1), day(3), "F009")},
			"overlap": {"exception-b-du", "déjà dans une autre exception",
				exceptions(day(1), day(3), "F001", day(3), day(5), "F002")},
		} {
			f := weeks()
			c.with(&f)
			_, err := w.Rehearse(w.ctx, w.Desk, "F001", w.child, f)
			if said := faults(err)[c.field]; !strings.Contains(said, c.words) {
				t.Errorf("%s: %q, %v", name, said, err)
			}
		}
		f := weeks()
		f.Reason = ""
		if _, err := w.Arrange(w.ctx, w.Desk, "F001", w.child, f); faults(err)["motif"] == "" {
			t.Errorf("no reason: %v", err)
		}
		third := w.Family(0)
		w.Exec("insert into family_children (family_id, child_id, structure_id, position) values (?, ?, ?, 2)",
			third.ID, w.child, w.Structure.ID)
		_, err := w.Rehearse(w.ctx, w.Desk, "F001", w.child, weeks())
		desktest.Is(t, err, fault.Invalid)
		w.Exec("insert into erasures (structure_id, family_id, account_id, asked_at, state, decided_at) "+
			"values (?, ?, ?, ?, 'done', ?)", w.Structure.ID, third.ID, third.AccountID, w.Now, w.Now)
		if _, err = w.Rehearse(w.ctx, w.Desk, "F001", w.child, weeks()); err != nil {
			t.Errorf("a third home that was erased: %v", err)
		}
		_, err = w.Rehearse(w.ctx, w.Desk, "F003", w.child+1, weeks())
		desktest.Is(t, err, fault.NotFound)
	})
}

func exceptions(words ...string) func(*household.Form) {
	return func(f *household.Form) {
		for ; len(words) > 0; words = words[3:] {
			f.Exceptions = append(f.Exceptions, household.ExceptionForm{From: words[0], To: words[1], Home: words[2]})
		}
	}
}

// faults returns the sentences of a refusal by field.
func faults(err error) map[string]string {
	all := map[string]string{}
	if many, ok := err.(fault.Many); ok { //nolint:errorlint // as it is returned
		for _, one := range many {
			all[one.Field] = one.Message
		}
	} else if one, ok := err.(*fault.Error); ok { //nolint:errorlint // as it is returned
		all[one.Field] = one.Message
	}
	return all
}

// Whatever is arranged, again and again, no place, no cent and no day is lost, and no day is left with the wrong home.
func TestNothingIsLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.Exec("update pools set capacity = 100")
		draw := rand.New(rand.NewPCG(1, 2))
		families := []dbtest.Family{w.mum, w.dad}
		for i := range 30 {
			status := []booking.Status{booking.Accepted, booking.Waitlisted, booking.Pending}[draw.IntN(3)]
			w.Booked(families[draw.IntN(2)], 0, []int64{w.Meal, w.Care}[draw.IntN(2)], desktest.Thursday+civil.Date(i),
				status)
		}
		w.Owes(w.mum, 5000)
		w.Owes(w.dad, -700)
		count := "select count(*), count(distinct id), sum(quantity), (select sum(accepted) from slots), " +
			"(select sum(waiting) from slots), (select sum(amount) from ledger), (select count(*) from ledger) " +
			"from reservations"
		before := dbtest.Query(t, d, count)
		for range 15 {
			f := weeks()
			f.Rule = []string{household.EvenFirst, household.OddFirst, household.Always, household.Never,
				household.Open}[draw.IntN(5)]
			f.Changes = string(rune('1' + draw.IntN(7)))
			f.From = (desktest.Thursday + civil.Date(draw.IntN(20))).String()
			if first := desktest.Thursday + civil.Date(draw.IntN(20)); draw.IntN(2) == 0 {
				exceptions(first.String(), (first + civil.Date(draw.IntN(5))).String(), "F002")(&f)
			}
			shown, err := w.Rehearse(w.ctx, w.Desk, "F001", w.child, f)
			if err != nil {
				t.Fatal(err)
			}
			f.Seen = shown.Seen
			if now, err := w.Arrange(w.ctx, w.Desk, "F001", w.child, f); err != nil || now.Changed != nil {
				t.Fatal(now.Changed, err)
			}
			w.noStrays()
			if after := dbtest.Query(t, d, count); strings.Join(after, ";") != strings.Join(before, ";") {
				t.Fatalf("%v, then %v", before, after)
			}
		}
		w.Sound()
	})
}

// A request that waits on a day of the other home gets no place at night.
func TestTheNightGivesNoDayOfTheOtherHome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.arrange(weeks())
		w.Booked(w.mum, 0, w.Meal, odd, booking.Waitlisted) // as a clerk of another software may have written it
		w.Booked(w.dad, 0, w.Meal, odd+1, booking.Waitlisted)
		w.RunNight()
		dbtest.Want(t, d, "select state, reason from reservations order by date", "refused other-home", "accepted ")
	})
}

// A child who came without a booking is owed by the home of that day.
func TestAChildWhoCameIsOfTheHomeOfTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.arrange(weeks())
		for day, family := range map[civil.Date]int64{desktest.Thursday: w.dad.ID, even: w.mum.ID} {
			all, err := d.Read().Candidates(w.ctx, w.Structure.ID, w.Meal, day)
			if err != nil || len(all) != 1 || all[0].FamilyID != family {
				t.Errorf("%s: %+v, %v", day, all, err)
			}
		}
	})
}

// The form as it is shown, with one exception more, changes nothing of a rule that begins later.
func TestAnExceptionLosesNoLaterRule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newNest(t, d)
		w.arrange(weeks())
		later := weeks()
		later.Rule, later.From = household.Never, (desktest.Thursday + 200).String()
		w.arrange(later)
		dbtest.Want(t, d, "select count(*) from custodies where to_date is null", "2")
		_, f, err := w.Custody(w.ctx, w.Desk, "F001", w.child)
		if err != nil {
			t.Fatal(err)
		}
		f.Reason = "Vacances"
		exceptions(even.String(), (even + 2).String(), "F002")(&f)
		w.arrange(f)
		dbtest.Want(t, d, "select count(*) from custodies where to_date is null", "2")
	})
}
