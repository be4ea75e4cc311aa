package paging

import (
	"math"
	"testing"
)

// Whatever number is asked for, the page is one that there is, and of several pages each has rows.
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
