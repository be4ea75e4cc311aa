package quota

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

var today = civil.New(2027, 1, 12)

func settings(t *testing.T) *town.Settings {
	s := town.Empty("M")
	s.Quotients = map[string][]pricing.Quotient{"F1": {{From: civil.New(2026, 1, 1), To: civil.New(2026, 12, 31),
		QF: 400_00}}, "F2": nil, "F3": {{From: civil.New(2026, 9, 1), To: civil.New(2027, 8, 31), QF: 900_00}}}
	for _, n := range []town.Noun{town.WalletEntry{Code: "W"}, town.CategoryEntry{Code: "C", Wallet: "W"},
		town.ActivityEntry{Code: "A", Category: "C", From: civil.New(2026, 9, 1), To: civil.New(2027, 8, 31)},
		town.TariffEntry{Activity: "A", From: 1, QFMax: new(money.Cents(500_00)), Price: new(money.Cents(100))},
		town.TariffEntry{Activity: "A", From: 1, QFMin: new(money.Cents(500_00)), Price: new(money.Cents(300))}} {
		if err := s.Put(n); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func rules(shorten bool) Rules { return Rules{today, civil.New(2027, 1, 1), shorten} }

func said(remarks []Remark) string {
	var all []string
	for _, r := range remarks {
		all = append(all, fmt.Sprint(r.Row, " ", r.Field))
	}
	return strings.Join(all, ", ")
}

func TestTheFaultsOfRowsAreAtTheirFields(t *testing.T) {
	for name, one := range map[string]struct {
		row            Row
		faults, doubts string
	}{
		"good":              {Row{Family: "F1", QF: "812,50", From: "2027-01-01"}, "", ""},
		"zero":              {Row{Family: "F1", QF: "0", From: "01/01/2027"}, "", ""},
		"very high":         {Row{Family: "F1", QF: "10 000,01", From: "01/01/2027"}, "", "0 qf"},
		"nothing typed":     {Row{From: "2027-01-01", To: "2027-12-31"}, "", ""},
		"unknown":           {Row{Family: "F9", QF: "8", From: "2027-01-01"}, "0 famille", ""},
		"no family":         {Row{QF: "8", From: "2027-01-01"}, "0 famille", ""},
		"no number":         {Row{Family: "F1", QF: "-3", From: "demain"}, "0 qf, 0 du", ""},
		"upside down":       {Row{Family: "F1", QF: "8", From: "2027-02-01", To: "2027-01-31"}, "0 au", ""},
		"before the rule":   {Row{Family: "F2", QF: "8", From: "2026-12-31"}, "0 du", ""},
		"another year":      {Row{Family: "F2", QF: "8", From: "2072-01-01"}, "0 au", ""},
		"while one runs":    {Row{Family: "F3", QF: "8", From: "2027-02-01"}, "0 du", ""},
		"without an end, …": {Row{Family: "F2", QF: "8", From: "2027-01-01", To: " "}, "", ""},
	} {
		v := Judge(settings(t), rules(false), []Row{one.row})
		if said(v.Faults) != one.faults || said(v.Doubts) != one.doubts {
			t.Errorf("%s: %v, %v", name, v.Faults, v.Doubts)
		}
	}
}

// The end of the year is meant by an empty end, and the bracket that a family pays from is looked up.
func TestTheFamiliesWhoseBracketMovesAreCounted(t *testing.T) {
	v := Judge(settings(t), rules(true), []Row{
		{Family: "F1", QF: "600", From: "2027-01-01", Source: town.OnPaper}, // it had none in January
		{Family: "F2", QF: "700", From: "2027-01-01"},                       // nor had it
		{Family: "F3", QF: "950", From: "2027-02-01"},                       // the same bracket
	})
	if len(v.Faults) > 0 || v.Families != 3 || v.Moved != 2 {
		t.Fatalf("%+v", v)
	}
	var lines []string
	for _, c := range v.Changes {
		lines = append(lines, c.String())
	}
	got := strings.ReplaceAll(strings.Join(lines, "\n"), "\u00a0", " ")
	for _, want := range []string{"famille F1 à partir du 01/01/2027 (création) : jusqu'au 31/12/2027 ; QF 600,00 €",
		"source attestation", "famille F3 à partir du 01/09/2026 : jusqu'au 31/08/2027 → 31/01/2027"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestAQuotientOfTheSameDayIsReplacedOnceItIsMeant(t *testing.T) {
	s := settings(t)
	s.Quotients["F2"] = []pricing.Quotient{{From: civil.New(2027, 1, 1), To: civil.New(2027, 12, 31), QF: 812_00}}
	v := Judge(s, rules(false), []Row{{Family: "F2", QF: "821", From: "2027-01-01"}})
	if said(v.Doubts) != "0 qf" || !strings.Contains(v.Doubts[0].Message, "812,00") || len(v.Changes) != 1 ||
		v.Changes[0].Before == nil {
		t.Errorf("%+v", v)
	}
	v = Judge(s, rules(false), []Row{{Family: "F1", QF: "1", From: "2027-01-01"}, {Family: "F1", QF: "2",
		From: "01/01/2027"}})
	if said(v.Faults) != "1 famille" {
		t.Errorf("one family twice: %+v", v.Faults)
	}
	v = Judge(s, rules(false), []Row{{Family: "F2", QF: "812", From: "2027-01-01"}})
	if len(v.Changes)+len(v.Doubts) > 0 {
		t.Errorf("what is there already: %+v", v)
	}
}

// Whatever is typed, what is accepted leaves no day with two quotients that a person ended, and can be undone.
func TestNoDayHasTwoQuotients(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 10))
		s := settings(t)
		var rows []Row
		for range 1 + r.IntN(6) {
			from := civil.New(2027, 1, 1) + civil.Date(r.IntN(200))
			rows = append(rows, Row{Family: fmt.Sprintf("F%d", 1+r.IntN(3)), QF: fmt.Sprint(r.IntN(1500)),
				From: from.String(), To: (from + civil.Date(r.IntN(200))).String()})
		}
		v := Judge(s, rules(r.IntN(2) == 0), rows)
		if len(v.Faults) > 0 {
			continue
		}
		after, err := v.Changes.Apply(s)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for family, held := range after.Quotients {
			for i, a := range held {
				for _, b := range held[:i] {
					if a.From <= b.To && b.From <= a.To {
						t.Fatalf("seed %d, %s: %v and %v, of %v", seed, family, a, b, rows)
					}
				}
			}
		}
		back, err := v.Changes.Inverse().Apply(after)
		if err != nil || !slices.EqualFunc(back.All(town.NounQuotient), s.All(town.NounQuotient), func(a,
			b town.Noun) bool {
			return town.Change{Before: a, After: b}.Empty()
		}) {
			t.Fatalf("seed %d: undone to %v, %v", seed, back.All(town.NounQuotient), err)
		}
	}
}

func TestAFileIsReadWithAllItsErrors(t *testing.T) {
	text := "\ufefffamille;qf;du;au\r\nF1;812,50;01/01/2027;31/12/2027\r\n;;;\r\n" +
		"F9;-1;32/01/2027;\r\nF2;5;2027-01-01;;x\r\n"
	sheet, wrong := ReadSheet(text)
	if len(sheet.Rows) != 2 || len(wrong) != 1 || wrong[0].Line != 5 {
		t.Fatalf("%+v, %+v", sheet, wrong)
	}
	v := Judge(settings(t), rules(false), sheet.Rows)
	var got []string
	for _, one := range sheet.Troubles(v.Faults) {
		got = append(got, fmt.Sprint(one.Line, " ", one.Column, " ", one.Value))
	}
	if want := "4 famille F9, 4 qf -1, 4 du 32/01/2027"; strings.Join(got, ", ") != want {
		t.Errorf("%v, want %s", got, want)
	}
	for name, one := range map[string]struct {
		text string
		rows int
		line int // of the first error; -1 = none
	}{
		"no header":          {"F1;8;01/01/2027;31/12/2027", 1, -1},
		"tabs, other order":  {"qf\tfamille\tdu\n8\tF1\t1/1/2027", 1, -1},
		"an unknown column":  {"famille;qf;du;note\nF1;8;01/01/2027;x", 0, 1},
		"a column too few":   {"famille;qf\nF1;8", 0, 1},
		"nothing":            {"\n;;\n", 0, 0},
		"quotes of a sheet":  {"\"F1\";\"8\";\"01/01/2027\";", 1, -1},
		"accents and spaces": {"Famille ; QF ; Du ; Au\nF1 ; 8 ; 01/01/2027 ; ", 1, -1},
	} {
		sheet, wrong := ReadSheet(one.text)
		if len(sheet.Rows) != one.rows || (one.line < 0) != (len(wrong) == 0) || one.line > 0 &&
			wrong[0].Line != one.line {
			t.Errorf("%s: %+v, %+v", name, sheet, wrong)
		}
		for _, row := range sheet.Rows {
			if row.Family != "F1" || row.QF != "8" || row.Source != town.FromFile {
				t.Errorf("%s: %+v", name, row)
			}
		}
	}
}
