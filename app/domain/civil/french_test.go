package civil

import (
	"testing"
	"time"
)

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
