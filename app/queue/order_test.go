package queue_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/office"
	"cartable/app/queue"
	"cartable/db"
	"cartable/db/dbtest"
)

// slip is a request on a list as a clerk would keep it on paper: every slip lies before those of later classes and, in
// its class, before those that came later. Moved slips lie on a pile of their own, before all or after all.
type slip struct {
	id     int64
	family dbtest.Family
	class  int // of the enrolment
	came   int
	pile   int // -1 before all, 0 by its class, 1 after all
	state  booking.Status
}

// waits are the slips in the order in which they are served, by looking for the first one again and again.
func waits(all []*slip) (order []*slip) {
	left := slices.DeleteFunc(slices.Clone(all), func(s *slip) bool { return s.state != booking.Waitlisted })
	for len(left) > 0 {
		first := 0
		for i, s := range left {
			f := left[first]
			before := s.pile < f.pile || s.pile == f.pile && s.came < f.came
			if s.pile == 0 && f.pile == 0 && s.class != f.class {
				before = s.class < f.class
			}
			if before {
				first = i
			}
		}
		order, left = append(order, left[first]), slices.Delete(left, first, first+1)
	}
	return order
}

// Whatever families and staff do to a list, the page shows it in the order in which a clerk with paper slips would
// serve it, the places that staff imagine go to the first of it, and so do those that become free.
func TestTheOrderThatIsShownIsTheOrderThatIsServed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rounds := 6
		if d.Postgres() {
			rounds = 2
		}
		for round := range rounds {
			rnd := rand.New(rand.NewPCG(uint64(round), 7))
			hours := round % 2 * 48
			l := newList(t, d, 2, hours)
			l.play(t, rnd, hours > 0)
			if t.Failed() {
				t.Fatalf("round %d", round)
			}
			if round < rounds-1 {
				d = another(t, d)
			}
		}
	})
}

func another(t *testing.T, d *db.DB) *db.DB {
	if d.Postgres() {
		return dbtest.Postgres(t)
	}
	return dbtest.SQLite(t)
}

// play has nine families ask, and then does thirty things by chance.
func (l *list) play(t *testing.T, rnd *rand.Rand, offers bool) {
	l.day += 20
	var all []*slip
	for i := range 9 {
		s := &slip{family: l.Family(1, l.outing), class: rnd.IntN(3), came: i, state: booking.Waitlisted}
		l.Exec("update enrolments set priority = ? where child_id = ?", s.class, s.family.Children[0])
		if s.id = l.want(s.family, true); i < 2 {
			s.state = booking.Accepted
		}
		all = append(all, s)
	}
	for step := range 30 {
		did := l.some(rnd, all)
		given := booking.Offered
		if offers {
			l.serve()
		} else {
			l.RunNight()
			given = booking.Accepted
		}
		for free := 2 - taken(all); free > 0; free-- {
			if order := waits(all); len(order) > 0 {
				order[0].state = given
			}
		}
		if l.same(t, all, 1+rnd.IntN(3)); t.Failed() {
			t.Fatalf("step %d: %s", step, did)
		}
	}
	l.Sound()
}

func taken(all []*slip) (n int) {
	for _, s := range all {
		if s.state.Placed() || s.state == booking.Offered {
			n++
		}
	}
	return n
}

// some does one thing by chance, to the list and to the slips, and says what.
func (l *list) some(rnd *rand.Rand, all []*slip) string {
	s := all[rnd.IntN(len(all))]
	move := func(what queue.What, pile int) {
		s.pile = pile
		l.act(queue.Acts{IDs: []int64{s.id}, What: what, Words: "Pour une raison."})
	}
	what := ""
	switch n := rnd.IntN(8); {
	case s.state == booking.Accepted && n < 5:
		what, s.state = "gives up", booking.Cancelled
		l.want(s.family, false)
	case s.state == booking.Offered && n < 4:
		what, s.state = "accepts", booking.Accepted
		l.answer(s.family, s.id, true)
	case s.state == booking.Offered:
		what, s.state = "declines", booking.Cancelled
		l.answer(s.family, s.id, false)
	case s.state == booking.Waitlisted && n < 2:
		what = "first"
		move(queue.ToFirst, -1)
	case s.state == booking.Waitlisted && n < 4:
		what = "last"
		move(queue.Pass, 1)
	case s.state == booking.Waitlisted && n < 5:
		what = "back"
		move(queue.Return, 0)
	case s.state == booking.Waitlisted && n < 6:
		what, s.state = "taken off", booking.Cancelled
		move(queue.TakeOff, s.pile)
	case s.state == booking.Cancelled || s.state == booking.Refused:
		what, s.state, s.came, s.pile = "asks again", booking.Waitlisted, latest(all)+1, 0
		s.id = l.want(s.family, true)
	}
	return fmt.Sprintf("number %d %s", s.came, what)
}

func latest(all []*slip) (came int) {
	for _, s := range all {
		came = max(came, s.came)
	}
	return came
}

// same compares the list with the slips, and what its page shows with some places more.
func (l *list) same(t *testing.T, all []*slip, more int) {
	l.T.Helper()
	page, err := l.Office.Waitlists(l.ctx, l.Desk, office.WaitQuery{Extra: more}, 1)
	if err != nil {
		l.T.Fatal(err)
	}
	var got, want []string
	for _, g := range page.Groups {
		for i, r := range g.Rows {
			got = append(got, fmt.Sprint(r.ID, " ", r.Position == i+1, " ", r.Served))
		}
	}
	for i, s := range waits(all) {
		want = append(want, fmt.Sprint(s.id, " ", true, " ", i < more))
	}
	if !slices.Equal(got, want) {
		l.T.Errorf("the page shows\n%s\nand the slips are\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, s := range all {
		state := dbtest.Query(t, l.DB, fmt.Sprint("select state from reservations where id = ", s.id))[0]
		if state != string(s.state) {
			l.T.Errorf("number %d is %s, want %s", s.came, state, s.state)
		}
	}
}
