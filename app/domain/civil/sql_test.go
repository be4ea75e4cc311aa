package civil

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDateScan(t *testing.T) {
	day := New(2026, 11, 23)
	good := []any{"2026-11-23", []byte("2026-11-23"), "2026-11-23 00:00:00+00:00", "2026-11-23T00:00:00Z",
		"2026-11-23 00:00:00 +0000 UTC", time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 11, 23, 0, 0, 0, 0, paris)}
	for _, src := range good {
		var d Date
		if err := d.Scan(src); err != nil || d != day {
			t.Errorf("%v: %s %v", src, d, err)
		}
	}
	for _, src := range []any{nil, ""} {
		if d := day; d.Scan(src) != nil || d != 0 {
			t.Errorf("%v: %s", src, d)
		}
	}
	// Midnight in Paris stored as an instant: reading its UTC day would silently lose a day.
	bad := []any{"2026-11-22 23:00:00+00:00", "2026-11-23T00:00:00+02:00",
		time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC),
		int64(5), "23/11/2026", "0000-00-00"}
	for _, src := range bad {
		if d := day; d.Scan(src) == nil || d != day {
			t.Errorf("%v was read as %s", src, d)
		}
	}
}

func TestDateRoundTrips(t *testing.T) {
	if v, err := Date(0).Value(); v != nil || err != nil {
		t.Errorf("no date must be NULL, not %v", v)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t)
		v, _ := d.Value()
		var scanned, unmarshalled Date
		text, err := json.Marshal(d)
		if err != nil || json.Unmarshal(text, &unmarshalled) != nil || scanned.Scan(v) != nil {
			t.Fatal(d, v, string(text))
		}
		if scanned != d || unmarshalled != d {
			t.Fatalf("%s: %s, %s", d, scanned, unmarshalled)
		}
	})
}

func TestTimeOfDay(t *testing.T) {
	tests := map[string]string{"07:30": "7 h 30", "09:00": "9 h", "13:05": "13 h 05", "00:00": "0 h", "24:00": "24 h"}
	for text, human := range tests {
		got, err := ParseTime(text)
		if err != nil || got.String() != text || got.Human() != human {
			t.Errorf("%s = %s, %s, %v", text, got, got.Human(), err)
		}
		v, _ := got.Value()
		var back TimeOfDay
		if v != text || back.Scan(v) != nil || back != got {
			t.Errorf("%s stored as %v, back %s", text, v, back)
		}
	}
	for _, s := range []string{"", "7:30", "24:01", "25:00", "12:60", "12h30", "12:30:00", " 12:30", "-1:30", "١٢:30"} {
		if got, err := ParseTime(s); err == nil {
			t.Errorf("%q was read as %s", s, got)
		}
	}
	var scanned TimeOfDay
	for _, src := range []any{"07:30:00", []byte("07:30"), "07:30:00.000000",
		time.Date(2026, 1, 1, 7, 30, 0, 0, time.UTC)} {
		if err := scanned.Scan(src); err != nil || scanned != 450 {
			t.Errorf("%v: %s %v", src, scanned, err)
		}
	}
	if scanned.Scan("07:30:15") == nil || scanned.Scan(7) == nil || scanned.Scan(nil) != nil || scanned != 0 {
		t.Error("seconds and numbers must be refused, NULL is 00:00")
	}
}
