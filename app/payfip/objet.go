package payfip

import (
	"strings"

	"cartable/app/domain/address"
	"cartable/app/domain/fold"
)

// maxObjet is the shorter of the two lengths that sources give.
const maxObjet = 99

// Objet converts a text to the charset of the field: ASCII letters, digits and single spaces, 99 at most. Accents are
// removed, apostrophes and dashes separate words, other characters are dropped.
func Objet(text string) string {
	var b strings.Builder
	for _, r := range fold.Bare(text) {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case strings.ContainsRune(" \t\r\n\u00a0\u202f'’-–—_/.,:", r):
			b.WriteByte(' ')
		}
	}
	words := strings.Join(strings.Fields(b.String()), " ")
	if len(words) > maxObjet {
		words = strings.TrimSpace(words[:maxObjet])
	}
	return words
}

// ValidMel reports whether the platform accepts an address: bare, 6 to 80 characters.
func ValidMel(text string) bool {
	one, ok := address.One(text)
	return ok && one == text && len(text) >= 6 && len(text) <= 80
}

// MaskMel keeps only the first letter and the domain of an address, for logs.
func MaskMel(mel string) string {
	name, domain, found := strings.Cut(mel, "@")
	if !found || name == "" {
		return ""
	}
	return string([]rune(name)[:1]) + "***@" + domain
}
