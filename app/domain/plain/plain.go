// Package plain cuts plain text and formats random codes, for use by several packages. Lengths are in characters.
package plain

import (
	"strings"
	"unicode"
)

// Cut keeps at most most characters of a text from outside. Databases accept neither zero bytes, which it removes, nor
// invalid UTF-8, which it replaces.
func Cut(text string, most int) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most])
	}
	return text
}

// Visible removes the invisible characters that copying brings along: control characters except spaces and line ends,
// direction marks, joiners outside words, soft hyphens (Unicode, Cc and Cf). A joiner inside a word is kept: names in
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

// ASCII reports whether a text contains only ASCII letters.
func ASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !ascii(r) }) < 0
}

func ascii(r rune) bool { return r < unicode.MaxASCII }

// Short is Cut with "…" at the end when something was removed.
func Short(text string, most int) string {
	if cut := Cut(text, most); len(cut) < len(Cut(text, most+1)) {
		return cut + "…"
	}
	return Cut(text, most)
}

// OneLine makes a text fit for a header or a line: control characters and line ends become spaces, repeated spaces
// become one, and invisible characters are removed. A text of spaces of any kind is empty.
func OneLine(text string) string {
	return strings.TrimSpace(Visible(strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	}), " ")))
}

// Alphabet is Crockford's base 32, for codes that are read aloud or copied by hand: I, L, O and U are left out.
const Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Code converts random bytes to letters, one letter per byte: five bits of each are used.
func Code(draw []byte) string {
	code := make([]byte, len(draw))
	for i, b := range draw {
		code[i] = Alphabet[b%32]
	}
	return string(code)
}
