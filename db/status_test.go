package db

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"cartable/app/domain/booking"
)

// The conditions of SQL agree with the table: a new status fails this test until they include it.
func TestConditionsSayWhatTheTableSays(t *testing.T) {
	for condition, keep := range map[string]func(booking.Status) bool{
		isPlaced: booking.Status.Placed, isQueued: booking.Status.Queued, isWaiting: booking.Status.Waits,
		isHeld:     booking.Status.Holds,
		isSeated:   booking.Status.Seated,
		isOffered:  func(s booking.Status) bool { return s.Seated() && !s.Placed() },
		isCounted:  func(s booking.Status) bool { return s.Seated() || s.Queued() },
		isUnplaced: func(s booking.Status) bool { return s.Live() && !s.Placed() },
		isGone:     func(s booking.Status) bool { return !s.Live() },
	} {
		var want []string
		for _, s := range booking.Statuses(keep) {
			want = append(want, "'"+string(s)+"'")
		}
		got := strings.Split(strings.TrimSuffix(strings.TrimLeft(condition, "=in ("), ")"), ", ")
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s, and the table says %q", condition, want)
		}
	}
	if isLive != "<> "+strings.TrimPrefix(isGone, "= ") {
		t.Errorf("%s, but gone is %s", isLive, isGone)
	}
}

// A partial index serves a query only where both have the same condition on the state, on SQLite to the letter; and the
// database accepts exactly the statuses of the domain.
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
	checked := "check (state in ('pending', 'waitlisted', 'offered', 'accepted', " +
		"'refused', 'cancelled'))"
	if !strings.Contains(schema.String(), checked) {
		t.Fatal("the check of the states is written otherwise")
	}
	for _, s := range booking.Statuses(booking.Status.Known) {
		if !strings.Contains(checked, "'"+string(s)+"'") {
			t.Errorf("the database refuses %s", s)
		}
	}
}
