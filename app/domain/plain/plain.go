// Package plain cuts plain text and draws codes out of letters: what several rooms do alike. Lengths are in characters.
package plain

import (
	"strings"
	"unicode"
)

// Cut keeps at most most characters of a text that came from outside. What no database takes (zeros, bytes that are no text) is
// taken out.
func Cut(text string, most int) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most])
	}
	return text
}

// Visible takes out what does not show and comes along with what is copied: control characters but for spaces and line
// ends, marks of direction, joiners of nothing, soft hyphens (Unicode, Cc and Cf). A joiner inside a word stays: names in
// some scripts need it.
func Visible(text string) string {
	letters := []rune(strings.ToValidUTF8(text, ""))
	kept := letters[:0]
	for i, r := range letters {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
		case r == '\u200c' || r == '\u200d':
			if i == 0 || i == len(letters)-1 || ascii(letters[i-1]) || ascii(letters[i+1]) {
				continue
			}
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			continue
		}
		kept = append(kept, r)
	}
	return string(kept)
}

// ASCII tells whether a text has no other letters.
func ASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !ascii(r) }) < 0
}

func ascii(r rune) bool { return r < unicode.MaxASCII }

// Short is Cut, and shows with "…" that something is missing.
func Short(text string, most int) string {
	if cut := Cut(text, most); len(cut) < len(Cut(text, most+1)) {
		return cut + "…"
	}
	return Cut(text, most)
}

// OneLine makes a text fit for a header or a line: control characters and line ends become spaces, spaces single, and what
// does not show goes.
func OneLine(text string) string {
	return Visible(strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	}), " "))
}

// Alphabet are Crockford's 32, for codes that are read aloud or copied by hand: I, L, O and U are left out.
const Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Code writes drawn bytes as letters, one each: five bits of every byte.
func Code(draw []byte) string {
	code := make([]byte, len(draw))
	for i, b := range draw {
		code[i] = Alphabet[b%32]
	}
	return string(code)
}
