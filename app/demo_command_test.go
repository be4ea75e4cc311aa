package app

import (
	"path/filepath"
	"testing"
	"time"

	"cartable/db"
	"cartable/db/dbtest"
)

// A demonstration that is started when nothing happens opens on the next morning of school, unless its town was kept
// from a year that ends before: it would have nothing to show there.
func TestTheDemonstrationStaysInTheYearOfItsTown(t *testing.T) {
	at := func(text string) time.Time {
		instant, err := time.ParseInLocation("2006-01-02 15:04", text, db.Paris)
		if err != nil {
			t.Fatal(err)
		}
		return instant
	}
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
		config := Config{DatabaseURL: "sqlite://" + filepath.Join(t.TempDir(), "town.db"), BaseURL: "http://localhost",
			SecretKey: "a secret of a test, long enough for it", DataDir: t.TempDir()}
		a, err := Open(t.Context(), config, true)
		if err != nil {
			t.Fatal(err)
		}
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
		a.Close()
	}
}
