package kitchen

import "testing"

func TestPlatesAreSaidOnTheDayOrWithinTwoMonths(t *testing.T) {
	for ago, may := range map[int]bool{-1: false, 0: true, 1: true, PlatesBack: true, PlatesBack + 1: false} {
		if got := PlatesFixed(ago) == ""; got != may {
			t.Errorf("%d days ago: %t", ago, got)
		}
	}
}

func TestTheShareOfPlates(t *testing.T) {
	for _, c := range []struct {
		thrown, meals int
		want          string
	}{{0, 0, ""}, {5, 0, ""}, {0, 7, "0,0\u00a0%"}, {1, 3, "33,3\u00a0%"}, {2, 3, "66,7\u00a0%"},
		{7, 7, "100,0\u00a0%"}, {1, 2000, "0,1\u00a0%"}} {
		if got := Share(c.thrown, c.meals); got != c.want {
			t.Errorf("%d of %d: %q", c.thrown, c.meals, got)
		}
	}
	if MostThrown(5, 3) != 5 || MostThrown(5, 8) != 8 {
		t.Error("a number that was said before stays possible")
	}
}
