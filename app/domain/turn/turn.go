// Package turn decides who is served next when more parents ask for pages than the site can make at once. A page is
// made in one of a few slots; whoever finds none stands in a line in the order of arrival. Those who will be served in
// a moment are kept at hand, with their request open; the others are shown a page that says their rank, and come back
// by themselves. The line waits for them: nobody is served while somebody who came more than Slack earlier is expected
// back (DOMAIN.md 9.14).
//
// It is pure: it knows accounts and instants, uses no clock and sleeps never. Start with Line.Ask.
package turn

import (
	"slices"
	"sort"
	"time"
)

const (
	// Slack is by how much the order of arrival may be bent: a slot is not left empty for somebody who came that little
	// earlier and is still on the way back. Two processes, each with its line, differ by a little more when pages are
	// slow (TestARush).
	Slack = 700 * time.Millisecond
	// Brief is how long somebody who has just come may be kept without a word. It is short of the quarter of a second
	// in which a page is expected.
	Brief = 150 * time.Millisecond
	// Near is how long before their turn those are kept who have come back from the waiting page, which stays on their
	// screen meanwhile. A page can only be told to reload after whole seconds: without it the order of arrival would be
	// lost in the rounding.
	Near = 2 * time.Second
	// Soon is how long somebody who has just come may be kept when the line is all but over: sent away, they would have
	// to be waited for in their turn, and it would never end.
	Soon = 1500 * time.Millisecond
	// Longest is how long a request may be kept, however wrong the estimate was: half of the time of a whole request.
	Longest = 5 * time.Second

	grace    = 300 * time.Millisecond // after which somebody who was expected back is not waited for
	often    = 10 * time.Second       // between two visits of somebody who waits, and more in a long line:
	oftenPer = 500                    // a second for so many people ahead, or their visits would be the load
	measured = 2 * time.Second        // over which newcomers are counted, for an estimate
	// target is how long somebody who has begun may wait for a page before it is too much, and calm how long it must
	// not have been too much before newcomers are let in. Each of them brings more requests, some seconds later: let in
	// whenever a slot is free, they would soon be too many.
	target = 50 * time.Millisecond
	calm   = 200 * time.Millisecond
	swept  = time.Second // between two looks for those who did not come back

	mostOf = 4 // requests of one account that are kept at a time
	// mostKept bounds the requests that are kept, each with its connection and its buffers of some 30 kB. mostAway
	// bounds those who are expected back, of some 150 bytes each: whoever comes behind them has a ticket, and thus
	// their order, but the line does not wait for them.
	mostKept = 400
	mostAway = 20_000
)

// Request is a request for a page.
type Request struct {
	Who    int64     // the account
	Came   time.Time // when it arrived: see Ticket
	Inside bool      // it has been served a page already: it finishes what it has begun
	Again  bool      // it comes back from the waiting page
}

// Place is a place in the line. The line owns it.
type Place struct {
	Request
	Called bool      // it has a slot, until Done
	asked  time.Time // when the request came
	due    time.Time // when somebody who is away comes back; zero: the request is kept
}

// Wait is what somebody learns who is not served now.
type Wait struct {
	Rank  int           // 1: they are next
	About time.Duration // until their turn, as it looks now
	Again time.Duration // after which their page comes back, in whole seconds
}

// Line is the line of one process. It is not safe for concurrent use.
type Line struct {
	Call func(*Place) // called for each place that gets a slot; never nil after New

	slots, all int              // pages at once, and requests of any kind beyond which no newcomer is let in
	pages      int              // in slots
	others     int              // requests that never wait
	inside     []*Place         // those who have begun, by arrival: they are served first
	order      []*Place         // the others, by arrival
	away       map[int64]*Place // those of them who are expected back, by account
	kept       map[int64]int    // how many requests are kept, by account
	keptAll    int
	crowded    time.Time // when a request was last too many
	served     int       // newcomers, since the instant below
	before     int       // and in the time before, as long as measured
	since      time.Time
	sweptAt    time.Time
	look       time.Time
}

// New returns an empty line. So many pages are made at once; newcomers are let in as long as fewer requests than all,
// of any kind, are under way.
func New(slots, all int) *Line {
	return &Line{Call: func(*Place) {}, slots: max(1, slots), all: max(1, all), away: map[int64]*Place{},
		kept: map[int64]int{}}
}

// Ask places a request. If the place is Called, it has a slot already; otherwise its request is kept until Call, for at
// most patience, and then has to Leave. Without a place the request is answered with the waiting page.
func (l *Line) Ask(now time.Time, r Request) (p *Place, patience time.Duration, w Wait) {
	// An instant to come has no effect: the clock was set back.
	if r.Came = r.Came.Round(0); r.Came.After(now) {
		r.Came = now.Round(0)
	}
	if old := l.away[r.Who]; old != nil { // an account has one place, on however many devices: the earlier one
		if old.Came.Before(r.Came) {
			r.Came = old.Came
		}
		l.remove(old)
	}
	p = &Place{Request: r, asked: now}
	at := l.insert(p)
	l.Next(now)
	if p.Called {
		return p, 0, Wait{}
	}
	tooMany := l.kept[r.Who] > mostOf || l.keptAll > mostKept
	if r.Inside && !tooMany {
		return p, Longest, Wait{}
	}
	about, longest := l.about(now, at), Brief
	if r.Again {
		longest = Near
	}
	if !l.look.IsZero() { // it will be calm, or somebody who came before will have taken the free slot
		about, longest = max(about, l.look.Sub(now)), max(longest, Soon)
	}
	if tooMany || about > longest {
		return nil, 0, l.send(now, p)
	}
	if r.Again {
		longest = Longest
	}
	return p, longest, Wait{}
}

