package allocation

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestMain draws more cases than rapid's default of a hundred; -rapid.checks and RAPID_CHECKS override it.
func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		flag.Set("rapid.checks", "5000")
	}
	os.Exit(m.Run())
}

// world is one evening on one date: the unsettled requests and the remaining capacity of the pools.
type world struct {
	requests []Request
	pools    map[int64]Pool
}

func (w world) String() string {
	text := ""
	for _, id := range slices.Sorted(maps.Keys(w.pools)) {
		text += fmt.Sprintf("pool %d: free %s, waiting room %s\n", id, or(w.pools[id].Free),
			or(w.pools[id].WaitingRoom))
	}
	for _, r := range w.requests {
		text += fmt.Sprintf("%d %s pools %v p%d n%d +%s staff=%t last=%t late=%t gone=%t\n", r.ID, r.Standing, r.Pools,
			r.Priority,
			r.Number, r.RequestedAt.Sub(noon), r.ByStaff, r.LastChance, r.Late, r.Gone)
	}
	return text
}

func or(n *int) string {
	if n == nil {
		return "no limit"
	}
	return fmt.Sprint(*n)
}

// anyWorld draws an evening in which each request draws on at most most pools. Free places go below zero, waiting lists
// may exceed their room, classes and instants tie, and numbers do not follow the clock.
func anyWorld(t *rapid.T, most int) world {
	w := world{pools: map[int64]Pool{}}
	maybe := func(label string, least, most int) *int {
		if n := rapid.IntRange(least, most+1).Draw(t, label); n <= most {
			return &n
		}
		return nil
	}
	for id := int64(1); id <= 3; id++ {
		w.pools[id] = Pool{Free: maybe("free", -2, 4), WaitingRoom: maybe("waiting room", 0, 4)}
	}
	subsets := [][]int64{{1}, {2}, {3}}
	if most > 1 {
		subsets = append(subsets, []int64{1, 2}, []int64{2, 3}, []int64{3, 1}, []int64{1, 2, 3}, nil)
	}
	kinds := []Request{
		{Standing: Waitlisted}, {Standing: Pending}, {Standing: Waitlisted}, {Standing: Pending},
		{Standing: Waitlisted, LastChance: true}, {Standing: Pending, LastChance: true},
		{Standing: Waitlisted, Gone: true}, {Standing: Pending, Gone: true, LastChance: true},
		{Standing: Pending, ByStaff: true}, {Standing: Pending, ByStaff: true, LastChance: true},
		{Standing: Waitlisted, Late: true}, {Standing: Waitlisted, Late: true, LastChance: true},
	}
	numbers := rapid.Permutation([]int64{0, 0, 0, 1, 2, 3, 4, 5, 6, 7}).Draw(t, "numbers")
	for id := range rapid.IntRange(0, 10).Draw(t, "requests") {
		r := rapid.SampledFrom(kinds).Draw(t, "kind")
		r.ID, r.Number = int64(id+1), numbers[id]
		r.Pools = rapid.SampledFrom(subsets).Draw(t, "pools")
		r.Priority = rapid.IntRange(0, 2).Draw(t, "priority")
		r.RequestedAt = noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "second")) * time.Second)
		w.requests = append(w.requests, r)
	}
	return w
}

func (w world) settle() []Decision { return Settle(w.requests, w.pools) }

// clone returns a copy that shares nothing with w that Settle could modify.
func (w world) clone() world {
	c := world{requests: slices.Clone(w.requests), pools: map[int64]Pool{}}
	for i := range c.requests {
		c.requests[i].Pools = slices.Clone(c.requests[i].Pools)
	}
	for id, p := range w.pools {
		if p.Free != nil {
			p.Free = limit(*p.Free)
		}
		if p.WaitingRoom != nil {
			p.WaitingRoom = limit(*p.WaitingRoom)
		}
		c.pools[id] = p
	}
	return c
}

// after is the evening once decisions are recorded: accepted and refused requests are no longer unsettled.
func (w world) after(decisions []Decision) world {
	w = w.clone()
	for _, d := range decisions {
		i := slices.IndexFunc(w.requests, func(r Request) bool { return r.ID == d.ID })
		switch d.New {
		case Accepted:
			for _, p := range w.requests[i].Pools {
				if free := w.pools[p].Free; free != nil {
					*free--
				}
			}
			w.requests = slices.Delete(w.requests, i, i+1)
		case Refused:
			w.requests = slices.Delete(w.requests, i, i+1)
		default:
			w.requests[i].Standing = d.New
		}
	}
	return w
}

