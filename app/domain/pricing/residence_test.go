package pricing

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
)

func TestAMoveHasItsDay(t *testing.T) {
	always := Residence{Resident: true}
	left := always.Moved(false, 100)
	if left.On(99) != true || left.On(100) || left.On(500) || left.Since() != 100 {
		t.Errorf("who left on day 100: %+v", left)
	}
	back := left.Moved(true, 200)
	if !back.On(50) || back.On(150) || !back.On(200) || back.Since() != 200 {
		t.Errorf("who came back on day 200: %+v", back)
	}
	if later := left.Moved(false, 120); !later.On(110) || later.On(120) {
		t.Errorf("it was day 120 after all: %+v", later)
	}
	if earlier := back.Moved(true, 80); earlier.On(79) || !earlier.On(80) || !earlier.On(150) || earlier.On(50) {
		t.Errorf("resident since day 80, and not before: %+v", earlier)
	}
	for day, want := range map[civil.Date][2]civil.Date{99: {0, 100}, 100: {100, 200}, 199: {100, 200}, 200: {200, 0}} {
		if since, next := back.Around(day); since != want[0] || next != want[1] {
			t.Errorf("around day %d: %d and %d", day, since, next)
		}
	}
	if always.On(0) != true || always.Since() != 0 {
		t.Error("who never moved")
	}
}

// A recorded residence applies from its day on; the days before a change that is kept do not change; recording it twice
// has no further effect.
func TestWhatIsSaidOfAMoveHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Residence{Resident: rapid.Bool().Draw(t, "first")}
		for range rapid.IntRange(0, 5).Draw(t, "moves") {
			r = r.Moved(rapid.Bool().Draw(t, "resident"), civil.Date(rapid.IntRange(1, 50).Draw(t, "from")))
		}
		resident, from := rapid.Bool().Draw(t, "said"), civil.Date(rapid.IntRange(1, 50).Draw(t, "since"))
		moved := r.Moved(resident, from)
		if !reflect.DeepEqual(moved, moved.Moved(resident, from)) {
			t.Fatalf("%+v then %+v", moved, moved.Moved(resident, from))
		}
		var change civil.Date
		for _, f := range r.Former {
			if f.Before < from {
				change = max(change, f.Before)
			}
		}
		for day := civil.Date(0); day < 60; day++ {
			switch {
			case day >= from && moved.On(day) != resident,
				day < from && day >= change && moved.On(day) == resident,
				day < change && moved.On(day) != r.On(day):
				t.Fatalf("day %d: %+v became %+v", day, r, moved)
			}
		}
	})
}
