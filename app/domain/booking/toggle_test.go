package booking

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// glyphs maps a letter to a day, so that days are written as a line: small letters are days as the server has them,
// capitals are drafted.
//
//	.  closed            x  closed, a booking was drafted before       c  closed, a cancellation of nothing was
//	f  full              g  full, a booking was drafted before
//	a  available         A  drafted for booking
//	w  waiting list      W  drafted for it
//	b  booked            B  drafted for cancellation                   d  drafted for booking, since booked by another
//	r  requested         R  drafted for withdrawal
//	l  booked, locked    L  its cancellation was drafted before        k  its booking was drafted before
//	q  requested, locked Q  its withdrawal was drafted before
//	e  available, another adult has cancelled what was drafted for cancellation
var glyphs = map[rune]Day{
	'.': {State: Closed}, 'x': {State: Closed, Draft: Add}, 'c': {State: Closed, Draft: Cancel},
	'f': {State: Full}, 'g': {State: Full, Draft: Add},
	'a': {State: Available}, 'A': {State: Available, Draft: Add}, 'e': {State: Available, Draft: Cancel},
	'w': {State: Waitlist}, 'W': {State: Waitlist, Draft: Add},
	'b': {State: Booked}, 'B': {State: Booked, Draft: Cancel}, 'd': {State: Booked, Draft: Add},
	'r': {State: Requested}, 'R': {State: Requested, Draft: Cancel},
	'l': {State: BookedLocked}, 'L': {State: BookedLocked, Draft: Cancel}, 'k': {State: BookedLocked, Draft: Add},
	'q': {State: RequestedLocked}, 'Q': {State: RequestedLocked, Draft: Cancel},
}

// set maps a day to its state after its box is ticked or unticked, as a second, slow reading of DOMAIN.md 3.5: a second
// click undoes a draft, a locked day does not change.
var set = map[bool]map[rune]rune{
	true: {'.': '.', 'x': 'x', 'c': '.', 'f': 'f', 'g': 'g', 'a': 'A', 'A': 'A', 'e': 'A', 'w': 'W', 'W': 'W',
		'b': 'b', 'B': 'b', 'd': 'b', 'r': 'r', 'R': 'r', 'l': 'l', 'L': 'l', 'k': 'k', 'q': 'q', 'Q': 'q'},
	false: {'.': '.', 'x': '.', 'c': 'c', 'f': 'f', 'g': 'f', 'a': 'a', 'A': 'a', 'e': 'a', 'w': 'w', 'W': 'w',
		'b': 'B', 'B': 'B', 'd': 'B', 'r': 'R', 'R': 'R', 'l': 'l', 'L': 'L', 'k': 'l', 'q': 'q', 'Q': 'Q'},
}

// wanted are the glyphs whose box is ticked; clickable those on which a click has an effect.
const wanted, clickable = "xgAWbdrlkq", "xcgaAewWbBdrRLkQ"

// contradictory are drafts of a change that another adult has since made, on a day that can no longer be changed:
// undoing them shows the day as it is, not as the box was set.
const contradictory = "ck"

func dayOf(glyph rune) Day {
	d, known := glyphs[glyph]
	if !known {
		panic("no day is written " + string(glyph))
	}
	switch d.State {
	case Booked, Requested, BookedLocked, RequestedLocked:
		d.Reservation = &Reservation{}
	}
	return d
}

func glyphOf(d Day) rune {
	for g, one := range glyphs {
		if one.State == d.State && one.Draft == d.Draft {
			return g
		}
	}
	panic("no glyph for " + string(d.State) + " " + string(d.Draft))
}

func TestABoxIsSetAndReadBack(t *testing.T) {
	for g := range glyphs {
		d := dayOf(g)
		if d.Ticked() != strings.ContainsRune(wanted, g) || d.Tickable() != strings.ContainsRune(clickable, g) {
			t.Errorf("%c: ticked %t, tickable %t", g, d.Ticked(), d.Tickable())
		}
		for _, want := range []bool{true, false} {
			once := d
			once.Draft = d.DraftFor(want)
			if got := glyphOf(once); got != set[want][g] {
				t.Errorf("%c set to %t is %c, want %c", g, want, got, set[want][g])
			}
			if twice := once.DraftFor(want); twice != once.Draft {
				t.Errorf("%c set to %t twice: %q, then %q", g, want, once.Draft, twice)
			}
			if d.Tickable() && !strings.ContainsRune(contradictory, g) && once.Ticked() != want {
				t.Errorf("%c set to %t reads %t", g, want, once.Ticked())
			}
			if !d.Tickable() && once.Draft != d.Draft {
				t.Errorf("%c cannot be set, and changes", g)
			}
		}
		if d.Ticked() { // a page sent unchanged changes nothing, except for the draft of a change made since
			if kept := set[true][g]; kept != g && g != 'd' {
				t.Errorf("%c sent back as it was becomes %c", g, kept)
			}
		} else if kept := set[false][g]; kept != g && g != 'e' {
			t.Errorf("%c sent back as it was becomes %c", g, kept)
		}
	}
}

func days(line string) (all []Day) {
	for i, g := range line {
		d := dayOf(g)
		d.Date = day("2026-12-01").AddDays(i)
		all = append(all, d)
	}
	return all
}

// apply sets the boxes that a toggle returned, and writes the days again.
func apply(all []Day, changes []Change) string {
	text := ""
	for _, d := range all {
		for _, c := range changes {
			if c.Day.Date == d.Date {
				d.Draft = d.DraftFor(c.Wanted)
			}
		}
		text += string(glyphOf(d))
	}
	return text
}