// oneMore is the evening with one more free place in pools, as when a family cancels.
func (w world) oneMore(pools ...int64) world {
	w = w.clone()
	for _, p := range pools {
		if free := w.pools[p].Free; free != nil {
			*free++
		}
	}
	return w
}

func (w world) without(id int64) world {
	w = w.clone()
	w.requests = slices.DeleteFunc(w.requests, func(r Request) bool { return r.ID == id })
	return w
}

// outcome returns the standing of each request after decisions.
func (w world) outcome(decisions []Decision) map[int64]Standing {
	all := map[int64]Standing{}
	for _, r := range w.requests {
		all[r.ID] = r.Standing
	}
	for _, d := range decisions {
		all[d.ID] = d.New
	}
	return all
}

func (w world) find(id int64) Request {
	return w.requests[slices.IndexFunc(w.requests, func(r Request) bool { return r.ID == id })]
}

// queue is the order of DOMAIN.md 7.1: the waiting requests, then the nightly ones; class, number, instant.
func (w world) queue() []Request {
	q := slices.Clone(w.requests)
	slices.SortFunc(q, before)
	return q
}

func before(a, b Request) int {
	if a.Standing != b.Standing {
		if a.Standing == Waitlisted {
			return -1
		}
		return 1
	}
	return byClass(a, b)
}

func byClass(a, b Request) int {
	return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Number, b.Number),
		cmp.Compare(a.RequestedAt.UnixNano(), b.RequestedAt.UnixNano()), cmp.Compare(a.ID, b.ID))
}

// waiting returns the number of requests that wait for a pool, given all standings.
func (w world) waiting(pool int64, all map[int64]Standing) (n int) {
	for _, r := range w.requests {
		if all[r.ID] == Waitlisted && slices.Contains(r.Pools, pool) {
			n++
		}
	}
	return n
}

// left returns the remaining capacity of a pool, given the accepted requests; ok is false when there is no limit.
func (w world) left(pool int64, all map[int64]Standing) (n int, ok bool) {
	free := w.pools[pool].Free
	if free == nil {
		return 0, false
	}
	n = *free
	for _, r := range w.requests {
		if all[r.ID] == Accepted && slices.Contains(r.Pools, pool) {
			n--
		}
	}
	return n, true
}

// slowly computes the same result another way: it gives out one place at a time to the best request that fits, starting
// over after each; then it refuses the requests that cannot stay; then it fills the waiting list.
func (w world) slowly() map[int64]Standing {
	all := w.outcome(nil)
	best := func(may func(Request) bool) (Request, bool) {
		var found []Request
		for _, r := range w.requests {
			if may(r) && (len(found) == 0 || before(r, found[0]) < 0) {
				found = []Request{r}
			}
		}
		if len(found) == 0 {
			return Request{}, false
		}
		return found[0], true
	}
	chair := func(r Request) bool {
		for _, p := range r.Pools {
			if n, limited := w.left(p, all); limited && n < 1 {
				return false
			}
		}
		return true
	}
	seat := func(r Request) bool {
		for _, p := range r.Pools {
			if room := w.pools[p].WaitingRoom; room != nil && w.waiting(p, all)+1 > *room {
				return false
			}
		}
		return true
	}
	for {
		r, ok := best(func(r Request) bool {
			return all[r.ID] == r.Standing && !r.Gone && !r.Late && !r.ByStaff &&
				chair(r)
		})
		if !ok {
			break
		}
		all[r.ID] = Accepted
	}
	for _, r := range w.requests {
		if all[r.ID] != Accepted && (r.Gone || r.LastChance) {
			all[r.ID] = Refused
		}
	}
	for {
		r, ok := best(func(r Request) bool { return all[r.ID] == Pending && !r.ByStaff && seat(r) })
		if !ok {
			return all
		}
		all[r.ID] = Waitlisted
	}
}

func TestSettleAgreesWithTheSlowRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t, 3)
		if got, want := w.outcome(w.settle()), w.slowly(); !maps.Equal(got, want) {
			t.Fatalf("%sgot  %v\nwant %v", w, got, want)
		}
	})
}

