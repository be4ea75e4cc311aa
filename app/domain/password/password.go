// Package password holds the rules for passwords that users choose, following the CNIL's recommendation of 2022 (50
// bits with limited attempts): long, no rule of composition, and no common password. It hashes nothing. Start with
// Check.
package password

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"cartable/app/domain/fold"
)

// Lengths, in characters.
const (
	Min      = 12 // for a family
	MinStaff = 16
	Max      = 128
)

// GivenLasts is how long a password issued by the town hall allows a sign-in (DOMAIN.md 9.2).
const GivenLasts = 30 * 24 * time.Hour

//go:embed common.txt
var list string

var common = func() map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields(strings.SplitN(list, "\n", 2)[1]) {
		words[word] = true
	}
	return words
}()

// Rule is one of the rules, as listed on the page.
type Rule struct {
	Code string // "length", "common", "context"; the field's live indicator uses it
	Text string
}

// Rules returns the rules that the page shows beside the field. Only the first can be checked without the server.
func Rules(least int) []Rule {
	return []Rule{
		{"length", "Au moins " + strconv.Itoa(least) + " caractères\u00a0: une petite phrase convient très bien."},
		{"common", "Pas un mot de passe courant, ni une suite ou une répétition."},
		{"context", "Sans votre identifiant, votre nom ni celui de la commune."},
	}
}

// Normal returns the form of a password that is hashed and compared: the same letters give the same password on any
// keyboard, whether an accent was typed with its letter or after it, and whatever the width of a digit (Unicode, NFKC).
func Normal(password string) string { return norm.NFKC.String(password) }

// Check returns the rules that a password breaks, none when it is good. context contains words that must not make up
// the password: the login, the names, the town.
func Check(password string, least int, context ...string) []Rule {
	rules := Rules(least)
	if len(password) > 16*Max { // enough to know that it is too long
		password = password[:16*Max]
	}
	password = Normal(password)
	var broken []Rule
	n := utf8.RuneCountInString(password)
	if n < least {
		broken = append(broken, rules[0])
	}
	if n > Max {
		broken = append(broken, Rule{"long", "Au plus " + strconv.Itoa(Max) + " caractères."})
	}
	low := strings.ToLower(password)
	if guessable(low) {
		broken = append(broken, rules[1])
	}
	if named(low, context) {
		broken = append(broken, rules[2])
	}
	return broken
}

// named reports whether little is left of a password without the words of its context, with or without accents: fewer
// than six letters without the long words, or none at all without the short ones (Gex, Ars-en-Ré).
func named(low string, context []string) bool {
	low = fold.Lower(low)
	var long, short []string
	for _, word := range context {
		for _, part := range strings.FieldsFunc(fold.Lower(word), func(r rune) bool {
			return !unicode.IsLetter(r) &&
				!unicode.IsDigit(r)
		}) {
			switch n := utf8.RuneCountInString(part); {
			case n >= 4:
				long = append(long, part)
			default:
				short = append(short, part)
			}
		}
	}
	without := func(rest string, parts []string) string {
		slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
		for _, part := range parts {
			rest = strings.ReplaceAll(rest, part, "")
		}
		return rest
	}
	rest := without(low, long)
	if rest != low && letters(rest) < 6 {
		return true
	}
	bare := without(rest, short)
	return bare != low && letters(bare) == 0
}

func letters(text string) (n int) {
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// guessable reports whether a password is a common one, perhaps with some digits around, a repetition, or a run along
// the alphabet, the digits or the keyboard.
func guessable(low string) bool {
	if common[low] {
		return true
	}
	core := strings.TrimFunc(low, func(r rune) bool { return !unicode.IsLetter(r) })
	if core == "" || common[core] && len(low)-len(core) <= 6 {
		return true // only digits and signs, or a common word surrounded by them
	}
	return repeats(low) || run(low)
}

// repeats reports whether a text is a short piece repeated.
func repeats(s string) bool {
	for size := 1; size <= len(s)/2; size++ {
		if strings.Repeat(s[:size], len(s)/size+1)[:len(s)] == s {
			return true
		}
	}
	return false
}

// run reports whether most of a text follows a row of the keyboard, the alphabet or the digits, in either direction.
func run(s string) bool {
	rows := []string{"abcdefghijklmnopqrstuvwxyz", "01234567890", "azertyuiopqsdfghjklmwxcvbn",
		"qwertyuiopasdfghjklzxcvbnm"}
	steps := 0
	for i := 1; i < len(s); i++ {
		pair, back := s[i-1:i+1], string([]byte{s[i], s[i-1]})
		for _, row := range rows {
			if strings.Contains(row, pair) || strings.Contains(row, back) {
				steps++
				break
			}
		}
	}
	return len(s) > 1 && steps*4 >= (len(s)-1)*3
}
