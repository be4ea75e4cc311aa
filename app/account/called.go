package account

import (
	"slices"
	"strings"

	"cartable/app/domain/fold"
)

// Called returns the first name in an adult's name, "Anne MARTIN" or "Martin Anne": what is left without the family's
// surname and, if something is left then, without words in capitals.
func Called(name, surname string) string {
	theirs := strings.Fields(fold.Words(surname))
	left := slices.DeleteFunc(strings.Fields(name), func(word string) bool {
		return !slices.ContainsFunc(strings.Fields(fold.Words(word)),
			func(part string) bool { return !slices.Contains(theirs, part) })
	})
	first := slices.DeleteFunc(slices.Clone(left),
		func(word string) bool { return len([]rune(word)) > 1 && word == strings.ToUpper(word) })
	if len(first) == 0 {
		first = left
	}
	return strings.Join(first, " ")
}