// P1, P2, P9, P20: the invariants of any result.
func TestSettleIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t, 3)
		untouched := w.clone()
		decisions := w.settle()
		if !reflect.DeepEqual(w, untouched) {
			t.Fatalf("what was given was changed:\n%s%s", untouched, w)
		}
		seen := map[int64]bool{}
		for _, d := range decisions {
			if seen[d.ID] || !slices.Contains(ids(w.requests), d.ID) {
				t.Fatalf("%s%d is decided twice, or unknown: %v", w, d.ID, decisions)
			}
			seen[d.ID] = true
			r := w.find(d.ID)
			legal := d.New == Accepted || d.New == Refused || d.New == Waitlisted && r.Standing == Pending
			switch {
			case !legal,
				d.New == Accepted && (r.Gone || r.Late || r.ByStaff),
				d.New == Refused && !r.Gone && !r.LastChance,
				d.New == Waitlisted && (r.Gone || r.LastChance || r.ByStaff):
				t.Fatalf("%s%d goes from %s to %s", w, d.ID, r.Standing, d.New)
			}
		}
		all := w.outcome(decisions)
		for id, p := range w.pools {
			if left, limited := w.left(id, all); limited && left < min(0, *p.Free) {
				t.Fatalf("%spool %d is oversold: %d left", w, id, left)
			}
			joined := slices.ContainsFunc(w.requests, func(r Request) bool {
				return r.Standing == Pending && all[r.ID] == Waitlisted && slices.Contains(r.Pools, id)
			})
			if joined && p.WaitingRoom != nil && w.waiting(id, all) > *p.WaitingRoom {
				t.Fatalf("%s%d wait for pool %d", w, w.waiting(id, all), id)
			}
		}
		for _, r := range w.requests {
			if all[r.ID] == Accepted || r.Gone || r.ByStaff {
				continue
			}
			place, room := true, true
			for _, p := range r.Pools {
				left, limited := w.left(p, all)
				place = place && (!limited || left > 0)
				room = room && (w.pools[p].WaitingRoom == nil || w.waiting(p, all) < *w.pools[p].WaitingRoom)
			}
			if place && !r.Late {
				t.Fatalf("%s%d is %s while there is a place", w, r.ID, all[r.ID])
			}
			if r.LastChance && all[r.ID] != Refused {
				t.Fatalf("%s%d is %s though nothing can be freed any more", w, r.ID, all[r.ID])
			}
			if all[r.ID] == Pending && room {
				t.Fatalf("%s%d is left out of a waiting list that has room", w, r.ID)
			}
		}
	})
}

// P4, P12: neither the order of the rows nor that of a map matters.
func TestSettleDoesNotSeeTheOrderOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t, 3)
		want := w.settle()
		shuffled := w.clone()
		shuffled.requests = rapid.Permutation(shuffled.requests).Draw(t, "rows")
		if got := shuffled.settle(); !slices.Equal(got, want) {
			t.Fatalf("%sgot  %v\nwant %v", w, got, want)
		}
	})
}

// P5, P6: a run that is interrupted after any decision, any number of times, and then resumed gives the same result as
// one run; and one more run changes nothing.
func TestSettleResumes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t, 3)
		whole := w.settle()
		want := w.after(whole)
		for k := range len(whole) + 1 {
			cut := w.after(whole[:k])
			rest := cut.settle()
			if got := cut.after(rest); !reflect.DeepEqual(got, want) || !slices.Equal(rest, whole[k:]) {
				t.Fatalf("%scut after %d of %v, resumed with %v\n%s", w, k, whole, rest, got)
			}
		}
		stuttering := w
		for {
			next := stuttering.settle()
			if len(next) == 0 {
				break
			}
			stuttering = stuttering.after(next[:1])
		}
		if !reflect.DeepEqual(stuttering, want) {
			t.Fatalf("%sone decision a run gives\n%swant\n%s", w, stuttering, want)
		}
	})
}

