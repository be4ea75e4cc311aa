package wallet

import (
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/fault"
	"cartable/app/domain/money"
)

func TestAConsumptionIsUnitsAtAPrice(t *testing.T) {
	f := Consumed(4, 110, new(money.Cents(440)))
	if f.Amount != -440 || *f.Quantity != 4 || *f.UnitPrice != 110 || *f.Quoted != 440 || !f.AddsUp() || f.Surprise() {
		t.Errorf("got %+v", f)
	}
	for name, c := range map[string]struct {
		f        Figures
		surprise bool
	}{
		"cheaper than told":          {Consumed(3, 110, new(money.Cents(440))), true},
		"dearer than told":           {Consumed(4, 120, new(money.Cents(440))), true},
		"nothing was told":           {Consumed(4, 120, nil), false},
		"given free":                 {Consumed(0, 110, new(money.Cents(440))), false},
		"told to be free, and is":    {Consumed(1, 0, new(money.Cents(0))), false},
		"told to be free, and isn't": {Consumed(1, 5, new(money.Cents(0))), true},
		"money that came in":         {Figures{Amount: 500}, false},
	} {
		if c.f.Surprise() != c.surprise || !c.f.AddsUp() {
			t.Errorf("%s: surprise %t, adds up %t", name, c.f.Surprise(), c.f.AddsUp())
		}
	}
}

func TestFiguresThatDoNotAddUp(t *testing.T) {
	units, price := 2, money.Cents(300)
	for name, f := range map[string]Figures{
		"another amount": {Amount: -500, Quantity: &units, UnitPrice: &price},
		"a credit":       {Amount: 600, Quantity: &units, UnitPrice: &price},
		"no unit price":  {Amount: -600, Quantity: &units},
	} {
		if f.AddsUp() {
			t.Errorf("%s adds up", name)
		}
	}
}

func TestALineIsTakenBackOnce(t *testing.T) {
	l := Line{Figures: Consumed(1, 422, nil)}
	if !l.Live() {
		t.Error("a line counts until it is taken back")
	}
	back, err := Reverse(l)
	if err != nil || back.Amount != 422 || *back.Quantity != -1 || *back.UnitPrice != 422 || back.Quoted != nil ||
		!back.AddsUp() {
		t.Errorf("%+v, %v", back, err)
	}
	l.Reversed = true
	if _, err := Reverse(l); fault.KindOf(err) != fault.Conflict || l.Live() {
		t.Errorf("taken back twice: %v", err)
	}
	if _, err := Reverse(Line{Figures: back, Reverses: true}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a reversal was reversed: %v", err)
	}
}

func anyFigures(t *rapid.T) Figures {
	if rapid.Bool().Draw(t, "payment") {
		return Figures{Amount: money.Cents(rapid.Int64Range(1, int64(money.Max)).Draw(t, "amount"))}
	}
	var quoted *money.Cents
	if rapid.Bool().Draw(t, "told") {
		quoted = new(money.Cents(rapid.Int64Range(0, 100_000).Draw(t, "quoted")))
	}
	return Consumed(rapid.IntRange(0, 40).Draw(t, "units"), money.Cents(rapid.Int64Range(0, 20_000).Draw(t, "unit")),
		quoted)
}

// After any sequence of debits, payments, reversals and corrections: the balance is the sum of the live lines, and the
// sum of all lines; quantities and quotes add up as amounts do; and each line adds up.
func TestAnySequenceAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines []Line
		var balance money.Cents
		write := func(l Line) {
			if !l.AddsUp() {
				t.Fatalf("%+v does not add up", l)
			}
			lines = append(lines, l)
			balance += l.Amount
		}
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) { write(Line{Figures: anyFigures(t)}) },
			"take back": func(t *rapid.T) {
				if len(lines) == 0 {
					t.Skip("nothing to take back")
				}
				at := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
				before := balance
				back, err := Reverse(lines[at])
				if !lines[at].Live() {
					if err == nil {
						t.Fatal("a line that does not count was taken back")
					}
					return
				}
				write(Line{Figures: back, Reverses: true})
				lines[at].Reversed = true
				if balance != before-lines[at].Amount {
					t.Fatalf("taking %s back moved the balance from %s to %s", lines[at].Amount, before, balance)
				}
				if rapid.Bool().Draw(t, "correct") {
					write(Line{Figures: anyFigures(t)})
				}
			},
			"": func(t *rapid.T) {
				var counting, all sums
				for _, l := range lines {
					all.add(l.Figures)
					if l.Live() {
						counting.add(l.Figures)
					}
				}
				if all != counting || all.amount != balance {
					t.Fatalf("all lines %+v, those that count %+v, balance %s", all, counting, balance)
				}
			},
		})
	})
}

// sums are the totals of lines.
type sums struct {
	amount, quoted money.Cents
	units          int
}

func (s *sums) add(f Figures) {
	s.amount += f.Amount
	if f.Quantity != nil {
		s.units += *f.Quantity
	}
	if f.Quoted != nil {
		s.quoted += *f.Quoted
	}
}

func TestOppositeTwiceIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFigures(t)
		if twice := f.Opposite().Opposite(); !twice.Same(f) || !f.Same(f) || f.Amount != 0 && f.Same(f.Opposite()) {
			t.Fatalf("%+v became %+v", f, twice)
		}
	})
}
