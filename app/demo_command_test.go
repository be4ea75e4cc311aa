package app

import (
	"path/filepath"
	"testing"
	"time"

	"cartable/app/demo"
	"cartable/db"
	"cartable/db/dbtest"
)

// A demonstration that is started when nothing happens opens on the next morning of school, unless its town was kept
// from a year that ends before: it would have nothing to show there.
func TestTheDemonstrationStaysInTheYearOfItsTown(t *testing.T) {
	at := func(text string) time.Time { return instant(t, text) }
	for _, one := range []struct {
		kept      bool
		now, want string
	}{
		{false, "2027-08-10 10:00", "2027-09-02 08:10"},
		{true, "2027-08-10 10:00", "2027-08-10 10:00"}, // its activities end in July
		{true, "2027-07-10 23:59", "2027-07-10 23:59"},
		{true, "2026-11-29 23:59", "2026-11-30 08:10"},
		{true, "2026-11-30 10:00", "2026-11-30 10:00"},
	} {
		a := opened(t)
		if one.kept {
			w := dbtest.NewTown(t, a.DB)
			w.Activity("RESTO", nil)
		}
		if err := a.Clock.Set(t.Context(), at(one.now)); err != nil {
			t.Fatal(err)
		}
		if err := a.setDemoClock(t.Context(), time.Time{}); err != nil {
			t.Fatal(err)
		}
		if off := a.Clock.Now().Sub(at(one.want)); off < 0 || off > time.Minute {
			t.Errorf("kept %v, started on %s: the clock stands at %s, want %s", one.kept, one.now,
				a.Clock.Now().In(db.Paris), one.want)
		}
	}
}

// Whatever the day of the week, the hour and the season, a demonstration makes its town: each story finds its days.
func TestADemonstrationStartsOnAnyDay(t *testing.T) {
	for _, now := range []string{"2026-11-30 23:30", "2026-12-04 18:59", "2026-12-18 10:00", "2027-01-04 09:00",
		"2027-06-28 09:00"} {
		t.Run(now, func(t *testing.T) {
			a := opened(t)
			if err := a.setDemoClock(t.Context(), demo.Moment(instant(t, now))); err != nil {
				t.Fatal(err)
			}
			if err := (DemoCommand{Dir: t.TempDir()}).settle(t.Context(), a); err != nil {
				t.Error(err)
			}
		})
	}
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, db.Paris)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// opened returns the program with an empty database of its own.
func opened(t *testing.T) *App {
	t.Helper()
	a, err := Open(t.Context(), Config{DatabaseURL: "sqlite://" + filepath.Join(t.TempDir(), "town.db"),
		BaseURL: "http://localhost", SecretKey: "a secret of a test, long enough for it", DataDir: t.TempDir()}, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}
