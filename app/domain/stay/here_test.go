package stay

import (
	"testing"

	"cartable/app/domain/civil"
)

// The children of the evening, which ends at 18:30; a meal at noon; and the care of the morning.
func TestWhoIsHere(t *testing.T) {
	morning := Held{Start: 450, End: 510, Stamped: true}
	meal := Held{Start: 720, End: 810}
	evening := Held{Start: 990, End: 1110, Stamped: true}
	site := []Held{morning, meal, evening}
	left := morning
	left.Departures = true
	for name, one := range map[string]struct {
		h    Held
		want civil.TimeOfDay
	}{"a meal": {meal, 810}, "the evening": {evening, 1230}, "who goes on to a class": {morning, 510},
		"where departures are stamped": {left, 1230}} {
		if got := Until(one.h, site); got != one.want {
			t.Errorf("%s: until %s", name, got)
		}
	}
	for name, one := range map[string]struct {
		at   string
		p    Place
		want bool
	}{
		"expected":                 {"17:00", Place{}, true},
		"before":                   {"16:14", Place{}, false},
		"soon":                     {"16:15", Place{}, true},
		"absent":                   {"17:00", Place{Absent: true}, false},
		"left":                     {"17:00", Place{Present: true, Stay: Stay{Departed: at("16:50")}}, false},
		"left after the end":       {"19:05", Place{Present: true, Stay: Stay{Departed: at("18:50")}}, false},
		"not seen leaving":         {"19:05", Place{Present: true}, true},
		"nobody saw the child":     {"19:05", Place{}, false},
		"two hours after the last": {"20:30", Place{Present: true}, true},
		"later":                    {"20:31", Place{Present: true}, false},
		"marked before the day":    {"15:00", Place{Present: true}, false},
	} {
		one.p.Start, one.p.End, one.p.Until = evening.Start, evening.End, Until(evening, site)
		if got := one.p.Here(*at(one.at)); got != one.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	places := []Place{{Start: 990, End: 1050, Present: true, Until: 1230}, {Start: 1050, End: 1110, Until: 1230}}
	for text, want := range map[string]int{"17:00": 0, "17:29": 0, "17:31": 1, "19:00": 1, "19:01": 0, "20:31": -1} {
		if got := Nearest(places, *at(text)); got != want {
			t.Errorf("at %s: %d", text, got)
		}
	}
}
