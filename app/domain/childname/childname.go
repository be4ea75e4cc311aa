// Package childname distinguishes the children of a family wherever a first name is shown: on a screen, in a mail, a
// calendar file or a printed page. Start with Called.
package childname

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/fold"
)

// Child holds the fields by which a child is named.
type Child struct {
	ID                  int64
	FirstName, LastName string
	Birth               civil.Date
}

// Called returns the name to show for each child of a family: the first name alone, with the surname if another child
// has the same first name, and with the birth date if another has both. Names are compared as in searches: Léa and LEA
// are the same.
func Called(family []Child) map[int64]string {
	first, both := map[string]int{}, map[string]int{}
	for _, c := range family {
		first[fold.Words(c.FirstName)]++
		both[full(c)]++
	}
	called := make(map[int64]string, len(family))
	for _, c := range family {
		name := c.FirstName
		if first[fold.Words(c.FirstName)] > 1 {
			name += " " + c.LastName
		}
		if both[full(c)] > 1 {
			name += born(c)
		}
		called[c.ID] = name
	}
	return called
}

// Beside returns the first name of each child for places that also show the surname: with the birth date if another
// child of the family has both names.
func Beside(family []Child) map[int64]string {
	both := map[string]int{}
	for _, c := range family {
		both[full(c)]++
	}
	called := make(map[int64]string, len(family))
	for _, c := range family {
		called[c.ID] = c.FirstName
		if both[full(c)] > 1 {
			called[c.ID] += born(c)
		}
	}
	return called
}

func full(c Child) string { return fold.Words(c.FirstName) + "\x00" + fold.Words(c.LastName) }

func born(c Child) string {
	if c.Birth == 0 {
		return ""
	}
	return " (" + c.Birth.Numeric() + ")"
}
