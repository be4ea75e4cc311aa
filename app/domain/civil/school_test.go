package civil

import "testing"

func TestSchoolTableIsSound(t *testing.T) {
	for _, z := range []Zone{ZoneA, ZoneB, ZoneC} {
		periods := SchoolHolidays(z)
		if len(periods) != 12 {
			t.Fatalf("zone %s has %d periods", z, len(periods))
		}
		for i, p := range periods {
			days := int(p.To-p.From) + 1
			if i > 0 && p.From <= periods[i-1].To {
				t.Errorf("zone %s: %s overlaps or is out of order", z, p.From)
			}
			switch p.Name {
			case "Pont de l'Ascension":
				if name, _ := PublicHoliday(p.From, false); name != "Ascension" || days != 4 {
					t.Errorf("zone %s: bridge %s to %s", z, p.From, p.To)
				}
			case "Vacances d'été":
				if p.From.Weekday() != 6 || p.From.Month().Name() != "juillet" {
					t.Errorf("zone %s: summer starts on %s", z, p.From.Long())
				}
			default: // sixteen days from a Saturday to a Sunday: two weeks and the weekend before
				if p.From.Weekday() != 6 || p.To.Weekday() != 7 || days != 16 {
					t.Errorf("zone %s: %s, %s to %s", z, p.Name, p.From, p.To)
				}
			}
			if !SchoolCalendarKnown(p.From) || !SchoolCalendarKnown(p.To) {
				t.Errorf("zone %s: %s is not said to be known", z, p.Name)
			}
		}
	}
}

func TestSchoolHolidayEdges(t *testing.T) {
	tests := []struct {
		day  string
		zone Zone
		want string
	}{
		{"2026-10-16", ZoneA, ""}, {"2026-10-17", ZoneA, "Vacances de la Toussaint"},
		{"2026-11-01", ZoneA, "Vacances de la Toussaint"}, {"2026-11-02", ZoneA, ""},
		{"2027-02-10", ZoneA, ""}, {"2027-02-10", ZoneB, ""}, {"2027-02-10", ZoneC, "Vacances d'hiver"},
		{"2027-02-28", ZoneA, "Vacances d'hiver"}, {"2027-03-01", ZoneA, ""}, {"2027-03-07", ZoneB, "Vacances d'hiver"},
		{"2026-04-20", ZoneA, ""}, {"2026-04-20", ZoneB, "Vacances de printemps"},
		{"2026-05-03", ZoneC, "Vacances de printemps"},
		{"2026-05-15", ZoneB, "Pont de l'Ascension"}, {"2026-08-31", ZoneC, "Vacances d'été"},
		{"2026-09-01", ZoneC, ""},
		{"2027-09-01", ZoneA, "Vacances d'été"}, {"2027-09-02", ZoneA, ""}, {"2025-09-01", ZoneA, ""},
		{"2026-12-25", "D", ""},
	}
	for _, tc := range tests {
		if name, ok := SchoolHoliday(must(tc.day), tc.zone); name != tc.want || ok != (tc.want != "") {
			t.Errorf("%s zone %s: %q, want %q", tc.day, tc.zone, name, tc.want)
		}
	}
	for day, known := range map[string]bool{"2025-08-31": false, "2025-09-01": true, "2027-09-01": true,
		"2027-09-02": false} {
		if SchoolCalendarKnown(must(day)) != known {
			t.Errorf("%s known: %v", day, !known)
		}
	}
}

func TestSchoolHolidaysAreACopy(t *testing.T) {
	SchoolHolidays(ZoneA)[0].Name = "x"
	if SchoolHolidays(ZoneA)[0].Name == "x" {
		t.Error("a caller can change the calendar")
	}
}

func TestParseZone(t *testing.T) {
	if z, err := ParseZone("B"); z != ZoneB || err != nil {
		t.Error(z, err)
	}
	for _, s := range []string{"", "b", "D", "Zone A"} {
		if _, err := ParseZone(s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}
