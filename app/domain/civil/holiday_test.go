package civil

import (
	"sync"
	"testing"
)

func TestPublicHolidays2027(t *testing.T) {
	want := map[string]string{
		"2027-01-01": "Jour de l'an", "2027-03-29": "Lundi de Pâques", "2027-05-01": "Fête du travail",
		"2027-05-08": "Victoire de 1945", "2027-05-06": "Ascension", "2027-05-17": "Lundi de Pentecôte",
		"2027-07-14": "Fête nationale", "2027-08-15": "Assomption", "2027-11-01": "Toussaint",
		"2027-11-11": "Armistice de 1918", "2027-12-25": "Noël",
	}
	local := map[string]string{"2027-03-26": "Vendredi saint", "2027-12-26": "Saint-Étienne"}
	for d := New(2027, 1, 1); d <= New(2027, 12, 31); d++ {
		if name, ok := PublicHoliday(d, false); name != want[d.String()] || ok != (name != "") {
			t.Errorf("%s is %q", d, name)
		}
		if name, _ := PublicHoliday(d, true); name != want[d.String()]+local[d.String()] {
			t.Errorf("%s in Alsace-Moselle is %q", d, name)
		}
	}
}

func TestMovableFeasts(t *testing.T) {
	for day, want := range map[string]string{"2026-04-06": "Lundi de Pâques", "2026-05-14": "Ascension",
		"2026-05-25": "Lundi de Pentecôte", "2028-04-17": "Lundi de Pâques", "2008-05-01": "Fête du travail"} {
		if name, ok := PublicHoliday(must(day), false); name != want || !ok {
			t.Errorf("%s is %q", day, name)
		}
	}
}

func TestWorkingDay(t *testing.T) {
	tests := map[string]bool{"2026-11-23": true, "2026-11-21": false, "2026-11-22": false, "2026-11-11": false,
		"2026-12-28": true /* school holidays, but the town hall works */}
	for day, want := range tests {
		if WorkingDay(must(day), false) != want {
			t.Errorf("%s: %v", day, !want)
		}
	}
	if friday := must("2027-03-26"); !WorkingDay(friday, false) || WorkingDay(friday, true) {
		t.Error("Good Friday is worked, but not in Alsace-Moselle")
	}
}

// TestPublicHolidaysOfOtherCenturies asks for years that are not kept, before and after those that are.
func TestPublicHolidaysOfOtherCenturies(t *testing.T) {
	for _, year := range []int{1899, 1900, 2099, 2100, 2500} {
		if name, ok := PublicHoliday(New(year, 12, 25), false); !ok || name != "Noël" {
			t.Errorf("Christmas of %d: %q", year, name)
		}
		if name, ok := PublicHoliday(New(year, 12, 27), true); ok {
			t.Errorf("27 December %d: %q", year, name)
		}
	}
}

func TestPublicHolidayFromManyGoroutines(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for d := New(2026, 1, 1); d < New(2026, 3, 1); d++ {
				PublicHoliday(d, true)
			}
		})
	}
	wg.Wait()
}

func BenchmarkPublicHoliday(b *testing.B) {
	for i := range b.N {
		PublicHoliday(739943+Date(i%365), true)
	}
}
