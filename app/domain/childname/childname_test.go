package childname

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
)

func TestCalled(t *testing.T) {
	family := []Child{
		{1, "Léa", "Martin", civil.New(2018, 5, 1)},
		{2, "LEA", "Petit", civil.New(2019, 5, 1)},
		{3, "Noé", "Martin", civil.New(2016, 5, 1)},
		{4, "Zoé", "Martin", civil.New(2017, 3, 2)},
		{5, "Zoé", "Martin", civil.New(2020, 3, 4)},
	}
	if got := fmt.Sprint(Called(family)); got != "map[1:Léa Martin 2:LEA Petit 3:Noé 4:Zoé Martin (02/03/2017) 5:Zoé "+
		"Martin (04/03/2020)]" {
		t.Error(got)
	}
	if got := fmt.Sprint(Beside(family)); got != "map[1:Léa 2:LEA 3:Noé 4:Zoé (02/03/2017) 5:Zoé (04/03/2020)]" {
		t.Error(got)
	}
}

// No two children of a family get the same name, unless nothing distinguishes them.
func TestNoTwoAreCalledAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var family []Child
		for i := range rapid.IntRange(1, 6).Draw(t, "children") {
			family = append(family, Child{int64(i), rapid.SampledFrom([]string{"Léa", "Lea", "Noé"}).Draw(t, "first"),
				rapid.SampledFrom([]string{"Martin", "Petit"}).Draw(t, "last"), civil.New(2016+i, 5, 1)})
		}
		seen := map[string]bool{}
		for _, name := range Called(family) {
			if seen[name] {
				t.Fatalf("two are called %s", name)
			}
			seen[name] = true
		}
	})
}
