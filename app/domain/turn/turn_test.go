package turn

import (
	"cmp"
	"container/heap"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)

func at(d time.Duration) time.Time { return start.Add(d) }

// newcomer asks for a page of account who, which has just come.
func newcomer(l *Line, who int64, now time.Time) (*Place, Wait) {
	p, _, w := l.Ask(now, Request{Who: who, Came: now})
	return p, w
}

func TestAFreeSlotIsTakenAtOnce(t *testing.T) {
	l := New(2, 100)
	for who := range int64(2) {
		if p, _ := newcomer(l, who, at(0)); p == nil || !p.Called {
			t.Fatalf("%d waits", who)
		}
	}
	p, patience, _ := l.Ask(at(0), Request{Who: 2, Came: at(0), Inside: true})
	if p == nil || p.Called || patience != Longest || l.Waiting() != 0 {
		t.Fatalf("the third: %v %v", p, patience)
	}
	if l.Done(at(1)); !p.Called || l.Waiting() != 0 {
		t.Error("a slot is free and nobody is called")
	}
}

// Those who have begun are served before those who have not, and among each whoever came first, whichever request comes
// first.
func TestTheOrderIsThatOfArrival(t *testing.T) {
	l := New(1, 100)
	var order []int64
	l.Call = func(p *Place) { order = append(order, p.Who) }
	newcomer(l, 1, at(0))
	for _, r := range []Request{{Who: 5, Came: at(50 * time.Second), Again: true}, {Who: 3, Came: at(40 * time.Second),
		Inside: true}, {Who: 4, Came: at(20 * time.Second), Again: true},
		{Who: 2, Came: at(30 * time.Second), Inside: true}} {
		if p, _, _ := l.Ask(at(time.Minute), r); p == nil {
			t.Fatalf("%d is sent away", r.Who)
		}
	}
	for n := range 5 {
		l.Done(at(time.Minute + time.Duration(n+1)*time.Second)) // newcomers wait until all is calm
	}
	if fmt.Sprint(order) != "[1 2 3 4 5]" {
		t.Errorf("got %v", order)
	}
}

// The line waits for somebody who is on the way back, though a slot is free, but not for ever.
func TestNobodyIsOvertakenOnTheWayBack(t *testing.T) {
	l := New(4, 100)
	fill(l, 1, 7, at(0)) // four are served, three are sent away
	if l.Waiting() != 3 {
		t.Fatalf("%d wait", l.Waiting())
	}
	l.Done(at(10 * time.Millisecond))
	p, patience, _ := l.Ask(at(1250*time.Millisecond), Request{Who: 99, Came: at(1200 * time.Millisecond), Again: true})
	if p == nil || p.Called {
		t.Fatal("somebody who came later is served first")
	}
	if l.Look().IsZero() || l.Look().After(at(20*time.Second)) {
		t.Errorf("looks again at %s", l.Look())
	}
	if patience != Longest {
		t.Error(patience)
	}
	close := Request{Who: 98, Came: at(Slack / 2), Again: true}
	if p, _, _ := l.Ask(at(1250*time.Millisecond), close); p == nil || !p.Called {
		t.Error("an empty slot is kept for somebody who came within a second")
	}
	l.Done(at(1250 * time.Millisecond))
	for now := l.Look(); !now.IsZero(); now = l.Look() {
		l.Next(now.Add(time.Millisecond))
	}
	if !p.Called {
		t.Error("those who never came back are waited for")
	}
}

// Forms never wait. While they fill the site no newcomer is let in, but whoever has begun goes on.
func TestFormsKeepNewcomersOut(t *testing.T) {
	l := New(2, 3)
	for range 5 {
		l.Pass()
	}
	if p, _, _ := l.Ask(at(0), Request{Who: 1, Came: at(0), Inside: true}); p == nil || !p.Called {
		t.Error("who has begun waits for forms")
	}
	p, _ := newcomer(l, 2, at(0))
	if p == nil || p.Called || !l.Look().Equal(at(calm)) {
		t.Fatalf("a newcomer: %v, looks at %s", p, l.Look())
	}
	for n := range 4 {
		if l.Next(at(time.Duration(n) * time.Second)); p.Called {
			t.Fatalf("a newcomer is let in beside %d forms", 5-n)
		}
		l.Passed(at(time.Duration(n)*time.Second + calm))
	}
	if !p.Called {
		t.Error("a newcomer is never let in")
	}
}

