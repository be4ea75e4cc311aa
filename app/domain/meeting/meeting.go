// Package meeting decides what becomes of a value that two write: a file that the town imports again and again, and the
// people who change it on the portal in between (DOMAIN.md 11.7). It also tells whether a code or a birth date of a file
// may be who it says. It knows no file and no table.
//
// Start with Of.
package meeting

import "slices"

// Outcome is what becomes of a value.
type Outcome int

// The outcomes.
const (
	Same     Outcome = iota // both say the same
	File                    // the file changed it, and nobody else did: the file's value is written
	Kept                    // somebody changed it since, and the file says again what it said: theirs stays
	Conflict                // both changed it: theirs stays, and the difference is told
)

// Last is what the last import said. Not Known: no import ever spoke of it, so whatever is stored was written by people.
type Last[T any] struct {
	Said  T
	Known bool
}

// Of decides about one value.
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

// OfList decides about a list in which the order counts. A file that has caught up with what people did, so that all
// that it adds is there and all that it takes away is gone, is no conflict.
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

// Minus is what of a list is not in another, in its order.
func Minus(all, but []string) (left []string) {
	for _, one := range all {
		if !slices.Contains(but, one) {
			left = append(left, one)
		}
	}
	return left
}
