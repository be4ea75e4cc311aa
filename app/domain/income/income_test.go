package income

import (
	"math/rand/v2"
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/domain/grid"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

const day = civil.Date(20_000)

func drawn(r *rand.Rand) grid.Grid {
	g := grid.Grid{Split: r.IntN(2) == 0}
	var low *money.Cents
	n := 1 + r.IntN(4)
	for i := range n {
		row := grid.Row{Min: low}
		if i < n-1 {
			start := money.Cents(0)
			if low != nil {
				start = *low
			}
			row.Max = new(start + money.Cents(1+r.IntN(50_000)))
		}
		for range g.Columns() {
			var c grid.Cell
			switch r.IntN(6) {
			case 0:
			case 1, 2:
				c.Rate, c.Floor = town.Rate(1+r.IntN(20_000)), new(money.Cents(r.IntN(90)))
				if r.IntN(2) == 0 {
					c.Ceiling = new(money.Cents(90 + r.IntN(500)))
				}
			default:
				c.Price = new(money.Cents(r.IntN(700)))
			}
			row.Cells = append(row.Cells, c)
		}
		g.Rows, low = append(g.Rows, row), row.Max
	}
	return g
}

// Added up by stretches, consumptions give what they give family by family, and no cent is lost by the table.
func TestTheSumsAreThoseOfTheFamilies(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 9))
		a, b := drawn(r), drawn(r)
		was, is := Prices{a.Tariffs(day), day}, Prices{b.Tariffs(day), day}
		stretches := Stretches(was, is)
		sums := make([]Sum, len(stretches))
		var want Sum
		for range 60 {
			resident, units := r.IntN(2) == 0, 1+r.IntN(4)
			qf, known := money.Cents(r.IntN(160_000)), r.IntN(5) > 0
			at := -1
			for i, s := range stretches {
				if s.Resident == resident && s.Known == known &&
					(!known || s.Low <= qf && (s.High == nil || qf < *s.High)) {
					if at >= 0 {
						t.Fatalf("seed %d: two stretches hold %d", seed, qf)
					}
					at = i
				}
			}
			if at < 0 {
				t.Fatalf("seed %d: no stretch holds %d", seed, qf)
			}
			var held []pricing.Quotient
			if known {
				held = []pricing.Quotient{{From: day, QF: qf}}
			}
			s := stretches[at]
			one := Sum{1, units, s.Was.Unit(qf) * money.Cents(units), s.Is.Unit(qf) * money.Cents(units)}
			sums[at].add(one)
			want.add(Sum{1, units, pricing.For(was.Tariffs, day, resident, held, units).Total,
				pricing.For(is.Tariffs, day, resident, held, units).Total})
		}
		if got := Total(Table(b, stretches, sums)); got != want {
			t.Fatalf("seed %d: %+v, want %+v", seed, got, want)
		}
	}
}

// Where every QF pays the same there is one line.
func TestAPriceForAllIsALine(t *testing.T) {
	g := grid.Grid{Rows: []grid.Row{{Cells: []grid.Cell{{Price: new(money.Cents(100))}}}}}
	stretches := Stretches(Prices{g.Tariffs(day), day}, Prices{g.Tariffs(day), day})
	sums := make([]Sum, len(stretches))
	for i := range sums {
		sums[i] = Sum{1, 1, 100, 100}
	}
	if lines := Table(g, stretches, sums); len(lines) != 2 || lines[0].Max != nil || !lines[0].Known {
		t.Errorf("%+v", lines)
	}
}

// A bracket of the new grid has what its own families consume.
func TestALineOfTheTableIsABracket(t *testing.T) {
	g := grid.Grid{Rows: []grid.Row{{Max: new(money.Cents(50_000)), Cells: []grid.Cell{{Price: new(money.Cents(100))}}},
		{Min: new(money.Cents(50_000)), Cells: []grid.Cell{{Price: new(money.Cents(300))}}}}}
	was := Prices{[]pricing.Tariff{{From: day, Price: new(money.Cents(200))}}, day}
	stretches := Stretches(was, Prices{g.Tariffs(day), day})
	sums := make([]Sum, len(stretches))
	for i, s := range stretches {
		if s.Known && s.Low == 50_000 {
			sums[i] = Sum{10, 10, 2000, 3000}
		}
		if !s.Known && s.Resident {
			sums[i] = Sum{2, 2, 400, 600}
		}
	}
	lines := Table(g, stretches, sums)
	if len(lines) != 2 || *lines[0].Min != 50_000 || lines[0].Days != 20 || lines[1].Known || lines[1].Is != 600 {
		t.Errorf("%+v", lines)
	}
	if d := Total(lines).Difference(); d != 2200 {
		t.Error(d)
	}
}