// A slot that is free for a moment is not enough: when those who have begun have had to wait, newcomers come in once
// that is over for a while.
func TestNewcomersComeInWhenAllIsCalm(t *testing.T) {
	l := New(1, 100)
	fill(l, 1, 1, at(0))
	inside, _, _ := l.Ask(at(0), Request{Who: 2, Came: at(0), Inside: true})
	l.Done(at(2 * target))
	if !inside.Called {
		t.Fatal("who has begun waits")
	}
	l.Done(at(3 * target))
	p, _ := newcomer(l, 3, at(3*target))
	if p == nil || p.Called || !l.Look().Equal(at(2*target+calm)) {
		t.Fatalf("a newcomer: %v, looks at %s", p, l.Look())
	}
	if l.Next(l.Look()); !p.Called {
		t.Error("a newcomer is never let in")
	}
}

// An account has one place: two devices share it, and a thousand tickets are worth the first.
func TestAnAccountHasOnePlace(t *testing.T) {
	l := New(1, 100)
	newcomer(l, 1, at(0))
	fill(l, 100, 20, at(0))
	before := l.Waiting()
	for n := range 1000 {
		newcomer(l, 7, at(time.Duration(n)*time.Microsecond))
	}
	if l.Waiting() != before+1 {
		t.Errorf("a thousand requests hold %d places", l.Waiting()-before)
	}
	fill(l, 200, 20, at(2*time.Millisecond))
	_, w := newcomer(l, 7, at(time.Second/2)) // the other device, later
	if w.Rank != before+1 {
		t.Errorf("the second device is %dth, the first was %dth", w.Rank, before+1)
	}
}

// fill adds n accounts to a line, and returns who is kept.
func fill(l *Line, from int64, n int, now time.Time) (kept []*Place) {
	for who := from; who < from+int64(n); who++ {
		if p, _ := newcomer(l, who, now); p != nil && !p.Called {
			kept = append(kept, p)
		}
	}
	return kept
}

func TestBounds(t *testing.T) {
	l := New(1, 100)
	newcomer(l, 1, at(0))
	var kept int
	for n := range 20 { // one account, many requests at once
		r := Request{Who: 1, Came: at(-time.Hour).Add(time.Duration(n)), Inside: true}
		if p, _, _ := l.Ask(at(0), r); p != nil {
			kept++
		}
	}
	if kept != mostOf {
		t.Errorf("%d requests of one account are kept", kept)
	}
	for who := range int64(1000) {
		l.Ask(at(0), Request{Who: 10 + who, Came: at(-time.Minute), Inside: true})
	}
	if l.keptAll != mostKept {
		t.Errorf("%d requests are kept", l.keptAll)
	}
	fill(l, 10_000, mostAway+5000, at(time.Second))
	if len(l.away) != mostAway {
		t.Errorf("%d are expected back", len(l.away))
	}
	_, w := newcomer(l, 99_999, at(time.Second))
	if w.Rank <= mostAway || w.Again < 10*time.Second || w.Again > time.Minute {
		t.Errorf("the last is told %+v", w)
	}
}

// A clock that is set back or forth confuses the order once, and locks nobody out.
func TestAClockThatJumps(t *testing.T) {
	for _, jump := range []time.Duration{-time.Hour, time.Hour} {
		l := New(1, 100)
		newcomer(l, 1, at(0))
		fill(l, 10, 50, at(0))
		now := at(jump)
		l.Done(now)
		served := 0
		for range 200 {
			p, patience, w := l.Ask(now, Request{Who: 10 + int64(served%50), Came: at(0), Again: true})
			switch {
			case p != nil && p.Called:
				l.Done(now)
				served++
				now = now.Add(100 * time.Millisecond)
			case p != nil:
				l.Leave(now.Add(patience), p)
				now = now.Add(patience)
			default:
				now = now.Add(w.Again)
			}
		}
		if served < 50 {
			t.Errorf("after %s only %d are served", jump, served)
		}
	}
}

func TestTickets(t *testing.T) {
	fresh := Arrive(at(0))
	for name, c := range map[string]struct {
		ticket Ticket
		now    time.Time
		holds  bool
	}{
		"at once":                 {fresh, at(0), true},
		"after nine minutes":      {fresh, at(9 * time.Minute), true},
		"the next day":            {fresh, at(24 * time.Hour), false},
		"from a clock just ahead": {fresh, at(-time.Second), true},
		"from the future":         {fresh, at(-time.Hour), false},
		"of a long visit":         {Ticket{Came: at(-time.Hour), Seen: at(0)}, at(time.Minute), true},
		"that came after it was seen": {Ticket{Came: at(time.Minute), Seen: at(0)}, at(time.Minute),
			false},
	} {
		if c.ticket.Holds(c.now) != c.holds {
			t.Errorf("%s: %v", name, !c.holds)
		}
	}
}

