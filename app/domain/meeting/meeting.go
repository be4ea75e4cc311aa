// Package meeting decides the fate of a value with two sources: a file that the town imports repeatedly, and the people
// who change it on the portal in between (DOMAIN.md 11.7). It also reports whether a code or a birth date in a file is
// plausible. It depends on no file and no table.
//
// Start with Of.
package meeting

import "slices"

// Outcome is the result of comparing a value.
type Outcome int

// The outcomes.
const (
	Same     Outcome = iota // both are equal
	File                    // only the file changed it: the file's value is written
	Kept                    // a person changed it since, and the file repeats its last value: not overwritten
	Conflict                // both changed it: not overwritten, and the difference is reported
)

// Last is the value in the last import. If Known is false, no import ever contained it, so any stored value was entered
// by people.
type Last[T any] struct {
	Said  T
	Known bool
}

// Of decides the outcome for one value.
func Of(last Last[string], file, stored string) Outcome {
	switch {
	case file == stored:
		return Same
	case last.Known && file == last.Said:
		return Kept
	case last.Known && stored == last.Said:
		return File
	}
	return Conflict
}

// OfList decides the outcome for a list in which the order counts. There is no conflict if the file has caught up with
// people's changes: everything that it adds is present and everything that it removes is gone.
func OfList(last Last[[]string], file, stored []string) Outcome {
	switch {
	case slices.Equal(file, stored):
		return Same
	case last.Known && slices.Equal(file, last.Said):
		return Kept
	case last.Known && slices.Equal(stored, last.Said):
		return File
	case last.Known && caughtUp(last.Said, file, stored):
		return Kept
	}
	return Conflict
}

func caughtUp(last, file, stored []string) bool {
	added, gone := Minus(file, last), Minus(last, file)
	return len(added)+len(gone) > 0 && len(Minus(added, stored)) == 0 && len(Minus(gone, stored)) == len(gone)
}

// Minus returns the elements of a list that are not in another, in its order.
func Minus(all, but []string) (left []string) {
	for _, one := range all {
		if !slices.Contains(but, one) {
			left = append(left, one)
		}
	}
	return left
}
