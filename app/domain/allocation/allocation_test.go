package allocation

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

func limit(n int) *int { return &n }

// read parses a request from a line: "3 waitlisted AB p1 +2s staff last gone" is number 3 for the pools 1 (A) and 2
// (B), of priority 1, made two seconds after noon; "n7" is the number of its movement, and without one it was imported.
func read(t *testing.T, line string) Request {
	t.Helper()
	r := Request{RequestedAt: noon}
	words := strings.Fields(line)
	if _, err := fmt.Sscan(words[0], &r.ID); err != nil {
		t.Fatal(err)
	}
	for _, w := range words[1:] {
		switch {
		case w == "waitlisted", w == "pending":
			r.Standing = Standing(w)
		case w == "staff":
			r.ByStaff = true
		case w == "last":
			r.LastChance = true
		case w == "gone":
			r.Gone = true
		case w == "late":
			r.Late = true
		case w[0] == 'n':
			fmt.Sscanf(w, "n%d", &r.Number)
		case w[0] == 'p':
			fmt.Sscanf(w, "p%d", &r.Priority)
		case w[0] == '+':
			later, err := time.ParseDuration(w[1:])
			if err != nil {
				t.Fatal(err)
			}
			r.RequestedAt = noon.Add(later)
		default:
			for _, letter := range w {
				r.Pools = append(r.Pools, int64(letter-'A'+1))
			}
		}
	}
	return r
}