// In a rush of random shape everybody is served, nobody before somebody who came more than Slack earlier, and no slot
// is left empty for long. Two processes share nothing, and differ by a second or two at worst; mostly they do not.
func TestARush(t *testing.T) {
	for seed := range uint64(200) {
		r := rush{rand: rand.New(rand.NewPCG(seed, 0)), lines: 1 + int(seed%2)}
		r.slots = 4 + r.rand.IntN(12)
		if r.lines > 1 {
			r.slots = 8 + r.rand.IntN(8) // the fewer, the more two lines differ
		}
		r.service = time.Duration(1+r.rand.IntN(40)) * time.Millisecond
		r.parents = 1 + r.rand.IntN(1500)
		r.within = time.Duration(r.rand.IntN(30_000)) * time.Millisecond
		r.pages = 1 + r.rand.IntN(4)
		r.run()
		work := time.Duration(r.parents*r.pages) * r.service / time.Duration(r.slots*r.lines)
		least := max(work, r.within)
		bent := Slack
		if r.lines > 1 {
			bent = 2500 * time.Millisecond
		}
		said := fmt.Sprintf(
			"seed %d: %d parents in %s, %d pages of %s, %d lines of %d slots: %s of at least %s, bent %s",
			seed,
			r.parents,
			r.within,
			r.pages,
			r.service,
			r.lines,
			r.slots,
			r.took.Round(time.Millisecond),
			least.Round(time.Millisecond),
			r.bent.Round(time.Millisecond),
		)
		if r.served != r.parents || r.bent > bent || r.took > 2*least+20*time.Second {
			t.Error(said, r.served)
		} else if testing.Verbose() {
			t.Log(said)
		}
	}
}

// rush simulates parents who come, wait, come back as they are told, and read several pages each.
type rush struct {
	rand           *rand.Rand
	lines, slots   int
	parents, pages int
	within         time.Duration // all have come
	service        time.Duration // of a page, by the clock

	events events
	number int
	now    time.Duration
	came   []time.Duration
	first  []time.Duration // when the first page was served
	served int
	took   time.Duration
	bent   time.Duration // the largest difference of arrival against the order
}

type event struct {
	at     time.Duration
	number int
	do     func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(e[i].at, e[j].at), cmp.Compare(e[i].number, e[j].number)) < 0
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

func (r *rush) after(d time.Duration, do func()) {
	r.number++
	heap.Push(&r.events, event{r.now + d, r.number, do})
}

func (r *rush) run() {
	lines := make([]*Line, r.lines)
	calls := map[*Place]func(){}
	for i := range lines {
		lines[i] = New(r.slots, 100)
		lines[i].Call = func(p *Place) {
			if got := calls[p]; got != nil {
				delete(calls, p)
				got()
			}
		}
	}
	r.first = make([]time.Duration, r.parents)
	turnOf := 0
	var ask func(who int, ticket Ticket, left int)
	ask = func(who int, ticket Ticket, left int) {
		l := lines[turnOf%r.lines]
		turnOf++
		p, patience, w := l.Ask(at(r.now), ticket.Request(int64(who)))
		wait := func(w Wait) {
			ticket.Waits = true
			late := time.Duration(r.rand.IntN(200)) * time.Millisecond
			r.after(w.Again+late, func() { ask(who, ticket, left) })
		}
		serve := func() {
			if !ticket.Inside {
				r.served++
				r.first[who] = r.now
			}
			ticket.Inside, ticket.Waits = true, false
			took := r.service/3 + time.Duration(r.rand.Int64N(int64(2*r.service)))
			if r.rand.IntN(20) == 0 {
				took *= 5
			}
			r.after(took, func() {
				l.Done(at(r.now))
				r.took = r.now
				if left > 1 {
					r.after(time.Duration(r.rand.IntN(3000))*time.Millisecond, func() { ask(who, ticket, left-1) })
				}
			})
		}
		switch {
		case p == nil:
			wait(w)
		case p.Called:
			serve()
		default:
			calls[p] = serve
			r.after(patience, func() {
				if !p.Called {
					delete(calls, p)
					wait(l.Leave(at(r.now), p))
				}
			})
		}
		if look := l.Look(); !look.IsZero() {
			r.after(look.Sub(at(r.now))+time.Millisecond, func() { l.Next(at(r.now)) })
		}
	}
	for who := range r.parents {
		came := time.Duration(r.rand.Int64N(int64(r.within) + 1))
		r.came = append(r.came, came)
		r.after(came, func() { ask(who, Arrive(at(came)), r.pages) })
	}
	for r.events.Len() > 0 && r.now < time.Hour {
		e := heap.Pop(&r.events).(event)
		r.now = e.at
		e.do()
	}
	r.bent = bent(r.came, r.first)
}

// bent returns by how much the order of arrival was bent: the largest difference of the arrivals of two of whom the
// second was served first.
func bent(came, served []time.Duration) (most time.Duration) {
	order := make([]int, len(came))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(served[a], served[b]), cmp.Compare(came[a], came[b]))
	})
	latest := time.Duration(0) // of the arrivals served so far
	for _, who := range order {
		most = max(most, latest-came[who])
		latest = max(latest, came[who])
	}
	return most
}
