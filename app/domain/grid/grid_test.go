package grid

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

var day = civil.New(2026, 9, 1)

func cents(c money.Cents) *money.Cents { return &c }

// drawn returns a grid as a council might vote it, holes included.
func drawn(r *rand.Rand) Grid {
	g := Grid{Split: r.IntN(2) == 0}
	var low *money.Cents
	n := 1 + r.IntN(5)
	for i := range n {
		row := Row{Min: low}
		if i < n-1 {
			start := money.Cents(0)
			if low != nil {
				start = *low
			}
			row.Max = cents(start + money.Cents(1+r.IntN(40_000)))
		}
		for range g.Columns() {
			var c Cell
			switch r.IntN(6) {
			case 0: // a hole
			case 1, 2:
				c.Rate = town.Rate(1 + r.IntN(20_000))
				if r.IntN(2) == 0 {
					c.Floor = cents(money.Cents(r.IntN(100)))
				}
				if r.IntN(3) > 0 {
					c.Ceiling = cents(money.Cents(100 + r.IntN(600)))
				}
			default:
				c.Price = cents(money.Cents(r.IntN(700)))
			}
			row.Cells = append(row.Cells, c)
		}
		g.Rows, low = append(g.Rows, row), row.Max
	}
	return g
}

func samePrices(t *testing.T, a, b []pricing.Tariff, what string) {
	t.Helper()
	for _, resident := range []bool{true, false} {
		for qf := money.Cents(-1); qf < 180_000; qf += 997 {
			var held []pricing.Quotient
			if qf >= 0 {
				held = []pricing.Quotient{{From: day, QF: qf}}
			}
			x, y := pricing.For(a, day, resident, held, 1), pricing.For(b, day, resident, held, 1)
			if x.Unit != y.Unit || x.Known != y.Known {
				t.Fatalf("%s: QF %d, resident %t: %+v, then %+v", what, qf, resident, x, y)
			}
		}
	}
}

// A grid gives the prices of its lines, whatever lines a town imported: brackets that differ by residence, overlaps,
// holes, a line for everybody under lines for some.
func TestAGridGivesThePricesOfItsLines(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 6))
		var lines []pricing.Tariff
		for i := range 1 + r.IntN(6) {
			one := pricing.Tariff{ID: int64(i + 1), From: day - civil.Date(r.IntN(2)),
				Price: cents(money.Cents(r.IntN(500)))}
			if r.IntN(3) == 0 {
				one.Resident = new(r.IntN(2) == 0)
			}
			if r.IntN(3) > 0 {
				one.QFMin = cents(money.Cents(r.IntN(90_000)))
			}
			if r.IntN(3) > 0 {
				one.QFMax = cents(money.Cents(90_000 + r.IntN(60_000)))
			}
			if r.IntN(4) == 0 {
				one.Price, one.RatePPM, one.Ceiling = nil, int64(1+r.IntN(9000)), cents(900)
			}
			lines = append(lines, one)
		}
		g := On(lines, day)
		if covers(lines, true) && covers(lines, false) {
			samePrices(t, lines, g.Tariffs(day), fmt.Sprint("seed ", seed))
		}
	}
}

func covers(lines []pricing.Tariff, resident bool) bool {
	return len(pricing.Edges(lines, day, resident)) > 0
}

// What a grid writes is read back as the same grid, and a form shows it and reads it as it was.
func TestAGridIsReadBack(t *testing.T) {
	for seed := range uint64(300) {
		g := drawn(rand.New(rand.NewPCG(seed, 7)))
		lines := g.Tariffs(day)
		if !covers(lines, true) || !covers(lines, false) {
			continue // a column without a price: a form refuses it
		}
		again := On(lines, day)
		samePrices(t, lines, again.Tariffs(day), fmt.Sprint("seed ", seed))
		if changes := again.Changes("A", day, entries(g)); len(changes) != 0 {
			t.Fatalf("seed %d: writing it again changes %v", seed, changes)
		}
		read, at, wrong := again.Typed().Read()
		if len(wrong) > 0 || !read.Equal(again) || len(at) != len(again.Rows) {
			t.Fatalf("seed %d: %v read as %+v, was %+v", seed, wrong, read, again)
		}
	}
}

