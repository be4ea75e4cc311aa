package family

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cartable/app/web/site"
)

// shortNames returns a word for each of some names, for a place where only one fits: the first word that no other name
// has, "Soir" of "Accueil du soir" beside "Accueil du matin"; else its last long word that no name before it was given;
// the whole name if there is none.
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
	taken := map[string]bool{}
	for i, name := range names {
		words := wordsOf(name)
		at := slices.IndexFunc(words, func(w string) bool { return count[w] == 1 })
		for j := len(words) - 1; at < 0 && j >= 0; j-- {
			if utf8.RuneCountInString(words[j]) > 3 && !taken[words[j]] {
				at = j
			}
		}
		short[i] = name
		if at >= 0 {
			taken[words[at]] = true
			short[i] = site.Capital(words[at])
		}
	}
	return short
}

// wordsOf returns the words of a name that mean something: those of three letters or more, in small letters.
func wordsOf(name string) (words []string) {
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for _, w := range strings.FieldsFunc(name, between) {
		if utf8.RuneCountInString(w) >= 3 {
			words = append(words, strings.ToLower(w))
		}
	}
	return words
}
