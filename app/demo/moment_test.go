package demo_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cartable/app/demo"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	instant, err := time.ParseInLocation("2006-01-02 15:04", text, paris)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

func TestTheClockStandsAtALivingMoment(t *testing.T) {
	for _, one := range []struct{ now, want, why string }{
		{"2026-11-24 10:00", "2026-11-24 10:00", "a Tuesday of school"},
		{"2026-11-24 07:00", "2026-11-24 07:00", "the first child comes"},
		{"2026-11-24 00:07", "2026-11-24 08:10", "the night before school"},
		{"2026-11-24 19:00", "2026-11-26 08:10", "an evening, before a Wednesday"},
		{"2026-11-25 10:00", "2026-11-26 08:10", "a Wednesday: no school"},
		{"2026-11-29 10:00", "2026-11-30 08:10", "a Sunday"},
		{"2026-12-24 10:00", "2027-01-04 08:10", "Christmas holidays"},
		{"2027-08-10 10:00", "2027-09-02 08:10", "August"},
		{"2027-05-06 10:00", "2027-05-10 08:10", "Ascension"},
	} {
		if got := demo.Moment(at(t, one.now)); !got.Equal(at(t, one.want)) {
			t.Errorf("%s, %s: %s, want %s", one.now, one.why, got.Format("2006-01-02 15:04"), one.want)
		}
	}
}

// TestNothingIsDatedAfterTheClock starts a town at moments when few requests could have been made today.
func TestNothingIsDatedAfterTheClock(t *testing.T) {
	for _, text := range []string{"2026-11-24 00:07", "2026-11-24 06:15", "2026-11-23 09:00", "2027-01-01 00:01"} {
		now := at(t, text)
		dir := filepath.Join(t.TempDir(), "town")
		if err := demo.Write(dir, now); err != nil {
			t.Fatal(err)
		}
		seen := 0
		for file, column := range map[string]string{"reservations.csv": "requested_at", "ledger.csv": "date"} {
			for _, value := range cells(t, filepath.Join(dir, file), column) {
				instant, err := time.Parse(time.RFC3339, value)
				if err != nil {
					instant, err = time.ParseInLocation("2006-01-02", value, now.Location())
				}
				if err != nil {
					t.Fatal(err)
				}
				if seen++; instant.After(now) {
					t.Errorf("%s: %s has %s", text, file, value)
				}
			}
		}
		if seen < 1000 {
			t.Errorf("%s: %d lines", text, seen)
		}
	}
}

// cells returns a column of a file.
func cells(t *testing.T, path, column string) (all []string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range rows[0] {
		if name == column {
			for _, row := range rows[1:] {
				all = append(all, row[i])
			}
		}
	}
	return all
}
