package payfip

import (
	"net/mail"
	"strings"
)

// maxObjet is the shorter of the two lengths that are told of.
const maxObjet = 99

var unaccented = strings.NewReplacer("à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i", "ô", "o", "ö", "o",
	"ù", "u", "û", "u", "ü", "u", "ÿ", "y", "œ", "oe", "æ", "ae", "À", "A", "Â", "A", "Ä", "A", "Ç", "C", "É", "E", "È", "E", "Ê", "E", "Ë", "E", "Î", "I",
	"Ï", "I", "Ô", "O", "Ö", "O", "Ù", "U", "Û", "U", "Ü", "U", "Ÿ", "Y", "Œ", "OE", "Æ", "AE", "ñ", "n", "Ñ", "N")

// Objet makes a text fit for the field: letters of ASCII, figures and single spaces, 99 at most. Accents are taken off,
// apostrophes and dashes part words, the rest is dropped.
func Objet(text string) string {
	var b strings.Builder
	for _, r := range unaccented.Replace(text) {
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

// ValidMel tells whether an address is one that the platform takes: bare, 6 to 80 characters.
func ValidMel(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Name == "" && a.Address == text && len(text) >= 6 && len(text) <= 80
}

// MaskMel keeps the first letter and the domain of an address, for what is logged.
func MaskMel(mel string) string {
	name, domain, found := strings.Cut(mel, "@")
	if !found || name == "" {
		return ""
	}
	return string([]rune(name)[:1]) + "***@" + domain
}
