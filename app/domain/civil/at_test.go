package civil

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

var paris = location("Europe/Paris")

func location(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

func TestAtThroughClockChanges(t *testing.T) {
	tests := []struct{ zone, day, clock, utc string }{
		{"Europe/Paris", "2026-11-24", "12:00", "2026-11-24T11:00:00Z"},
		{"Europe/Paris", "2026-07-14", "00:00", "2026-07-13T22:00:00Z"},
		{"Europe/Paris", "2026-11-24", "24:00", "2026-11-24T23:00:00Z"},
		// Spring: 02:00 to 03:00 does not exist on 2026-03-29.
		{"Europe/Paris", "2026-03-29", "01:59", "2026-03-29T00:59:00Z"},
		{"Europe/Paris", "2026-03-29", "02:00", "2026-03-29T01:00:00Z"},
		{"Europe/Paris", "2026-03-29", "02:30", "2026-03-29T01:00:00Z"},
		{"Europe/Paris", "2026-03-29", "03:00", "2026-03-29T01:00:00Z"},
		{"Europe/Paris", "2026-03-29", "03:01", "2026-03-29T01:01:00Z"},
		// Autumn: 02:00 to 03:00 comes twice on 2026-10-25; the first is in summer time.
		{"Europe/Paris", "2026-10-25", "01:59", "2026-10-24T23:59:00Z"},
		{"Europe/Paris", "2026-10-25", "02:00", "2026-10-25T00:00:00Z"},
		{"Europe/Paris", "2026-10-25", "02:59", "2026-10-25T00:59:00Z"},
		{"Europe/Paris", "2026-10-25", "03:00", "2026-10-25T02:00:00Z"},
		// West of Greenwich, where the standard library may choose the other side.
		{"America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00:00Z"},
		{"America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z"},
		{"UTC", "2026-03-29", "02:30", "2026-03-29T02:30:00Z"},
	}
	for _, tc := range tests {
		clock, _ := ParseTime(tc.clock)
		got := must(tc.day).At(clock, location(tc.zone)).UTC().Format(time.RFC3339)
		if got != tc.utc {
			t.Errorf("%s %s in %s = %s, want %s", tc.day, tc.clock, tc.zone, got, tc.utc)
		}
	}
}

func TestAtNeverGoesBackInTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := location(rapid.SampledFrom([]string{"Europe/Paris", "America/New_York", "Australia/Lord_Howe",
			"Asia/Beirut"}).Draw(t, "zone"))
		d := Date(rapid.IntRange(int(New(1975, 1, 1)), int(New(2040, 1, 1))).Draw(t, "date"))
		a := TimeOfDay(rapid.IntRange(0, 1440).Draw(t, "a"))
		b := TimeOfDay(rapid.IntRange(int(a), 1440).Draw(t, "b"))
		if d.At(b, loc).Before(d.At(a, loc)) || d.At(1440, loc).After(d.AddDays(1).At(0, loc)) {
			t.Fatalf("%s: %s is after %s", d, a, b)
		}
		if at := d.At(a, loc); wallSeconds(at) == wallSeconds(at.Add(-time.Hour)) {
			t.Fatalf("%s %s is the second of two", d, a)
		}
	})
}
