package tap

import (
	"math/rand"
	"testing"
	"time"

	"cartable/app/domain/wallet"
)

var eight = time.Date(2026, 12, 3, 7, 0, 0, 0, time.UTC)

func TestTheNewestMarkStays(t *testing.T) {
	present, absent := wallet.Present, wallet.AbsentJustified
	at := func(a wallet.Attendance, units int, at time.Time) Mark {
		return Mark{Attendance: a, Units: units, At: at}
	}
	for name, c := range map[string]struct {
		stored, tapped Mark
		own            bool
		want           Result
	}{
		"nobody marked":          {Mark{}, at(present, 0, eight), false, Applied},
		"a mark taken back":      {Mark{At: eight.Add(time.Hour)}, at(present, 0, eight), false, Applied},
		"so already":             {at(present, 0, eight.Add(time.Hour)), at(present, 0, eight), false, Same},
		"somebody before":        {at(absent, 0, eight.Add(-1)), at(present, 0, eight), false, Newer},
		"at an unknown instant":  {at(absent, 0, time.Time{}), at(present, 0, eight), false, Newer},
		"somebody since":         {at(absent, 0, eight.Add(1)), at(present, 0, eight), false, Older},
		"the tablet before":      {at(absent, 0, eight.Add(-1)), at(present, 0, eight), true, Applied},
		"the tablet since":       {at(absent, 0, eight.Add(1)), at(present, 0, eight), true, Replaced},
		"at once, seen":          {at(absent, 0, eight), at(present, 0, eight), false, Newer},
		"at once, not seen":      {at(present, 0, eight), at(absent, 0, eight), false, Older},
		"other half hours since": {at(present, 2, eight.Add(1)), at(present, 3, eight), false, Older},
		"the tablet corrects itself, its clock was reset": {Mark{Attendance: present, At: eight, Number: 1},
			Mark{Attendance: absent, At: eight, Number: 2}, true, Applied},
		"the tablet before, by a clock that went back": {Mark{Attendance: present, At: eight, Number: 2},
			Mark{Attendance: absent, At: eight.Add(1), Number: 1}, true, Replaced},
		"numbers of two tablets say nothing": {Mark{Attendance: present, At: eight, Number: 1},
			Mark{Attendance: absent, At: eight.Add(-1), Number: 2}, false, Older},
	} {
		if got := Judge(c.stored, c.tapped, c.own); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

// Whatever the order in which marks arrive, what is stored in the end is the same.
func TestTheOrderOfArrivalChangesNothing(t *testing.T) {
	words := []wallet.Attendance{wallet.Present, wallet.AbsentJustified, wallet.AbsentUnjustified}
	random := rand.New(rand.NewSource(1))
	for range 500 {
		marks := make([]Mark, 2+random.Intn(6))
		for i := range marks {
			at := eight.Add(time.Duration(random.Intn(4)) * time.Minute)
			marks[i] = Mark{Attendance: words[random.Intn(3)], Units: random.Intn(2), At: at}
		}
		var first Mark
		for turn := range 6 {
			random.Shuffle(len(marks), func(i, j int) { marks[i], marks[j] = marks[j], marks[i] })
			var stored Mark
			for _, one := range marks {
				if r := Judge(stored, one, random.Intn(2) == 0); r == Same && stored.At.Before(one.At) || r != Same &&
					r.Counts() {
					stored = one
				}
			}
			if turn == 0 {
				first = stored
			} else if stored != first {
				t.Fatalf("%v: %v and %v", marks, stored, first)
			}
		}
	}
}

func TestTheClockOfATabletIsPutRight(t *testing.T) {
	prepared, until, now := eight, eight.Add(16*time.Hour), eight.Add(2*time.Hour)
	for name, c := range map[string]struct {
		device time.Time
		offset time.Duration
		want   time.Time
	}{
		"right":         {eight.Add(time.Hour), 0, eight.Add(time.Hour)},
		"an hour ahead": {eight.Add(2 * time.Hour), -time.Hour, eight.Add(time.Hour)},
		"an hour late":  {eight, time.Hour, eight.Add(time.Hour)},
		"to come":       {eight.Add(5 * time.Hour), 0, now},
		"before it was": {eight.Add(-time.Hour), 0, prepared},
		"after its day": {eight.Add(20 * time.Hour), 0, now},
	} {
		if got := Instant(c.device, c.offset, prepared, until, now); !got.Equal(c.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := Instant(eight.Add(20*time.Hour), 0, prepared, until, eight.Add(30*time.Hour)); !got.Equal(until) {
		t.Errorf("the next day: %s", got)
	}
}