func entries(g Grid) (all []town.TariffEntry) {
	for _, n := range g.Entries("A", day) {
		all = append(all, n.TariffEntry)
	}
	return all
}

// The edits from one grid to another leave the lines of the other, and their inverse those of the first.
func TestTheChangesLeadFromAGridToAnother(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 8))
		a, b := drawn(r), drawn(r)
		s := town.Empty("M")
		if err := s.Put(town.WalletEntry{Code: "W"}); err != nil {
			t.Fatal(err)
		}
		s.Put(town.CategoryEntry{Code: "C", Wallet: "W"})
		s.Put(town.ActivityEntry{Code: "A", Category: "C"})
		for _, n := range entries(a) {
			if err := s.Put(n); err != nil {
				t.Fatal(err)
			}
		}
		after, err := b.Changes("A", day, entries(a)).Apply(s)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := text(after), text(with(t, s, b)); got != want {
			t.Fatalf("seed %d:\n%s\nwant\n%s", seed, got, want)
		}
		back, err := b.Changes("A", day, entries(a)).Inverse().Apply(after)
		if err != nil || text(back) != text(s) {
			t.Fatalf("seed %d: %v\n%s\nwant\n%s", seed, err, text(back), text(s))
		}
	}
}

func with(t *testing.T, s *town.Settings, g Grid) *town.Settings {
	all := s.Clone()
	all.Town.Activity("A").Tariffs = nil
	for _, n := range entries(g) {
		if err := all.Put(n); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func text(s *town.Settings) string {
	var lines []string
	for _, n := range s.All(town.NounTariff) {
		for _, f := range town.Fields(town.NounTariff) {
			lines = append(lines, f.Cell(n))
		}
	}
	return strings.Join(lines, " ")
}

// A price without a bracket asks no family for its QF.
func TestAColumnThatSaysTheSameIsOneLine(t *testing.T) {
	g := Grid{Split: true, Rows: []Row{
		{Max: cents(500_00), Cells: []Cell{{Price: cents(100)}, {Price: cents(600)}}},
		{Min: cents(500_00), Cells: []Cell{{Price: cents(300)}, {Price: cents(600)}}},
	}}
	lines := g.Entries("A", day)
	if len(lines) != 3 || lines[2].QFMin != nil || lines[2].QFMax != nil {
		t.Errorf("%+v", lines)
	}
	if got := On(g.Tariffs(day), day); !got.Equal(g) {
		t.Errorf("read back as %+v", got)
	}
}

func TestTheFaultsOfATypedGridAreAtTheirCells(t *testing.T) {
	typed := Typed{Split: true, Rows: []TypedRow{
		{Min: "0", Max: "abc", Cells: [2]TypedCell{{Price: "0,36124 %"}, {Price: "-3"}}},
		{},
		{Min: "500", Cells: [2]TypedCell{{Price: "2", Floor: "1"}, {Price: "120 %"}}},
	}}
	_, at, wrong := typed.Read()
	want := []string{"a-0", "prix-0-0", "prix-0-1", "prix-2-0", "prix-2-1"}
	if len(at) != 2 || len(wrong) != len(want) {
		t.Fatalf("rows %v, %v", at, wrong)
	}
	for i, field := range want {
		if wrong[i].Field != field {
			t.Errorf("%s: %s, want %s", wrong[i].Field, wrong[i].Message, field)
		}
	}
	for name, one := range map[string]struct {
		typed Typed
		field string
	}{
		"nothing": {Typed{Rows: []TypedRow{{}}}, "prix-0-0"},
		"a column without a price": {Typed{Split: true, Rows: []TypedRow{{Cells: [2]TypedCell{{Price: "3"}}}}},
			"prix-0-1"},
		"a bracket twice": {Typed{Rows: []TypedRow{{Max: "5", Cells: [2]TypedCell{{Price: "3"}}},
			{Max: "5", Cells: [2]TypedCell{{Price: "4"}}}}}, "de-1"},
	} {
		if _, _, wrong := one.typed.Read(); len(wrong) != 1 || wrong[0].Field != one.field {
			t.Errorf("%s: %v", name, wrong)
		}
	}
}

// What is wrong in a cell is said with an example, and with what may have been meant.
func TestAWrongRateIsSaidWithAnExample(t *testing.T) {
	for price, want := range map[string]string{
		"0,3612":   "ajoutez %\u00a0: 0,3612 %.",
		"0,36125":  "par exemple 12,50",
		"12,500":   "par exemple 12,50",
		"0.3612":   "ajoutez %\u00a0: 0,3612 %.",
		"abc %":    "par exemple 0,36 %",
		"0 %":      "plus grand que 0, de 100 % au plus, par exemple 0,36 %",
		"120 %":    "de 100 % au plus",
		"0,36124%": "quatre décimales au plus, par exemple 0,3612 %",
		"abc":      "par exemple 12,50",
		"-3":       "un montant positif",
	} {
		_, _, wrong := Typed{Rows: []TypedRow{{Cells: [2]TypedCell{{Price: price}}}}}.Read()
		if len(wrong) == 0 || wrong[0].Field != "prix-0-0" || !strings.Contains(wrong[0].Message, want) {
			t.Errorf("%q: %v, want %q", price, wrong, want)
		}
	}
}

func TestTheMealAtOneEuro(t *testing.T) {
	grid := func(low string, bounds ...string) Grid {
		typed := Typed{}
		from := ""
		for _, b := range append(bounds, "") {
			price := "4"
			if from == "" {
				price = low
			}
			typed.Rows = append(typed.Rows, TypedRow{Min: from, Max: b, Cells: [2]TypedCell{{Price: price}}})
			from = b
		}
		g, _, wrong := typed.Read()
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		return g
	}
	for name, one := range map[string]struct {
		grid Grid
		want bool
	}{
		"three brackets, one euro up to 1 000": {grid("1", "1000", "1500"), true},
		"1 000 itself included":                {grid("0,80", "1000,01", "1500"), true},
		"two brackets":                         {grid("1", "1000"), false},
		"more than one euro":                   {grid("1,01", "1000", "1500"), false},
		"given to higher quotients":            {grid("1", "1001", "1500"), false},
	} {
		if got := one.grid.OneEuro(); got != one.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestACellOfAnotherGrid(t *testing.T) {
	cents := func(n int64) *money.Cents { return new(money.Cents(n)) }
	cell := func(n int64) Cell { return Cell{Price: cents(n)} }
	was := Grid{Split: true, Rows: []Row{{Max: cents(400), Cells: []Cell{cell(1), cell(2)}},
		{Min: cents(400), Cells: []Cell{cell(3), cell(4)}}}}
	for name, tc := range map[string]struct {
		row    Row
		column int
		split  bool
		want   int64 // 0: none
	}{
		"the same bracket":         {Row{Max: cents(400)}, 1, true, 2},
		"a narrower one":           {Row{Min: cents(500), Max: cents(600)}, 0, true, 3},
		"one that reaches further": {Row{Min: cents(100), Max: cents(600)}, 0, true, 0},
		"one for everybody":        {Row{Max: cents(400)}, 0, false, 0},
		"the last one":             {Row{Min: cents(800)}, 1, true, 4},
		"all":                      {Row{}, 0, true, 0},
	} {
		got, found := was.Over(tc.row, tc.column, tc.split)
		if found != (tc.want != 0) || found && *got.Price != money.Cents(tc.want) {
			t.Errorf("%s: %v %v", name, got, found)
		}
	}
	if all := (Grid{Rows: []Row{{Cells: []Cell{cell(5)}}}}); !all.SameBrackets(all) || all.SameBrackets(was) {
		t.Error("which brackets are the same")
	} else if got, found := all.Over(Row{Min: cents(5)}, 1, true); !found || *got.Price != 5 {
		t.Errorf("%v %v", got, found)
	}
}
