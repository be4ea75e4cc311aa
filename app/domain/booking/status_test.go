package booking

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
)

// Every status has every column, and no two statuses can be confused.
func TestStatusesAreWhole(t *testing.T) {
	for _, wrong := range checkStatuses(statuses) {
		t.Error(wrong)
	}
	if got := Statuses(Status.Live); !slices.Equal(got, []Status{Pending, Waitlisted, Offered, Refused, Accepted}) {
		t.Errorf("live: %q", got)
	}
	if got := Sections(); !slices.Equal(got, []Status{Waitlisted, Offered, Accepted, Refused, Pending, Cancelled}) {
		t.Errorf("a report tells of %q", got)
	}
	if none := Status("autre"); none.Known() || none.Live() || none.Holds() || none.Waits() || none.Word() != "" {
		t.Errorf("%+v", none.row())
	}
	for _, bad := range []func(r *statusRow){
		func(r *statusRow) { r.word = "" }, func(r *statusRow) { r.face.Icon = "" },
		func(r *statusRow) { r.symbol = 'a' },
		func(r *statusRow) { r.live, r.holds = false, true }, func(r *statusRow) { r.placed, r.turn = true, 3 },
		func(r *statusRow) { r.section = 1 },
	} {
		row := madeUp
		bad(&row)
		if len(checkStatuses(append(slices.Clone(statuses), row))) == 0 {
			t.Errorf("%+v passes", row)
		}
	}
}

var madeUp = statusRow{status: "deferred", word: "Reportée", made: "Reportée", tone: "wait",
	face:   Face{"clock", "Reporté", ""},
	locked: "Votre demande pour ce jour est reportée.", symbol: 'd', heading: "RESERVATIONS REPORTEES", section: 7,
	live: true, holds: true, turn: 3}

// A new status needs only a row: every function on statuses then handles it.
func TestANewStatusIsARow(t *testing.T) {
	before := statuses
	statuses = append(slices.Clone(statuses), madeUp)
	defer func() { statuses = before }()
	s := madeUp.status
	if wrong := checkStatuses(statuses); len(wrong) > 0 {
		t.Error(wrong)
	}
	if !s.Live() || !s.Holds() || !s.Waits() || s.Placed() || s.Turn() != 3 || Result(s).Status() != s ||
		Result(s).Symbol() != 'd' {
		t.Errorf("%+v", s.row())
	}
	if got := Observation(Result(s), ""); got != "Reportée" {
		t.Error(got)
	}
	if all := Statuses(Status.Waits); !slices.Contains(all, s) || Sections()[6] != s {
		t.Errorf("%q, %q", all, Sections())
	}
}

// checkStatuses returns the faults of a table.
func checkStatuses(rows []statusRow) (wrong []string) {
	seen := map[string]Status{}
	for _, r := range rows {
		v := reflect.ValueOf(r)
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if kind := v.Field(i).Kind(); kind != reflect.Bool && name != "turn" && v.Field(i).IsZero() {
				wrong = append(wrong, fmt.Sprintf("%s has no %s", r.status, name))
			}
		}
		if r.face.Icon == "" || r.face.Word == "" {
			wrong = append(wrong, fmt.Sprintf("%s has no face", r.status))
		}
		if !slices.Contains([]string{"ok", "wait", "no", "off"}, r.tone) {
			wrong = append(wrong, fmt.Sprintf("%s: no tone is %q", r.status, r.tone))
		}
		if r.holds && !r.live || (r.placed || r.turn > 0) && !r.holds || r.placed && r.turn > 0 || r.queued &&
			r.turn == 0 || r.placed && !r.seated || r.seated && (!r.holds || r.turn > 0) {
			wrong = append(wrong, fmt.Sprintf("%s: it holds what it cannot", r.status))
		}
		keys := []string{"code " + string(r.status), "word " + r.word, "made " + r.made, "letter " + string(r.symbol),
			"heading " + r.heading, fmt.Sprint("section ", r.section)}
		if r.turn > 0 {
			keys = append(keys, fmt.Sprint("turn ", r.turn))
		}
		for _, key := range keys {
			if other, ok := seen[key]; ok {
				wrong = append(wrong, fmt.Sprintf("%s and %s: %s", other, r.status, key))
			}
			seen[key] = r.status
		}
	}
	return wrong
}
