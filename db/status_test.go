package db

import (
	"io/fs"
	"strings"
	"testing"

	"cartable/app/domain/booking"
)

// A partial index serves a query only where both say the same of the state, on SQLite to the letter; and the database keeps
// no status that the domain does not know, nor refuses one.
func TestIndexesSayWhatTheTableSays(t *testing.T) {
	var schema strings.Builder
	err := fs.WalkDir(migrations, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations, path)
		schema.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"on reservations (child_id, date, activity_id) where state " + isLive,
		"on reservations (activity_id, date) where state " + isWaiting,
		"on reservations (structure_id, date) where state " + isPlaced + " and not billed",
		"on reservations (family_id, date) where not billed and state " + isHeld,
	} {
		if !strings.Contains(schema.String(), want) {
			t.Errorf("no index is %s", want)
		}
	}
	checked := "state        text not null check (state in ('pending', 'waitlisted', 'accepted', 'refused', 'cancelled'))"
	if !strings.Contains(schema.String(), checked) {
		t.Fatal("the check of the states is written otherwise")
	}
	for _, s := range booking.Statuses(booking.Status.Known) {
		if !strings.Contains(checked, "'"+string(s)+"'") {
			t.Errorf("the database refuses %s", s)
		}
	}
}
