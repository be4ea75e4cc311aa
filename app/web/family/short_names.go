package family

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"cartable/app/web/site"
)

// shortNames returns a word for each of some names, for a place where only one fits: the first word that no other name
// has, "Matin" of "Accueil du matin" beside "Accueil du soir"; the whole name if it has no such word.
func shortNames(names []string) []string {
	count := map[string]int{}
	for _, name := range names {
		seen := map[string]bool{}
		for _, w := range wordsOf(name) {
			if !seen[w] {
				seen[w] = true
				count[w]++
			}
		}
	}
	short := make([]string, len(names))
	for i, name := range names {
		short[i] = name
		for _, w := range wordsOf(name) {
			if count[w] == 1 {
				short[i] = site.Capital(w)
				break
			}
		}
	}
	return short
}

// wordsOf returns the words of a name that mean something: those of three letters or more, in small letters.
func wordsOf(name string) (words []string) {
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if utf8.RuneCountInString(w) >= 3 {
			words = append(words, strings.ToLower(w))
		}
	}
	return words
}