// P3, with single pools: the accepted requests are the head of the queue, as long as places last.
func TestSettleServesTheHeadOfTheQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t, 1)
		all := w.outcome(w.settle())
		for id, p := range w.pools {
			var eligible []Request
			for _, r := range w.queue() {
				if r.Pools[0] == id && !r.Gone && !r.Late && !r.ByStaff {
					eligible = append(eligible, r)
				}
			}
			places := len(eligible)
			if p.Free != nil {
				places = min(places, max(0, *p.Free))
			}
			for i, r := range eligible {
				if accepted := all[r.ID] == Accepted; accepted != (i < places) {
					t.Fatalf("%spool %d: %d is %s, %d places", w, id, r.ID, all[r.ID], places)
				}
			}
		}
	})
}

// worth orders outcomes from worst to best.
var worth = map[Standing]int{Refused: 0, Pending: 1, Waitlisted: 2, Accepted: 3}

// P7, P8 with single pools: one more place, or one request less, makes no outcome worse, and nobody waits further back.
// There are two exceptions: a request that leaves the end of a full waiting list makes room for one of a better class,
// and so does a request that is served past one for which it is too late.
func TestSettleIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t, 1)
		better := w.clone()
		for range rapid.IntRange(0, 3).Draw(t, "places more") {
			better = better.oneMore(rapid.Int64Range(1, 3).Draw(t, "pool"))
		}
		was := w.outcome(w.settle())
		behind := func(Request) bool { return false }
		if len(w.requests) > 0 && rapid.Bool().Draw(t, "one less") {
			gone := w.find(rapid.SampledFrom(ids(w.requests)).Draw(t, "who leaves"))
			better = better.without(gone.ID)
			behind = func(r Request) bool { return was[gone.ID] == Waitlisted && byClass(gone, r) > 0 }
		}
		is := better.outcome(better.settle())
		for _, r := range better.requests {
			if worth[is[r.ID]] < worth[was[r.ID]] {
				t.Fatalf("%s%d was %s and is %s in\n%s", w, r.ID, was[r.ID], is[r.ID], better)
			}
			if was[r.ID] == Waitlisted && is[r.ID] == Waitlisted && !behind(r) && !r.Late &&
				better.rank(r, is) > w.rank(r, was) {
				t.Fatalf("%s%d was number %d of those who wait and is %d in\n%s", w, r.ID, w.rank(r, was),
					better.rank(r, is), better)
			}
		}
	})
}

// rank returns how many of the waiting requests would be served before r in the next nightly run.
func (w world) rank(r Request, all map[int64]Standing) (n int) {
	for _, other := range w.requests {
		if all[other.ID] == Waitlisted && other.Pools[0] == r.Pools[0] && byClass(other, r) < 0 {
			n++
		}
	}
	return n
}

// P7, P8 with several pools: more places may cost a request its place, but only because one before it in the queue did
// better. A full-day request that had to wait for the afternoon takes the morning from a later one.
func TestSettleGivesWayOnlyToWhoCameBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t, 3)
		better := w.clone()
		for range rapid.IntRange(0, 3).Draw(t, "places more") {
			better = better.oneMore(rapid.SliceOfNDistinct(rapid.Int64Range(1, 3), 1, 3, rapid.ID[int64]).Draw(t,
				"pools")...)
		}
		if len(w.requests) > 0 && rapid.Bool().Draw(t, "one less") {
			better = better.without(rapid.SampledFrom(ids(w.requests)).Draw(t, "who leaves"))
		}
		was, is := w.outcome(w.settle()), better.outcome(better.settle())
		for _, r := range better.queue() {
			if worth[is[r.ID]] < worth[was[r.ID]] {
				t.Fatalf("%s%d was %s and is %s in\n%s", w, r.ID, was[r.ID], is[r.ID], better)
			}
			if is[r.ID] != was[r.ID] {
				return // a request before did better: those that follow may change
			}
		}
	})
}

// P10: dates and pools that share nothing do not affect each other.
func TestSettleKeepsStrangersApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyWorld(t, 3), anyWorld(t, 3)
		both := a.clone()
		for id, p := range b.pools {
			both.pools[id+100] = p
		}
		for _, r := range b.clone().requests {
			r.ID += 100
			for i := range r.Pools {
				r.Pools[i] += 100
			}
			both.requests = append(both.requests, r)
		}
		want := a.outcome(a.settle())
		for id, s := range b.outcome(b.settle()) {
			want[id+100] = s
		}
		if got := both.outcome(both.settle()); !maps.Equal(got, want) {
			t.Fatalf("%s%sgot  %v\nwant %v", a, b, got, want)
		}
	})
}
