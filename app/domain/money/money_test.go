package money

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/fault"
)

func TestForms(t *testing.T) {
	tests := []struct {
		c                   Cents
		page, plain, french string
	}{
		{0, "0,00\u00a0€", "0.00", "0,00"},
		{5, "0,05\u00a0€", "0.05", "0,05"},
		{-5, "\u22120,05\u00a0€", "-0.05", "-0,05"},
		{422, "4,22\u00a0€", "4.22", "4,22"},
		{99999, "999,99\u00a0€", "999.99", "999,99"},
		{123450, "1\u202f234,50\u00a0€", "1234.50", "1234,50"},
		{-11804, "\u2212118,04\u00a0€", "-118.04", "-118,04"},
		{Max, "99\u202f999\u202f999,99\u00a0€", "99999999.99", "99999999,99"},
		{math.MinInt64, "\u221292\u202f233\u202f720\u202f368\u202f547\u202f758,08\u00a0€", "-92233720368547758.08",
			"-92233720368547758,08"},
	}
	for _, tc := range tests {
		if tc.c.String() != tc.page || tc.c.Plain() != tc.plain || tc.c.FrenchPlain() != tc.french {
			t.Errorf("%d: %q %q %q", int64(tc.c), tc.c, tc.c.Plain(), tc.c.FrenchPlain())
		}
	}
}

func TestParse(t *testing.T) {
	for s, want := range map[string]Cents{"4.22": 422, "-30": -3000, "0.5": 50, "0": 0, "-0.00": 0, "007": 700,
		"99999999.99": Max, "-99999999.99": -Max} {
		if got, err := Parse(s); got != want || err != nil {
			t.Errorf("%q = %d, %v", s, got, err)
		}
	}
	for _, s := range []string{"", " 4", "4,22", "4.", ".5", "4.225", "+4", "--4", "1e3", "1 234", "4 €", "１２", "-",
		"100000000", "99999999999999999999999", "0x10", "4.22\n"} {
		refused(t, s, Parse)
	}
}

func TestParseFrench(t *testing.T) {
	for s, want := range map[string]Cents{"12,50": 1250, "12.50": 1250, "12,5": 1250, "12": 1200, "0": 0, "0,01": 1,
		"1 234,50 €": 123450, "1\u202f234,50\u00a0€": 123450, "1\u00a0234,50€": 123450, "1234,50": 123450,
		"  12,50\t":     1250,
		"99 999 999,99": Max} {
		if got, err := ParseFrench(s); got != want || err != nil {
			t.Errorf("%q = %d, %v", s, got, err)
		}
	}
	for _, s := range []string{"", " ", "\u00a0", "-5", "\u22125", "- 5", "１２,50", "12.50.1", "12,50,1", "12,505",
		"1.234,50",
		"12 50", "1 23", "1234 567", "1  234", "€", "€ 12", "12 € €", "12 euros", "12,", ",50", "+12", "1e3",
		"100 000 000", "99999999999999999999"} {
		refused(t, s, ParseFrench)
	}
}

// refused also checks that the reason is a sentence for a person.
func refused(t *testing.T, s string, parse func(string) (Cents, error)) {
	t.Helper()
	c, err := parse(s)
	if err == nil || c != 0 {
		t.Errorf("%q was read as %d", s, c)
		return
	}
	if fault.KindOf(err) != fault.Invalid || !strings.HasSuffix(fault.Message(err), ".") {
		t.Errorf("%q: %v", s, err)
	}
}

func TestRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Cents(rapid.Int64Range(-int64(Max), int64(Max)).Draw(t, "cents"))
		if back, err := Parse(c.Plain()); back != c || err != nil {
			t.Fatalf("%q came back as %d, %v", c.Plain(), back, err)
		}
		for _, text := range []string{c.String(), c.FrenchPlain(), c.Plain()} {
			back, err := ParseFrench(text)
			if c >= 0 && (back != c || err != nil) || c < 0 && err == nil {
				t.Fatalf("%q came back as %d, %v", text, back, err)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"4.22", "-30", "0.5", "", "99999999.99", "-0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Parse(s)
		if err == nil && (c > Max || c < -Max) {
			t.Fatalf("%q = %d", s, c)
		}
		if back, again := Parse(c.Plain()); err == nil && (back != c || again != nil) {
			t.Fatalf("%q = %d, then %d, %v", s, c, back, again)
		}
	})
}

func FuzzParseFrench(f *testing.F) {
	for _, s := range []string{"12,50", "1 234,50 €", "12.50.1", "1\u202f234,50\u00a0€", "-1", "１２"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseFrench(s)
		if err == nil && (c > Max || c < 0) {
			t.Fatalf("%q = %d", s, c)
		}
		if back, again := ParseFrench(c.String()); err == nil && (back != c || again != nil) {
			t.Fatalf("%q = %d, then %d, %v", s, c, back, again)
		}
	})
}
