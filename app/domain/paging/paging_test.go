package paging

import (
	"math"
	"testing"
)

// Whatever number is requested, the page exists, and if there are several pages each has rows.
func TestTheNearestPage(t *testing.T) {
	for _, c := range []struct{ asked, count, number, pages, offset int }{
		{1, 0, 1, 1, 0}, {9, 0, 1, 1, 0}, {0, 50, 1, 1, 0}, {2, 50, 1, 1, 0}, {-1, 51, 1, 2, 0}, {2, 51, 2, 2, 50},
		{3, 51, 2, 2, 50}, {99, 101, 3, 3, 100}, {math.MaxInt, 101, 3, 3, 100}, {math.MinInt, 101, 1, 3, 0},
	} {
		p := At(c.asked).Of(c.count)
		if p.Number != c.number || p.Pages() != c.pages || p.Offset() != c.offset || p.Count != c.count {
			t.Errorf("page %d of %d rows: %+v, %d pages, from %d", c.asked, c.count, p, p.Pages(), p.Offset())
		}
	}
	if p := (Page{Number: 7}).Of(1000); p.Number != 1 || p.Pages() != 1 || p.Offset() != 0 {
		t.Errorf("a whole list: %+v", p)
	}
}

// A long list is counted no further than Counted, or than the requested page; each page leads to the next.
func TestALongListIsCountedSoFar(t *testing.T) {
	for _, c := range []struct {
		asked, rows   int
		number, count int
		more, last    bool
	}{
		{1, 999, 1, 999, false, false}, {1, 1000, 1, 1000, false, false}, {1, 1001, 1, 1000, true, false},
		{20, 1001, 20, 1000, true, false},
		{21, 1001, 21, 1001, false, true}, {30, 90_000, 30, 1500, true, false}, {30, 1200, 24, 1200, false, true},
		{-5, 90_000, 1, 1000, true, false},
		{math.MaxInt, 1200, 24, 1200, false, true}, {20, 1000, 20, 1000, false, true},
	} {
		ask := At(c.asked)
		p := ask.Within(min(c.rows, ask.Reach()+1))
		if p.Number != c.number || p.Count != c.count || p.More != c.more || p.Last() != c.last {
			t.Errorf("page %d of %d rows: %+v, last %v", c.asked, c.rows, p, p.Last())
		}
	}
	if p := (Page{Number: 1}).Within(5000); p.More || p.Count != 5000 {
		t.Errorf("a whole list: %+v", p)
	}
}

func TestAnOrderIsReadAsItIsWritten(t *testing.T) {
	for _, word := range []string{"", "famille", "-famille"} {
		if got := OrderOf(word).String(); got != word {
			t.Errorf("%q is read as %q", word, got)
		}
	}
	if a, b := (Order{}).Next("jour"), (Order{By: "jour"}).Next("jour"); a != (Order{By: "jour"}) ||
		b != (Order{"jour", true}) || b.Next("jour") != a || b.Next("nom") != (Order{By: "nom"}) {
		t.Errorf("a touch on a heading leads to %v, then %v", a, b)
	}
}