// One row per sentence of DOMAIN.md 4.2.
func TestToggle(t *testing.T) {
	tests := []struct {
		rule, days string
		join       bool // the structure lets quick toggles join waiting lists
		want       string
		leftOut    int
		books      bool
	}{
		{"nothing to act on", "", false, "", 0, false},
		{"no day on which a click would do something", ".flq", false, ".flq", 0, false},
		{"the first is not booked: all are booked", "aaa", false, "AAA", 0, true},
		{"the first is not booked: those that are booked stay so", "abA", false, "AbA", 0, true},
		{"the first is booked: all are cancelled", "baa", false, "Baa", 0, false},
		{"a stored reservation counts as booked", "bab", false, "BaB", 0, false},
		{"so does a waiting-list request", "rab", false, "RaB", 0, false},
		{"so does a drafted booking", "Aab", false, "aaB", 0, false},
		{"a reservation drafted for cancellation does not", "Bab", false, "bAb", 0, true},
		{"nor does one drafted for withdrawal", "Ra", false, "rA", 0, true},
		{"days on which a click does nothing do not decide", ".flqab", false, ".flqAb", 0, true},
		{"locked days do not decide, though they are booked", "la", false, "lA", 0, true},
		{"the first that counts decides, not the most", "abbb", false, "Abbb", 0, true},
		{"booking takes back all cancellations", "aBRb", false, "Abrb", 0, true},
		{"cancelling takes back all bookings", "bAWa", false, "Bawa", 0, false},
		{"the waiting list is left out of a booking", "aww", false, "Aww", 2, true},
		{"and never decides", "wwa", false, "wwA", 2, true},
		{"and never decides to cancel", "wwb", false, "wwB", 0, false},
		{"nor when it was drafted one by one", "Wa", false, "WA", 0, true},
		{"what was drafted one by one is not counted as left out", "aWw", false, "AWw", 1, true},
		{"and goes with a cancellation", "bW", false, "Bw", 0, false},
		{"with the waiting list alone nothing is decided", "ww", false, "ww", 0, false},
		{"unless the structure wants them: they decide", "wab", true, "WAb", 0, true},
		{"unless the structure wants them: they are booked", "aww", true, "AWW", 0, true},
		{"unless the structure wants them: drafted, they cancel", "Wab", true, "waB", 0, false},
		{"a booking that became impossible counts, and goes", "xab", false, ".aB", 0, false},
		{"a booking that became impossible stays in a booking", "ax", false, "Ax", 0, true},
		{"a cancellation that became impossible is taken back", "aL", false, "Al", 0, true},
	}
	for _, tc := range tests {
		t.Run(tc.rule, func(t *testing.T) {
			all := days(tc.days)
			changes, leftOut, books := Toggle(all, tc.join)
			if got := apply(all, changes); got != tc.want || leftOut != tc.leftOut || books != tc.books {
				t.Errorf("%q becomes %q, %d left out, books %t; want %q, %d, %t", tc.days, got, leftOut, books, tc.want,
					tc.leftOut, tc.books)
			}
		})
	}
}

// slowToggle applies DOMAIN.md 4.2 to glyphs, one sentence at a time.
func slowToggle(line string, join bool) (after string, leftOut int, books bool) {
	acted := ""
	for _, g := range line {
		if strings.ContainsRune(clickable, g) {
			acted += string(g)
		}
	}
	deciding := acted
	if !join {
		deciding = strings.NewReplacer("w", "", "W", "").Replace(acted)
	}
	if deciding == "" {
		return line, 0, false
	}
	books = !strings.Contains(wanted, deciding[:1])
	for _, g := range line {
		switch {
		case !strings.ContainsRune(acted, g):
		case books && g == 'w' && !join:
			leftOut++
		case strings.ContainsRune(wanted, g) != books: // already as it should be: left alone
			g = set[books][g]
		}
		after += string(g)
	}
	return after, leftOut, books
}

func TestToggleAgreesWithTheSlowRule(t *testing.T) {
	var alphabet []string
	for g := range glyphs {
		alphabet = append(alphabet, string(g))
	}
	slices.Sort(alphabet)
	rapid.Check(t, func(t *rapid.T) {
		line := strings.Join(rapid.SliceOfN(rapid.SampledFrom(alphabet), 0, 12).Draw(t, "days"), "")
		join := rapid.Bool().Draw(t, "join waiting lists")
		all := days(line)
		changes, leftOut, books := Toggle(all, join)
		got := apply(all, changes)
		if want, left, book := slowToggle(line, join); got != want || leftOut != left || books != book {
			t.Fatalf("%q becomes %q, %d left out, books %t; want %q, %d, %t", line, got, leftOut, books, want, left,
				book)
		}
		for _, c := range changes {
			if !c.Day.Tickable() || c.Wanted != books || c.Day.Ticked() == books {
				t.Fatalf("%q: %s %q is set to %t for nothing", line, c.Day.State, c.Day.Draft, c.Wanted)
			}
		}
		// Pressed again it does the opposite; a third time, where the waiting list is not excluded, the same as the
		// first.
		if len(changes) == 0 || strings.ContainsAny(line, "xcegLQdk") {
			return
		}
		again, _, contrary := Toggle(days(got), join)
		second := apply(days(got), again)
		thrice, _, _ := Toggle(days(second), join)
		if third := apply(days(second), thrice); contrary == books || join && third != got {
			t.Fatalf("%q becomes %q, then %q, then %q", line, got, second, third)
		}
	})
}
