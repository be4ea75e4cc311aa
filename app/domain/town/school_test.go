package town

import "testing"

// A date closed for a class is closed for its children alone, in the class's own school year.
func TestOpenForAPupil(t *testing.T) {
	s := herisson(t)
	c := s.Town
	ferry := c.School("E1")
	ce2, cm1 := ferry.Class("C1"), ferry.Class("C2")
	midi, soir := c.Activity("MIDI"), c.Activity("SOIR")
	put(&c.SchoolClosures, date(t, "2027-09-10"), []SchoolClosure{{School: ferry.ID, Class: ce2.ID}})
	midi.To, soir.To = date(t, "2028-07-01"), date(t, "2028-07-01")
	for _, tc := range []struct {
		name   string
		a      *Activity
		date   string
		pupil  Pupil
		why    Closed
		detail string
	}{
		{"the class, at its activity", midi, "2026-12-11", Pupil{School: ferry.ID, Class: ce2.ID}, ClosedForPupil,
			"Sortie au musée"},
		{"the class, elsewhere", soir, "2026-12-11", Pupil{School: ferry.ID, Class: ce2.ID}, Open, ""},
		{"another class", midi, "2026-12-11", Pupil{School: ferry.ID, Class: cm1.ID}, Open, ""},
		{"no class", midi, "2026-12-11", Pupil{School: ferry.ID}, Open, ""},
		{"nobody's pupil", midi, "2026-12-11", Pupil{}, Open, ""},
		{"the whole school, a class", midi, "2026-12-14", Pupil{School: ferry.ID, Class: cm1.ID}, ClosedForPupil, ""},
		{"the whole school, all activities", soir, "2026-12-14", Pupil{School: ferry.ID}, ClosedForPupil, ""},
		{"another school", midi, "2026-12-14", Pupil{School: c.School("E2").ID}, Open, ""},
		{"the day before", midi, "2026-12-10", Pupil{School: ferry.ID, Class: ce2.ID}, Open, ""},
		{"what is closed for all says so", midi, "2026-11-13", Pupil{School: ferry.ID, Class: ce2.ID}, ClosedByTown,
			"Pont"},
		{"the class of another year", midi, "2027-09-10", Pupil{School: ferry.ID, Class: ce2.ID}, Open, ""},
	} {
		if why, detail := c.OpenFor(tc.a, date(t, tc.date), tc.pupil); why != tc.why || detail != tc.detail {
			t.Errorf("%s: %q %q", tc.name, why, detail)
		}
	}
	twin := s.Clone().Town
	twin.SchoolClosures[date(t, "2026-12-14")][0].Label = "Autre"
	twin.Schools[0].Classes[0].Name = "Autre"
	if c.SchoolClosures[date(t, "2026-12-14")][0].Label != "" || ce2.Name != "CE2 A" {
		t.Error("a clone shares its schools")
	}
}
