package pricing

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

func maybe(t *rapid.T, label string, most int64) *money.Cents {
	if rapid.Bool().Draw(t, label+"?") {
		return nil
	}
	c := money.Cents(rapid.Int64Range(0, most).Draw(t, label))
	return &c
}

// anyTariff draws any line, valid or not, whose highest price is defined: a rate has a ceiling.
func anyTariff(t *rapid.T) Tariff {
	line := Tariff{ID: rapid.Int64Range(1, 1000).Draw(t, "id"), From: civil.Date(rapid.IntRange(0, 3).Draw(t, "from")),
		QFMin: maybe(t, "min", 50), QFMax: maybe(t, "max", 50)}
	if rapid.Bool().Draw(t, "for one residence") {
		resident := rapid.Bool().Draw(t, "resident")
		line.Resident = &resident
	}
	if rapid.Bool().Draw(t, "rate") {
		ceiling := money.Cents(rapid.Int64Range(0, 100).Draw(t, "ceiling"))
		line.RatePPM, line.Ceiling = rapid.Int64Range(1, 5_000_000).Draw(t, "ppm"), &ceiling
		line.Floor = maybe(t, "floor", 100)
	} else {
		price := money.Cents(rapid.Int64Range(0, 100).Draw(t, "price"))
		line.Price = &price
	}
	return line
}

func known(qf money.Cents) []Quotient { return []Quotient{{QF: qf}} }

func TestNoQuotientIsNeverCheaper(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tariffs := rapid.SliceOfN(rapid.Custom(anyTariff), 0, 8).Draw(t, "tariffs")
		day := civil.Date(rapid.IntRange(1, 4).Draw(t, "day"))
		resident := rapid.Bool().Draw(t, "family resident")
		qf := money.Cents(rapid.Int64Range(0, 80).Draw(t, "qf"))
		quantity := rapid.IntRange(0, 30).Draw(t, "quantity")

		with, without := For(tariffs, day, resident, known(qf), quantity), For(tariffs, day, resident, nil, quantity)
		if with.Unit > without.Unit || with.Known != without.Known {
			t.Fatalf("with QF %d: %+v\nwithout: %+v", qf, with, without)
		}
		if with.Total != with.Unit*money.Cents(quantity) || with.Why() == "" || with.Known != (with.TariffID != 0) {
			t.Fatalf("%+v", with)
		}
		slices.Reverse(tariffs)
		if again := For(tariffs, day, resident, known(qf), quantity); again.Unit != with.Unit && !sameRank(tariffs) {
			t.Fatalf("the order of rows changed the price: %d, %d", with.Unit, again.Unit)
		}
	})
}

// sameRank reports whether two lines share their ID, which no table allows: their order would then decide.
func sameRank(tariffs []Tariff) bool {
	ids := map[int64]bool{}
	for _, line := range tariffs {
		ids[line.ID] = true
	}
	return len(ids) < len(tariffs)
}

// ladder draws a scale as towns adopt them: adjoining brackets from 0 on, prices that rise with the QF.
func ladder(t *rapid.T) []Tariff {
	edges := rapid.SliceOfNDistinct(rapid.Int64Range(1, 300_000), 0, 8, rapid.ID[int64]).Draw(t, "edges")
	slices.Sort(edges)
	price := money.Cents(0)
	var lines []Tariff
	for i := range len(edges) + 1 {
		price += money.Cents(rapid.Int64Range(1, 300).Draw(t, "step"))
		p, line := price, Tariff{ID: int64(i + 1)}
		line.Price = &p
		if i > 0 {
			low := money.Cents(edges[i-1])
			line.QFMin = &low
		}
		if i < len(edges) {
			high := money.Cents(edges[i])
			line.QFMax = &high
		}
		lines = append(lines, line)
	}
	return lines
}

func TestLadderIsMonotoneWithHalfOpenEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := ladder(t)
		low := money.Cents(rapid.Int64Range(0, 400_000).Draw(t, "low"))
		high := money.Cents(rapid.Int64Range(int64(low), 400_000).Draw(t, "high"))
		if a, b := For(lines, 1, true, known(low), 1), For(lines, 1, true, known(high), 1); a.Unit > b.Unit {
			t.Fatalf("QF %d pays %d, QF %d pays %d", low, a.Unit, high, b.Unit)
		}
		if top := For(lines, 1, true, nil, 1); top.TariffID != int64(len(lines)) {
			t.Fatalf("without a QF: line %d of %d", top.TariffID, len(lines))
		}
		for _, line := range lines {
			if line.QFMin == nil {
				continue
			}
			at, under := For(lines, 1, true, known(*line.QFMin), 1), For(lines, 1, true, known(*line.QFMin-1), 1)
			if at.TariffID != line.ID || under.TariffID != line.ID-1 {
				t.Fatalf("edge %d: lines %d and %d", *line.QFMin, under.TariffID, at.TariffID)
			}
		}
	})
}

func TestRateIsMonotoneAndWithinItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		floor := money.Cents(rapid.Int64Range(0, 500).Draw(t, "floor"))
		ceiling := floor + money.Cents(rapid.Int64Range(0, 500).Draw(t, "span"))
		lines := []Tariff{{ID: 1, RatePPM: rapid.Int64Range(1, 100_000).Draw(t, "ppm"), Floor: &floor,
			Ceiling: &ceiling}}
		low := money.Cents(rapid.Int64Range(0, 500_000).Draw(t, "low"))
		a, b := For(lines, 1, true, known(low), 1),
			For(lines, 1, true, known(low+money.Cents(rapid.Int64Range(0, 1000).Draw(t, "more"))), 1)
		if a.Unit > b.Unit || a.Unit < floor || b.Unit > ceiling {
			t.Fatalf("%d then %d, bounds %d to %d", a.Unit, b.Unit, floor, ceiling)
		}
	})
}

func TestQuotientChangesOnItsDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := ladder(t)
		change := civil.Date(rapid.IntRange(100, 200).Draw(t, "change"))
		before, after := money.Cents(rapid.Int64Range(0, 300_000).Draw(t, "before")),
			money.Cents(rapid.Int64Range(0, 300_000).Draw(t, "after"))
		quotients := []Quotient{{From: 1, To: change - 1, QF: before}, {From: change, QF: after}}
		if q := For(lines, change-1, true, quotients, 1); *q.QF != before {
			t.Fatalf("the day before: QF %d", *q.QF)
		}
		if q := For(lines, change, true, quotients, 1); *q.QF != after {
			t.Fatalf("the day: QF %d", *q.QF)
		}
	})
}

func TestNoFloats(t *testing.T) {
	for _, dir := range []string{".", "../money"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), dir+"/"+e.Name(), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Ident:
					if strings.HasPrefix(n.Name, "float") {
						t.Errorf("%s/%s uses %s", dir, e.Name(), n.Name)
					}
				case *ast.BasicLit:
					if n.Kind == token.FLOAT {
						t.Errorf("%s/%s writes %s", dir, e.Name(), n.Value)
					}
				}
				return true
			})
		}
	}
}