// The rules of DOMAIN.md 7.1 and 7.2, one per row.
func TestSettle(t *testing.T) {
	one := func(free, room *int) map[int64]Pool { return map[int64]Pool{1: {Free: free, WaitingRoom: room}} }
	tests := []struct {
		rule     string
		pools    map[int64]Pool
		requests []string
		want     string // decisions in the order in which they are taken
	}{
		{"nothing to decide", one(limit(3), nil), nil, ""},
		{"without a limit all are accepted", one(nil, limit(0)), []string{"1 waitlisted A", "2 pending A"},
			"1 accepted, 2 accepted"},
		{"without a pool too", nil, []string{"1 pending"}, "1 accepted"},
		{"those who wait go before the night's requests, whatever their class and instant", one(limit(1), nil),
			[]string{"1 pending A p0", "2 waitlisted A p9 +60s"}, "2 accepted, 1 waitlisted"},
		{"the class goes before the instant", one(limit(1), nil),
			[]string{"1 pending A p1", "2 pending A p0 +60s"}, "2 accepted, 1 waitlisted"},
		{"the number of the movement goes before the instant: a clock may be set back", one(limit(1), nil),
			[]string{"1 pending A n8", "2 pending A n7 +60s"}, "2 accepted, 1 waitlisted"},
		{"and before the number of the request", one(limit(1), nil),
			[]string{"1 pending A n8", "2 pending A n7"}, "2 accepted, 1 waitlisted"},
		{"what was imported goes before what was validated here, whatever its instant", one(limit(1), nil),
			[]string{"1 pending A n1", "2 pending A +60s"}, "2 accepted, 1 waitlisted"},
		{"what was imported keeps the order of its instants", one(limit(1), nil),
			[]string{"1 pending A +60s", "2 pending A"}, "2 accepted, 1 waitlisted"},
		{"late: a place that is free goes to the next who can take it", one(limit(1), nil),
			[]string{"1 waitlisted A late", "2 waitlisted A +1s"}, "2 accepted"},
		{"late, and nothing can be freed any more: refused though there is room", one(limit(2), nil),
			[]string{"1 waitlisted A late last", "2 waitlisted A last +1s"}, "1 refused, 2 accepted"},
		{"the number of the request decides a tie", one(limit(1), nil),
			[]string{"2 waitlisted A", "1 waitlisted A"}, "1 accepted"},
		{"instants compare as instants, finer than a second", one(limit(1), nil),
			[]string{"1 waitlisted A +2ns", "2 waitlisted A +1ns"}, "2 accepted"},
		{"no place for anybody", one(limit(0), nil),
			[]string{"1 waitlisted A", "2 pending A"}, "2 waitlisted"},
		{"a capacity lowered under what was given takes nothing back and adds nobody", one(limit(-2), nil),
			[]string{"1 waitlisted A", "2 pending A"}, "2 waitlisted"},
		{"last chance: a place if there is one", one(limit(1), nil),
			[]string{"1 waitlisted A last", "2 pending A last"}, "1 accepted, 2 refused"},
		{"last chance: refused for good, and the waiting list is no way out", one(limit(0), nil),
			[]string{"1 waitlisted A last", "2 pending A last"}, "1 refused, 2 refused"},
		{"a day that has gone takes nobody, though it has room", one(limit(5), nil),
			[]string{"1 waitlisted A gone", "2 pending A gone"}, "1 refused, 2 refused"},
		{"nor without a limit", one(nil, nil), []string{"1 pending A gone"}, "1 refused"},
		{"what staff answer is left to them", one(limit(5), nil), []string{"1 pending A staff"}, ""},
		{"and takes no place from others", one(limit(1), nil),
			[]string{"1 pending A staff p0", "2 pending A p5"}, "2 accepted"},
		{"but it is refused when no answer can come in time", one(limit(5), nil),
			[]string{"1 pending A staff last", "2 pending A staff gone"}, "1 refused, 2 refused"},
		{"the waiting list takes as many as it has room for; the rest stay as they are", one(limit(0), limit(1)),
			[]string{"1 pending A", "2 pending A +1s"}, "1 waitlisted"},
		{"who waits already counts", one(limit(0), limit(1)), []string{"1 waitlisted A", "2 pending A"}, ""},
		{"a waiting list lowered under who waits puts nobody out", one(limit(0), limit(1)),
			[]string{"1 waitlisted A", "2 waitlisted A"}, ""},
		{"who leaves the waiting list for a place makes room", one(limit(1), limit(1)),
			[]string{"1 waitlisted A", "2 pending A"}, "1 accepted, 2 waitlisted"},
		{"who leaves it refused too", one(limit(0), limit(1)),
			[]string{"1 waitlisted A last", "2 pending A"}, "1 refused, 2 waitlisted"},
		{"no waiting list: nothing changes until the last chance", one(limit(0), limit(0)),
			[]string{"1 pending A", "2 pending A last +1s"}, "2 refused"},
		{"two pools: a place in each is needed, and taken", map[int64]Pool{1: {Free: limit(1)}, 2: {Free: limit(2)}},
			[]string{"1 waitlisted AB", "2 waitlisted A +1s", "3 waitlisted B +2s"}, "1 accepted, 3 accepted"},
		{"two pools: who lacks one of them does not hold the other back",
			map[int64]Pool{1: {Free: limit(0)}, 2: {Free: limit(1)}},
			[]string{"1 waitlisted AB", "2 waitlisted B +1s"}, "2 accepted"},
		{"two pools: room is needed in both waiting lists, and taken",
			map[int64]Pool{1: {Free: limit(0), WaitingRoom: limit(1)}, 2: {Free: limit(0), WaitingRoom: limit(2)}},
			[]string{"1 pending AB", "2 pending A +1s", "3 pending B +2s", "4 pending B +3s"},
			"1 waitlisted, 3 waitlisted"},
	}
	for _, tc := range tests {
		t.Run(tc.rule, func(t *testing.T) {
			var requests []Request
			for _, line := range tc.requests {
				requests = append(requests, read(t, line))
			}
			var got []string
			for _, d := range Settle(requests, tc.pools) {
				got = append(got, fmt.Sprint(d.ID, " ", d.New))
			}
			if got := strings.Join(got, ", "); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// A sequence of several nights.
func TestNightAfterNight(t *testing.T) {
	w := world{
		pools:    map[int64]Pool{1: {Free: limit(0), WaitingRoom: limit(2)}},
		requests: []Request{read(t, "1 waitlisted A p1"), read(t, "2 pending A p1 +1s"), read(t, "3 pending A p0 +2s")},
	}
	night := func(want string) {
		t.Helper()
		decisions := Settle(w.requests, w.pools)
		if got := fmt.Sprint(decisions); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
		w = w.after(decisions)
	}
	night("[{3 waitlisted}]") // class 0 takes the last seat of the waiting list
	night("[]")
	w = w.oneMore(1)
	night("[{3 accepted} {2 waitlisted}]") // the class decides among waiting requests, not how long they have waited
	w = w.oneMore(1)
	night("[{1 accepted}]")
	for i := range w.requests {
		w.requests[i].LastChance = true
	}
	night("[{2 refused}]")
	night("[]")
	if len(w.requests) != 0 {
		t.Fatalf("left undecided: %+v", w.requests)
	}
}

func ids(requests []Request) []int64 {
	all := make([]int64, len(requests))
	for i, r := range requests {
		all[i] = r.ID
	}
	slices.Sort(all)
	return all
}
