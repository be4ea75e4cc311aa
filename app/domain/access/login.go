package access

import "strings"

// Accented letters of French and of its neighbours, and what they are without their accent; the second text is as long as
// the first. db folds columns with the same pair.
const (
	Accented = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŸ"
	Bare     = "aaaaaaceeeeiiiinoooooouuuuyyaaaaaaceeeeiiiinoooooouuuuyy"
)

var bare = func() *strings.Replacer {
	plain := []rune(Bare)
	pairs := []string{"œ", "oe", "Œ", "oe", "æ", "ae", "Æ", "ae"}
	for i, r := range []rune(Accented) {
		pairs = append(pairs, string(r), string(plain[i]))
	}
	return strings.NewReplacer(pairs...)
}()

// Fold writes a name as somebody types it in a hurry: without capitals or accents.
func Fold(name string) string { return strings.ToLower(bare.Replace(name)) }

// loginLetters is how much of a name a login keeps.
const loginLetters = 12

// LoginBase is the beginning of the login of a family's adult: the first letters of the name, without accents, spaces or
// dashes. Figures drawn at random follow it, so that a login cannot be guessed from a name.
func LoginBase(lastName string) string {
	var b strings.Builder
	for _, r := range Fold(lastName) {
		if 'a' <= r && r <= 'z' && b.Len() < loginLetters {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return "famille"
	}
	return b.String()
}