// Leave ends the stay of a request that was kept in vain.
func (l *Line) Leave(now time.Time, p *Place) Wait { return l.send(now, p) }

// Done frees the slot of a place.
func (l *Line) Done(now time.Time) {
	l.pages--
	l.Next(now)
}

// Pass notes a request that never waits, and Passed its end.
func (l *Line) Pass() { l.others++ }

func (l *Line) Passed(now time.Time) {
	l.others--
	l.Next(now)
}

// Next gives free slots to whoever is due: to those who have begun, then, if all is calm, to the others in the order of
// arrival.
func (l *Line) Next(now time.Time) {
	l.sweep(now)
	l.look = time.Time{}
	if len(l.inside) > 0 && now.Sub(l.inside[0].asked) > target || l.pages+l.others >= 2*l.all {
		l.crowded = now
	}
	for len(l.inside) > 0 && l.pages < l.slots {
		l.call(l.inside[0])
	}
	if len(l.order) > 0 && now.Before(l.crowded.Add(calm)) {
		l.look = l.crowded.Add(calm)
		return
	}
	var missing *Place // the first who is expected back
	for i := 0; i < len(l.order) && l.pages < l.slots && l.pages+l.others < l.all; {
		p := l.order[i]
		switch {
		case p.gone(now):
			l.remove(p)
		case !p.due.IsZero():
			if missing == nil {
				missing, l.look = p, p.due.Add(grace)
			}
			i++
		case missing != nil && p.Came.Sub(missing.Came) > Slack:
			return
		default:
			l.call(p)
			l.lately(now)
			l.served++
		}
	}
	if l.pages >= l.slots || l.pages+l.others >= l.all {
		l.look = time.Time{}
	}
}

// call gives a slot to a place.
func (l *Line) call(p *Place) {
	l.remove(p)
	p.Called = true
	l.pages++
	l.Call(p)
}

// Look returns when Next has to be called even if nothing happens until then: slots are free for somebody who is
// expected back. It is zero if they are not.
func (l *Line) Look() time.Time { return l.look }

// Waiting returns how many newcomers are in the line.
func (l *Line) Waiting() int { return len(l.order) }

// gone reports whether somebody who was away did not come back: they left, or another process serves them.
func (p *Place) gone(now time.Time) bool { return !p.due.IsZero() && now.After(p.due.Add(grace)) }

// sweep takes everybody who is gone out of the line, so that ranks are right.
func (l *Line) sweep(now time.Time) {
	if since := now.Sub(l.sweptAt); since >= 0 && since < swept {
		return
	}
	l.sweptAt = now
	l.order = slices.DeleteFunc(l.order, func(p *Place) bool {
		gone := p.gone(now)
		if gone {
			delete(l.away, p.Who)
		}
		return gone
	})
}

// send makes a place one of somebody who is away, and returns what they are told. Nobody waits for those who have
// begun: they are served whenever they come back.
func (l *Line) send(now time.Time, p *Place) Wait {
	l.remove(p)
	if p.Inside {
		return Wait{Rank: 1, About: time.Second, Again: time.Second}
	}
	at := find(l.order, p)
	about := l.about(now, at)
	most := often + time.Duration(at/oftenPer)*time.Second
	w := Wait{Rank: at + 1, About: about, Again: max(time.Second, min(most, about/2).Truncate(time.Second))}
	if l.away[p.Who] == nil && len(l.away) < mostAway {
		p.due = now.Add(w.Again)
		l.insert(p)
	}
	return w
}

// about estimates the wait of whoever stands at an index of the line. A slot makes at least one page a second: a pause
// of the database must not look like a line of an hour.
func (l *Line) about(now time.Time, at int) time.Duration {
	pace := max(l.lately(now), l.slots*int(measured/time.Second))
	return time.Duration(at+1) * measured / time.Duration(pace)
}

// lately returns how many newcomers were served in the time of measured that ends now.
func (l *Line) lately(now time.Time) int {
	past := now.Sub(l.since)
	switch {
	case past < 0 || past >= 2*measured:
		l.served, l.before, l.since, past = 0, 0, now, 0
	case past >= measured:
		l.served, l.before, l.since, past = 0, l.served, l.since.Add(measured), past-measured
	}
	return l.served + l.before*int(measured-past)/int(measured)
}

// find returns the index behind all who came no later than a place.
func find(list []*Place, p *Place) int {
	return sort.Search(len(list), func(i int) bool { return list[i].Came.After(p.Came) })
}

// list returns the list to which a place belongs.
func (l *Line) list(p *Place) *[]*Place {
	if p.Inside {
		return &l.inside
	}
	return &l.order
}

func (l *Line) insert(p *Place) int {
	list := l.list(p)
	at := find(*list, p)
	*list = slices.Insert(*list, at, p)
	if p.due.IsZero() {
		l.kept[p.Who]++
		l.keptAll++
	} else {
		l.away[p.Who] = p
	}
	return at
}

// remove takes a place out of the line, if it is there.
func (l *Line) remove(p *Place) {
	list := l.list(p)
	at := find(*list, p) - 1
	for at >= 0 && (*list)[at] != p && (*list)[at].Came.Equal(p.Came) {
		at--
	}
	if at < 0 || (*list)[at] != p {
		return
	}
	*list = slices.Delete(*list, at, at+1)
	if !p.due.IsZero() {
		delete(l.away, p.Who)
		p.due = time.Time{}
		return
	}
	l.keptAll--
	if l.kept[p.Who]--; l.kept[p.Who] == 0 {
		delete(l.kept, p.Who)
	}
}
