package access

import (
	"strings"

	"cartable/app/domain/fold"
)

// loginAlphabet is the number of letters of a name that a login keeps.
const loginAlphabet = 12

// LoginBase returns the beginning of the login of a family's adult: the first letters of the name, without accents,
// spaces or dashes. The caller appends random digits, so that a login cannot be guessed from a name.
func LoginBase(lastName string) string {
	var b strings.Builder
	for _, r := range fold.Lower(lastName) {
		if 'a' <= r && r <= 'z' && b.Len() < loginAlphabet {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return "famille"
	}
	return b.String()
}
