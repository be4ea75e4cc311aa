package pricing

import (
	"math"
	"slices"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

func amount(euros string) *money.Cents {
	if euros == "" {
		return nil
	}
	c, err := money.Parse(euros)
	if err != nil {
		panic(err)
	}
	return &c
}

func on(s string) civil.Date {
	d, err := civil.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func bracket(id int64, from, low, high, price string) Tariff {
	return Tariff{ID: id, From: on(from), QFMin: amount(low), QFMax: amount(high), Price: amount(price)}
}

func of(t Tariff, resident bool) Tariff { t.Resident = &resident; return t }

// fay is the real scale of Fay-aux-Loges (mairie-fayauxloges.fr): 0,36 % of the QF between 2,60 € and 4,50 €.
var fay = Tariff{ID: 9, From: on("2025-09-01"), RatePPM: 3600, Floor: amount("2.60"), Ceiling: amount("4.50")}

func qf(euros string) []Quotient { return []Quotient{{From: on("2020-01-01"), QF: *amount(euros)}} }

func TestFor(t *testing.T) {
	meals := []Tariff{
		bracket(1, "2025-09-01", "", "860", "2.10"), bracket(2, "2025-09-01", "860", "1150", "4.22"),
		bracket(3, "2025-09-01", "1150", "", "5.40"), of(bracket(4, "2025-09-01", "", "", "7.80"), false),
	}
	gap := []Tariff{bracket(1, "2025-09-01", "100", "500", "2"), bracket(2, "2025-09-01", "600", "900", "3")}
	flat := []Tariff{bracket(5, "2025-09-01", "", "", "3.00")}
	bounded := []Tariff{{ID: 7, From: 1, RatePPM: 3600, QFMax: amount("500")},
		{ID: 8, From: 1, RatePPM: 3600, QFMin: amount("500"), Floor: amount("1.50")}}
	endless := []Tariff{{ID: 6, From: 1, RatePPM: 3600}}
	tests := map[string]struct {
		tariffs  []Tariff
		resident bool
		qf       []Quotient
		id       int64
		unit     string
		why      string
	}{
		"below the edge": {meals, true, qf("859.99"), 1, "2.10",
			"QF 859,99\u00a0€, tranche de moins de 860,00\u00a0€"},
		"on the edge": {meals, true, qf("860"), 2, "4.22", "QF 860,00\u00a0€, tranche de 860,00\u00a0€ à " +
			"1\u202f150,00\u00a0€"},
		"in the middle": {meals, true, qf("978"), 2, "4.22", "QF 978,00\u00a0€, tranche de 860,00\u00a0€ à " +
			"1\u202f150,00\u00a0€"},
		"top edge": {meals, true, qf("1150"), 3, "5.40", "QF 1\u202f150,00\u00a0€, tranche à partir de " +
			"1\u202f150,00\u00a0€"},
		"QF 0":        {meals, true, qf("0"), 1, "2.10", "QF 0,00\u00a0€, tranche de moins de 860,00\u00a0€"},
		"no QF":       {meals, true, nil, 3, "5.40", "Aucun quotient familial connu\u00a0: tarif le plus élevé"},
		"out of town": {meals, false, qf("978"), 4, "7.80", "Tarif unique"},
		"out, no QF":  {meals, false, nil, 4, "7.80", "Aucun quotient familial connu\u00a0: tarif le plus élevé"},
		"flat, no QF": {flat, true, nil, 5, "3.00", "Tarif unique"},
		"in a gap": {gap, true, qf("550"), 2, "3.00", "QF 550,00\u00a0€, hors des tranches du barème\u00a0: " +
			"tarif le plus élevé"},
		"over the scale": {gap, true, qf("900"), 2, "3.00", "QF 900,00\u00a0€, hors des tranches du barème\u00a0: " +
			"tarif le plus élevé"},
		"rate": {[]Tariff{fay}, true, qf("978"), 9, "3.52", "Taux d'effort 0,36\u00a0% du QF 978,00\u00a0€"},
		"rate, floor": {[]Tariff{fay}, true, qf("0"), 9, "2.60", "Taux d'effort 0,36\u00a0% du QF 0,00\u00a0€, " +
			"plancher de 2,60\u00a0€"},
		"rate, ceiling": {[]Tariff{fay}, true, qf("2000"), 9, "4.50", "Taux d'effort 0,36\u00a0% du QF " +
			"2\u202f000,00\u00a0€, plafond de 4,50\u00a0€"},
		"rate, at it": {[]Tariff{fay}, true, qf("1250"), 9, "4.50", "Taux d'effort 0,36\u00a0% du QF " +
			"1\u202f250,00\u00a0€"},
		"rate, no QF": {[]Tariff{fay}, true, nil, 9, "4.50",
			"Aucun quotient familial connu\u00a0: tarif le plus élevé"},
		"rate to an edge": {bounded, true, nil, 7, "1.80", "Aucun quotient familial connu\u00a0: tarif le plus élevé"},
		"endless, QF":     {endless, true, qf("100"), 6, "0.36", "Taux d'effort 0,36\u00a0% du QF 100,00\u00a0€"},
		"endless, no QF": {endless, true, nil, 0, "",
			"Tarif à préciser par la mairie\u00a0: taux d'effort sans plafond"},
		"no tariff": {nil, true, qf("978"), 0, "", "Aucun tarif en vigueur à cette date"},
		"not yet": {[]Tariff{bracket(1, "2026-11-25", "", "", "3")}, true, nil, 0, "",
			"Aucun tarif en vigueur à cette date"},
		"empty line": {[]Tariff{{ID: 1, From: 1}}, true, nil, 0, "", "Aucun tarif en vigueur à cette date"},
		"other residence": {[]Tariff{of(bracket(1, "2025-09-01", "", "", "3"), true)}, false, nil, 0, "",
			"Aucun tarif en vigueur à cette date"},
	}
	for name, tc := range tests {
		got := For(tc.tariffs, on("2026-11-24"), tc.resident, tc.qf, 3)
		want := Quote{Quantity: 3, TariffID: tc.id, Known: tc.id != 0,
			Highest: strings.HasSuffix(tc.why, "tarif le plus élevé")}
		if want.Known {
			want.Unit, want.Total = *amount(tc.unit), 3**amount(tc.unit)
		}
		if (got.QF != nil) != (tc.qf != nil) || got.QF != nil && *got.QF != tc.qf[0].QF {
			t.Errorf("%s: QF %v", name, got.QF)
		}
		if got.Why() != tc.why {
			t.Errorf("%s:\n got %s\nwant %s", name, got.Why(), tc.why)
		}
		if got.QF, got.line, got.open = nil, nil, false; got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

func TestNewestDateWinsAsASet(t *testing.T) {
	tariffs := []Tariff{
		bracket(1, "2025-09-01", "", "500", "2"), bracket(2, "2025-09-01", "500", "", "4"),
		bracket(3, "2026-09-01", "", "500", "2.50"), // the new scale lacks the upper bracket
		of(bracket(4, "2026-01-01", "", "", "9"), false),
	}
	tests := []struct {
		day      string
		resident bool
		id       int64
	}{
		{"2025-08-31", true, 0}, {"2025-09-01", true, 2}, {"2026-08-31", true, 2},
		{"2026-09-01", true, 3}, // not line 2: an old line is never mixed in; no bracket contains QF 800
		{"2025-12-31", false, 2}, {"2026-01-01", false, 4}, {"2026-09-01", false, 3},
	}
	for _, tc := range tests {
		if q := For(tariffs, on(tc.day), tc.resident, qf("800"), 1); q.TariffID != tc.id {
			t.Errorf("%s, resident %v: line %d, want %d (%s)", tc.day, tc.resident, q.TariffID, tc.id, q.Why())
		}
	}
}

func TestSpecificLineBeatsTheCommonOne(t *testing.T) {
	// The dearer common line never applies to residents, so it is not their highest price either.
	tariffs := []Tariff{bracket(1, "2025-09-01", "", "", "9"), of(bracket(2, "2025-09-01", "", "500", "2"), true),
		of(bracket(3, "2025-09-01", "500", "", "4"), true)}
	for _, quotients := range [][]Quotient{qf("100"), qf("800"), nil} {
		if q := For(tariffs, on("2026-11-24"), true, quotients, 1); q.Unit > 400 {
			t.Errorf("%s: %s", q.Unit, q.Why())
		}
	}
	if q := For(tariffs, on("2026-11-24"), false, qf("100"), 1); q.TariffID != 1 {
		t.Errorf("line %d", q.TariffID)
	}
}

func TestQuotientOfTheDay(t *testing.T) {
	quotients := []Quotient{
		{From: on("2026-01-01"), To: on("2026-03-31"), QF: 50000}, {From: on("2026-04-01"), QF: 90000},
		{From: on("2026-06-01"), To: on("2026-06-30"), QF: 10000}, // a correction inside an open-ended one
	}
	tariffs := []Tariff{bracket(1, "2025-09-01", "", "600", "2"), bracket(2, "2025-09-01", "600", "", "4")}
	for day, want := range map[string]int64{"2025-12-31": -1, "2026-01-01": 50000, "2026-03-31": 50000,
		"2026-04-01": 90000,
		"2026-05-31": 90000, "2026-06-01": 10000, "2026-06-30": 10000, "2026-07-01": 90000} {
		got := int64(-1)
		q := For(tariffs, on(day), true, quotients, 1)
		if q.QF != nil {
			got = int64(*q.QF)
		}
		if got != want || (q.Unit == 200) != (want >= 0 && want < 60000) {
			t.Errorf("%s: QF %d, want %d, price %s", day, got, want, q.Unit)
		}
	}
	same := []Quotient{{From: 5, QF: 7}, {From: 5, QF: 3}}
	a := quotientOn(same, 10)
	slices.Reverse(same)
	if b := quotientOn(same, 10); *a != 7 || *b != 7 {
		t.Error("the order of rows must not matter")
	}
}

func TestEffortRoundsHalfUpAndNeverOverflows(t *testing.T) {
	tests := []struct {
		rate int64
		qf   money.Cents
		want money.Cents
	}{
		{3600, 97800, 352}, {5000, 100, 1}, {4999, 100, 0}, {500_000, 3, 2}, {1_000_000, 12345, 12345}, {1, 0, 0},
		{3600, -5, 0},
		{math.MaxInt64, math.MaxInt64, money.Max}, {math.MaxInt64, 1, money.Max},
	}
	for _, tc := range tests {
		if got := effort(tc.rate, tc.qf); got != tc.want {
			t.Errorf("%d ppm of %d = %d, want %d", tc.rate, tc.qf, got, tc.want)
		}
	}
	for ppm, want := range map[int64]string{3600: "0,36\u00a0%", 10_000: "1\u00a0%", 125_000: "12,5\u00a0%",
		1: "0,0001\u00a0%", 1_000_000: "100\u00a0%"} {
		if got := percent(ppm); got != want {
			t.Errorf("%d ppm is %q", ppm, got)
		}
	}
}

func TestQuantity(t *testing.T) {
	tests := []struct {
		unit       string
		start, end civil.TimeOfDay
		want       int
	}{
		{"day", 450, 510, 1}, {"meal", 0, 0, 1}, {"half-hour", 450, 510, 2}, {"half-hour", 450, 511, 3},
		{"half-hour", 450, 451, 1},
		{"half-hour", 990, 1110, 4}, {"half-hour", 450, 450, 1}, {"half-hour", 510, 450, 1},
	}
	for _, tc := range tests {
		if got := Quantity(tc.unit, tc.start, tc.end); got != tc.want {
			t.Errorf("%s %s-%s: %d, want %d", tc.unit, tc.start, tc.end, got, tc.want)
		}
	}
}
