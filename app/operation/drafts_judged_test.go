package operation_test

import (
	"fmt"
	"strings"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/app/portal"
	"cartable/db/dbtest"
)

// validates validates what a family had read, reads it anew if a price moved, and compares each line with the rule of
// now. taken counts who asked for a day before it.
func (m *month) validates(c moved, home int, read portal.Recap, taken map[civil.Date]int) {
	m.t.Helper()
	f := m.homes[home]
	cost := func(on civil.Date) money.Cents {
		if c.price == nil {
			return 400
		}
		return c.price(on)
	}
	moved := 0
	for _, on := range m.days {
		if cost(on) != 400 && m.expected(c, home, on, taken).result != booking.ResultUntreated {
			moved++
		}
	}
	number, err := m.p.Validate(m.ctx, m.viewer(f), read.RecapKey)
	if moved > 0 {
		if fault.KindOf(err) != fault.Conflict {
			m.t.Fatalf("home %d: a price that nobody read was agreed to: %v", home, err)
		}
		again := m.recap(f)
		again.Since(read.RecapKey)
		told := fmt.Sprint(moved, " jours ont changé de prix")
		if again.Changed != moved || !strings.Contains(again.Remarks[0], told) {
			m.t.Errorf("home %d: %d of %d prices are shown as changed: %q", home, again.Changed, moved, again.Remarks)
		}
		for _, l := range again.Bookings {
			if l.Changed && (l.Was == nil || *l.Was != 400 || l.Price != cost(l.Date)) {
				m.t.Errorf("home %d: shown as %+v", home, l)
			}
		}
		read = again
		number, err = m.p.Validate(m.ctx, m.viewer(f), again.RecapKey)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	done, err := m.p.Confirmation(m.ctx, m.viewer(f), number)
	if err != nil {
		m.t.Fatal(err)
	}
	if len(done.Bookings) != len(m.days) {
		m.t.Errorf("home %d: %d of %d lines", home, len(done.Bookings), len(m.days))
	}
	for i, l := range done.Bookings {
		want := m.expected(c, home, l.Date, taken)
		taken[l.Date] += want.takes
		if l.Result != want.result || !strings.Contains(l.Why, want.why) || (l.Why == "") != (want.why == "") {
			m.t.Errorf("home %d, %s: %s %q, want %s %q", home, l.Date, l.Result, l.Why, want.result, want.why)
		}
		if l.Result != booking.ResultUntreated && l.Price != cost(l.Date) {
			m.t.Errorf("home %d, %s: costs %s, want %s", home, l.Date, l.Price, cost(l.Date))
		}
		if told := read.Bookings[i].Result; l.Changed != (told != l.Result) {
			m.t.Errorf("home %d, %s: %s was read, is %s, shown as changed: %t", home, l.Date, told, l.Result, l.Changed)
		}
	}
	for _, l := range done.Cancels {
		why := ""
		if c.given != nil {
			why = c.given(l.Date)
		}
		if treated := l.Result == booking.ResultCancelled; treated != (why == "") || !strings.Contains(l.Why, why) {
			m.t.Errorf("evening of %s: %s %q, want %q", l.Date, l.Result, l.Why, why)
		}
	}
	if home == 0 && len(done.Cancels) != len(m.evening) {
		m.t.Errorf("%d evenings", len(done.Cancels))
	}
	m.noPlaceTooMany(c)
}

// judged is what a line must be.
type judged struct {
	result booking.Result
	why    string // part of its sentence
	takes  int    // places, or turns in the queue
}

// expected applies the rule of now to a day that a family asks for after taken others.
func (m *month) expected(c moved, home int, on civil.Date, taken map[civil.Date]int) judged {
	if c.lunch != nil {
		if why := c.lunch(home, on); why != "" {
			return judged{booking.ResultUntreated, why, 0}
		}
	}
	places, wait := placesAtLunch, waitAtLunch
	if c.places != nil {
		places, wait = c.places(on)
	}
	switch n := taken[on]; {
	case n < places:
		return judged{booking.ResultAccepted, "", 1}
	case n < places+wait:
		return judged{booking.ResultWaitlisted, "", 1}
	}
	return judged{booking.ResultUntreated, "Il n'y a plus de place ce jour", 0}
}

func (m *month) noPlaceTooMany(c moved) {
	m.t.Helper()
	given := map[string]int{}
	for _, on := range dbtest.Query(m.t, m.d, fmt.Sprintf("select cast(date as text) from reservations where "+
		"activity_id = %d and state = 'accepted'", m.lunch)) {
		given[on]++
	}
	for _, on := range m.days {
		places := placesAtLunch
		if c.places != nil {
			places, _ = c.places(on)
		}
		if n := given[on.String()]; n > places {
			m.t.Errorf("%s: %d have one of %d places", on, n, places)
		}
	}
}

// endEnrolment ends the enrolment of a family's child.
func (m *month) endEnrolment(f dbtest.Family, activity string, last civil.Date) {
	m.t.Helper()
	code := dbtest.Query(m.t, m.d, fmt.Sprintf("select code from children where id = %d", f.Children[0]))[0]
	was := town.EnrolmentEntry{Child: code, Activity: activity, From: civil.New(2026, 9, 1), To: civil.New(2027, 7, 2)}
	is := was
	is.To = last
	id, applied, err := m.Prepare(m.ctx, m.Desk, operation.Request{Kind: operation.Enrolments, Title: "Fin",
		Reason: "Déménagement", Changes: town.Changes{{Before: was, After: is}}})
	if err != nil {
		m.t.Fatal(err)
	}
	if !applied {
		m.apply(id)
	}
}
