package town

import (
	"slices"
	"testing"
)

// The limit is asked on each day that an enrolment adds, and of no other.
func TestTheRoomOfAnActivity(t *testing.T) {
	two := 2
	a := &Activity{ID: 1, Code: "A", Name: "A", MaxEnrolled: &two}
	s := Empty("X")
	s.Town.Activities = []*Activity{a}
	s.Town.Index()
	s.Beside = map[string][]Crowd{"A": {{10, 20, 1}, {15, 30, 1}}}
	s.Children = map[string]Child{"c": {Enrolled: []Enrolled{{"A", 12, 16, 0}}}, "n": {}}
	for _, c := range []struct {
		name string
		was  EnrolmentEntry
		is   EnrolmentEntry
		full bool
	}{
		{"before all", EnrolmentEntry{}, EnrolmentEntry{Child: "n", Activity: "A", From: 1, To: 11}, false},
		{"reaches the full days", EnrolmentEntry{}, EnrolmentEntry{Child: "n", Activity: "A", From: 1, To: 12}, true},
		{"begins in them", EnrolmentEntry{}, EnrolmentEntry{Child: "n", Activity: "A", From: 18, To: 40}, true},
		{"after them", EnrolmentEntry{}, EnrolmentEntry{Child: "n", Activity: "A", From: 21, To: 40}, false},
		{"shortened", EnrolmentEntry{Child: "c", Activity: "A", From: 12, To: 16},
			EnrolmentEntry{Child: "c", Activity: "A", From: 12, To: 14}, false},
		{"lasts into them", EnrolmentEntry{Child: "c", Activity: "A", From: 12, To: 16},
			EnrolmentEntry{Child: "c", Activity: "A", From: 12, To: 18}, true},
	} {
		one := Change{After: c.is}
		if c.was.Child != "" {
			one.Before = c.was
		}
		full := slices.ContainsFunc(one.Judge(s), func(f Finding) bool { return f.Field == "activity" && !f.Warning })
		if full != c.full {
			t.Errorf("%s: %v", c.name, one.Judge(s))
		}
	}
}
