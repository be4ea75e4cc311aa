package civil

import (
	"testing"
	"time"
)

func TestADateIsSaidFromAnotherOne(t *testing.T) {
	today := New(2026, time.November, 28)
	for day, want := range map[Date][2]string{today: {"aujourd'hui", "aujourd'hui"}, today + 1: {"demain",
		"demain"}, today + 2: {"lundi 30", "lun. 30"}, today + 3: {"mardi 1er décembre", "mar. 1er déc."},
		today - 1: {"vendredi 27", "ven. 27"}, today + 2 + 366: {"mercredi 1er décembre", "mer. 1er déc."}} {
		if got := [2]string{day.Near(today), day.NearShort(today)}; got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
}

func TestAnInstantIsSaidFromADay(t *testing.T) {
	now := time.Date(2026, time.November, 28, 23, 30, 0, 0, time.UTC) // 29 November in Paris
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	if got := NearInstant(now, New(2026, 11, 28), paris); got != "demain à 0 h 30" {
		t.Errorf("%q", got)
	}
}

func TestFrenchForms(t *testing.T) {
	tuesday, first, may := New(2026, 11, 24), New(2026, 12, 1), New(2023, 5, 15)
	tests := map[string]string{
		tuesday.Medium():      "mar. 24 nov. 2026",
		tuesday.Long():        "mardi 24 novembre 2026",
		tuesday.DayMonth():    "24 novembre",
		tuesday.WeekdayName(): "mardi",
		first.Long():          "mardi 1er décembre 2026",
		first.Medium():        "mar. 1er déc. 2026",
		first.DayMonth():      "1er décembre",
		may.Short():           "lun. 15/05",
		may.Numeric():         "15/05/2023",
		Instant(time.Date(2026, 11, 24, 12, 5, 59, 0, time.UTC), paris):     "mardi 24 novembre à 13 h 05",
		Instant(time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC), paris):      "mardi 1er décembre à 0 h",
		Instant(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), paris):      "mardi 24 novembre à 13 h",
		New(2026, 8, 9).Medium() + " " + New(2026, 2, 8).Medium():           "dim. 9 août 2026 dim. 8 févr. 2026",
		WeekdayShort[1] + WeekdayShort[7] + WeekdayNames[1] + monthShort[7]: "lun.dim.lundijuil.",
	}
	for got, want := range tests {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
