// Package password holds the rules that a password of one's own must follow, in the spirit of the CNIL's
// recommendation of 2022 (50 bits with limited attempts): long, nothing on its composition, and none of those
// that everybody tries. It hashes nothing. Start with Check.
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

// GivenLasts is how long a password that the town hall gave opens the door (DOMAIN.md 9.2).
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

// Rule is one of the rules, as the page lists them.
type Rule struct {
	Code string // "length", "common", "context"; a field's mark follows it live
	Text string
}

// Rules are what the page shows beside the field. Only the first can be checked without asking the server.
func Rules(least int) []Rule {
	return []Rule{
		{"length", "Au moins " + strconv.Itoa(least) + " caractères\u00a0: une petite phrase convient très bien."},
		{"common", "Pas un mot de passe courant, ni une suite ou une répétition."},
		{"context", "Sans votre identifiant, votre nom ni celui de la commune."},
	}
}

// Normal is how a password is hashed and compared: the same letters are the same password on any keyboard, whether an
// accent was typed with its letter or after it, and whatever the width of a figure (Unicode, NFKC).
func Normal(password string) string { return norm.NFKC.String(password) }

// Check returns the rules that a password breaks, none when it is good. context are words that must not make
// it up: the login, the names, the town.
func Check(password string, least int, context ...string) []Rule {
	rules := Rules(least)
	if len(password) > 16*Max { // no more is needed to say that it is too long
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

// named tells whether little is left of a password without the words of its context, however it writes their accents:
// fewer than six letters without the long ones, or none at all without the short ones (Gex, Ars-en-Ré).
func named(low string, context []string) bool {
	low = fold.Lower(low)
	var long, short []string
	for _, word := range context {
		for _, part := range strings.FieldsFunc(fold.Lower(word), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
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

// guessable tells whether a password is a common one, perhaps with some figures around, a repetition, or a
// run along the alphabet, the figures or the keyboard.
func guessable(low string) bool {
	if common[low] {
		return true
	}
	core := strings.TrimFunc(low, func(r rune) bool { return !unicode.IsLetter(r) })
	if core == "" || common[core] && len(low)-len(core) <= 6 {
		return true // nothing but figures and signs, or a common word in a coat of them
	}
	return repeats(low) || run(low)
}

// repeats tells whether a text is a short piece said again and again.
func repeats(s string) bool {
	for size := 1; size <= len(s)/2; size++ {
		if strings.Repeat(s[:size], len(s)/size+1)[:len(s)] == s {
			return true
		}
	}
	return false
}

// run tells whether most of a text follows a row of the keyboard, the alphabet or the figures, either way.
func run(s string) bool {
	rows := []string{"abcdefghijklmnopqrstuvwxyz", "01234567890", "azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm"}
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
