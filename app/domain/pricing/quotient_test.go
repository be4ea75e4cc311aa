package pricing

import (
	"testing"

	"cartable/app/domain/civil"
)

func TestAQuotientThatEndsIsToldAMonthBefore(t *testing.T) {
	year := Quotient{From: on("2026-01-01"), To: on("2026-12-31"), QF: 50000}
	next := Quotient{From: on("2027-01-01"), QF: 60000}
	short := Quotient{From: on("2027-01-01"), To: on("2027-01-10"), QF: 60000}
	tests := []struct {
		name      string
		today     string
		quotients []Quotient
		last      string // empty: no notice
	}{
		{"in November", "2026-11-30", []Quotient{year}, ""},
		{"from 1 December", "2026-12-01", []Quotient{year}, "2026-12-31"},
		{"on its last day", "2026-12-31", []Quotient{year}, "2026-12-31"},
		{"the next one is known", "2026-12-20", []Quotient{next, year}, ""},
		{"the next one ends too", "2026-12-20", []Quotient{year, short}, "2027-01-10"},
		{"it has ended", "2027-01-01", []Quotient{year}, ""},
		{"none", "2026-12-20", nil, ""},
	}
	for _, tc := range tests {
		last, soon := EndsSoon(tc.quotients, on(tc.today))
		want := civil.Date(0)
		if tc.last != "" {
			want = on(tc.last)
		}
		if soon != (want != 0) || soon && last != want {
			t.Errorf("%s: %s, %v", tc.name, last, soon)
		}
	}
}

func TestWhichScalesAskForAQuotient(t *testing.T) {
	flat, steps := bracket(1, "2025-09-01", "", "", "4"), bracket(2, "2026-09-01", "500", "", "5")
	for name, tc := range map[string]struct {
		tariffs []Tariff
		day     string
		want    bool
	}{
		"one price":      {[]Tariff{flat}, "2026-12-01", false},
		"brackets":       {[]Tariff{flat, steps}, "2026-12-01", true},
		"brackets later": {[]Tariff{flat, steps}, "2026-05-01", true},
		"brackets before": {[]Tariff{bracket(1, "2025-09-01", "500", "", "4"), bracket(2, "2026-09-01", "", "", "5")},
			"2026-12-01", false},
	} {
		if got := AsksQuotient(tc.tariffs, on(tc.day)); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
