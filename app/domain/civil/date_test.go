package civil

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyDate draws dates with four-digit years, the ones that have a text.
func anyDate(t *rapid.T) Date {
	return Date(rapid.Int32Range(1, int32(New(9999, time.December, 31))).Draw(t, "date"))
}

func TestDateNumbering(t *testing.T) {
	tests := map[string]Date{"0001-01-01": 1, "0001-01-02": 2, "1970-01-01": 719163, "2026-11-23": 739943}
	for text, number := range tests {
		got, err := Parse(text)
		if err != nil || got != number || number.String() != text {
			t.Errorf("%s = %d (%v), back %s", text, got, err, number)
		}
	}
	if New(2026, time.October, 32) != New(2026, time.November, 1) || New(2026, 3, 0) != New(2026, 2, 28) {
		t.Error("New does not normalise like time.Date")
	}
	if !Date(0).IsZero() || Date(0).String() != "" || Date(0).Long() != "" || Date(0).Medium() != "" {
		t.Error("no date must have no text")
	}
}

func TestParseIsStrict(t *testing.T) {
	for _, s := range []string{"", "2026-1-02", "2026-02-30", "0000-01-01", "26-01-02", "2026/01/02", " 2026-01-02",
		"2026-01-02T00:00:00Z", "02/01/2026", "２026-01-02", "2026-13-01", "+2026-01-02"} {
		if d, err := Parse(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func TestDateAgreesWithTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t)
		y, m, day := d.YMD()
		std := time.Date(y, m, day, 12, 0, 0, 0, time.UTC)
		iso, week := std.ISOWeek()
		if back, err := Parse(d.String()); err != nil || back != d || New(y, m, day) != d || Of(std) != d ||
			d.Day() != day {
			t.Fatalf("%s does not come back: %s %v", d, back, err)
		}
		if (int(std.Weekday())+6)%7+1 != d.Weekday() || d.Week() != (Week{iso, week}) {
			t.Fatalf("%s is weekday %d of %s", d, d.Weekday(), d.Week())
		}
		if d.Month() != MonthOf(y, m) || d.Month().First() > d || d.Month().Last() < d {
			t.Fatalf("%s is in %s", d, d.Month())
		}
		n := rapid.IntRange(-1000, 1000).Draw(t, "n")
		if d.AddDays(n).AddDays(-n) != d || d.AddDays(n) != New(y, m, day+n) {
			t.Fatalf("%s + %d = %s", d, n, d.AddDays(n))
		}
	})
}

func TestOfReadsTheWallClock(t *testing.T) {
	late := time.Date(2026, time.November, 23, 23, 30, 0, 0, time.UTC)
	if Of(late) != New(2026, 11, 23) || Of(late.In(paris)) != New(2026, 11, 24) || Of(time.Time{}) != 0 {
		t.Error("Of must use the location that the instant carries")
	}
}

func TestMonth(t *testing.T) {
	feb, err := ParseMonth("2028-02")
	if err != nil || len(feb.Days()) != 29 || feb.Last() != New(2028, 2, 29) || feb.String() != "2028-02" {
		t.Errorf("%v %v", feb, err)
	}
	dec := MonthOf(2026, time.December)
	if dec.Next().String() != "2027-01" || dec.Next().Prev() != dec || dec.French() != "décembre 2026" ||
		dec.Name() != "décembre" {
		t.Errorf("%s %s", dec.Next(), dec.French())
	}
	for _, s := range []string{"", "2026", "2026-13", "2026-00", "2026-1", "2026-12-01"} {
		if _, err := ParseMonth(s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}

func TestWeek(t *testing.T) {
	tests := map[string]string{"2026-W50": "2026-12-07", "2026-W53": "2026-12-28", "2027-W01": "2027-01-04",
		"2020-W01": "2019-12-30"}
	for text, monday := range tests {
		w, err := ParseWeek(text)
		if err != nil || w.Monday().String() != monday || w.String() != text || len(w.Days()) != 7 ||
			w.Days()[6].Weekday() != 7 {
			t.Errorf("%s starts on %s (%v)", text, w.Monday(), err)
		}
	}
	for _, s := range []string{"", "2025-W53", "2026-W00", "2026-W54", "2026-50", "2026-W5", "0000-W10"} {
		if w, err := ParseWeek(s); err == nil {
			t.Errorf("%q was read as %v", s, w)
		}
	}
}
