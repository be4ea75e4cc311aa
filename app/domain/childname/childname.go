// Package childname tells the children of a family apart wherever a first name stands: on a screen, in a mail, an agenda or a
// paper. Start with Called.
package childname

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/fold"
)

// Child is what a child is told by.
type Child struct {
	ID                  int64
	FirstName, LastName string
	Birth               civil.Date
}

// Called is what each child of a family is called there: by the first name alone, with the surname where another child
// has that first name, and with the birth date where it has both. Names are compared as they are searched: Léa and LEA
// are one.
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

// Beside is the first name of each child where the surname stands beside it: with the birth date where another child of the
// family has both.
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
