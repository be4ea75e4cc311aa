package town

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
)

// TestMain draws more cases than rapid's default of a hundred; -rapid.checks and RAPID_CHECKS override it.
func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		flag.Set("rapid.checks", "5000")
	}
	os.Exit(m.Run())
}

// Components groups exactly the activities that share places, directly or through others: a slow search through the
// catalogue gives the same groups.
func TestComponentsAreWhatSharesPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &Catalogue{}
		for id := range int64(7) {
			c.Pools = append(c.Pools, &Pool{ID: id})
		}
		for i := range rapid.IntRange(0, 9).Draw(t, "activities") {
			a := &Activity{ID: int64(i), Code: fmt.Sprint(i)}
			for _, p := range rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 0, 3, rapid.ID[int]).Draw(t, "pools") {
				a.Pools = append(a.Pools, c.Pools[p])
			}
			c.Activities = append(c.Activities, a)
		}
		var want [][]*Activity
		seen := map[*Activity]bool{}
		for _, first := range c.Activities {
			if seen[first] {
				continue
			}
			seen[first] = true
			group := []*Activity{first}
			for grown := true; grown; {
				grown = false
				for _, a := range c.Activities {
					if !seen[a] && slices.ContainsFunc(group, func(b *Activity) bool { return share(a, b) }) {
						seen[a], grown = true, true
						group = append(group, a)
					}
				}
			}
			slices.SortFunc(group, func(a, b *Activity) int { return int(a.ID - b.ID) }) // the catalogue's order
			want = append(want, group)
		}
		if got := c.Components(); codes(got) != codes(want) {
			t.Fatalf("got %q, want %q", codes(got), codes(want))
		}
	})
}

func share(a, b *Activity) bool {
	return slices.ContainsFunc(a.Pools, func(p *Pool) bool { return slices.Contains(b.Pools, p) })
}

// There is one night per date, in order, and NextNight walks through all of them, including the two nights of the clock
// change.
func TestEachDateHasOneNight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := civil.Date(rapid.IntRange(int(civil.New(2025, time.January, 1)),
			int(civil.New(2031, time.January, 1))).Draw(t, "start"))
		if rapid.Bool().Draw(t, "clocks change") {
			start = rapid.SampledFrom([]civil.Date{civil.New(2026, time.October, 25),
				civil.New(2027, time.March, 28)}).Draw(t, "change") - 2
		}
		c := &Catalogue{Loc: paris,
			Structure: Structure{NightAt: civil.TimeOfDay(rapid.IntRange(0, 24*60).Draw(t, "night"))}}
		at := c.Night(start)
		for d := start; d < start+5; d++ {
			if c.Night(d) != at || c.Night(d).Before(d.At(0, paris)) || c.Night(d).After((d+1).At(0, paris)) {
				t.Fatalf("the night of %s is at %s, and follows at %s", d, c.Night(d), at)
			}
			next := c.NextNight(at)
			for _, between := range []time.Time{at, at.Add(time.Nanosecond), at.Add(next.Sub(at) / 2),
				next.Add(-time.Nanosecond)} {
				if got := c.NextNight(between.UTC()); !got.Equal(next) {
					t.Fatalf("after %s comes %s, not %s", between, got, next)
				}
			}
			at = next
		}
	})
}

// A limit is never after its day, and a day's limit never before that of an earlier day.
func TestLimitsFollowTheDays(t *testing.T) {
	rules := []string{"J-0 09:00", "J-2 12:00", "JO-1 09:00", "JO-3 18:00", "S-1 jeu 12:00", "S-2 dim 23:59",
		"M-1 20 23:59", "M-1 31 08:00", "none"}
	rapid.Check(t, func(rt *rapid.T) {
		c, a := meal(t)
		a.BookBy = rule(t, rapid.SampledFrom(rules).Draw(rt, "rule"))
		c.Structure.AlsaceMoselle = rapid.Bool().Draw(rt, "Alsace")
		d := civil.Date(rapid.IntRange(int(civil.New(2025, time.January, 1)),
			int(civil.New(2031, time.January, 1))).Draw(rt, "day"))
		at, next := c.BookingLimit(a, d), c.BookingLimit(a, d+1)
		if next.Before(at) || !at.Before((d+1).At(0, paris)) {
			rt.Fatalf("%s: until %s, the next day until %s", d, at, next)
		}
	})
}
