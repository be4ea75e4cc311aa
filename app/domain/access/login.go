package access

import (
	"strings"

	"cartable/app/domain/fold"
)

// loginAlphabet is how much of a name a login keeps.
const loginAlphabet = 12

// LoginBase is the beginning of the login of a family's adult: the first letters of the name, without accents, spaces or
// dashes. Figures drawn at random follow it, so that a login cannot be guessed from a name.
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
