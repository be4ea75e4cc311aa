// Package textfile reads files of text as French spreadsheets write them: UTF-8, Windows-1252 or UTF-16. A file in
// another alphabet is refused with what to do: none is stored with its accents destroyed. Start with Read.
package textfile

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// SavedAs is the remedy for a text whose encoding is not recognised.
const SavedAs = "un fichier enregistré en UTF-8 (dans Excel : Enregistrer sous, « CSV UTF-8 »)"

const remedy = "\u00a0: envoyez " + SavedAs + "."

// Read returns the text of a file in UTF-8, with the line ends of today, or a sentence that says why it is not read.
func Read(content []byte) (text, refused string) {
	switch {
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return "", "Ce fichier est un classeur ou une archive" + remedy
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(content)
		if err != nil {
			return "", "Ce fichier est dans un alphabet inconnu" + remedy
		}
		content = decoded
	case bytes.IndexByte(content, 0) >= 0:
		return "", "Ce fichier n'est pas du texte" + remedy
	}
	text = strings.TrimPrefix(string(content), "\ufeff")
	if !utf8.ValidString(text) {
		var ok bool
		if text, ok = Latin(text); !ok {
			return "", "Ce fichier est dans un alphabet inconnu" + remedy
		}
	}
	if _, yes := Misread(text); yes || strings.ContainsRune(text, utf8.RuneError) {
		return "", "Ce fichier a été enregistré dans un mauvais alphabet, ses accents sont perdus" + remedy
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), ""
}

// Latin reads the bytes of a cell as Windows-1252. Excel writes a whole file in one encoding, so if a cell is not
// UTF-8, none is. ok is false when the result contains characters that no town writes: the é of a DOS console would be
// read as a low comma.
func Latin(cell string) (text string, ok bool) {
	var b strings.Builder
	for i := range len(cell) {
		r := charmap.Windows1252.DecodeByte(cell[i])
		if r >= utf8.RuneSelf && r < 0xA0 || r > 0xFF && !strings.ContainsRune("€ŒœŸŠšŽž’‘“”–—…•", r) {
			return "", false
		}
		b.WriteRune(r)
	}
	return b.String(), true
}

// Misread reports whether a text was decoded wrongly before it reached us: UTF-8 read as Windows-1252 and saved again,
// as in "GARÃ‡ON". A pair that occurs in French, such as É before a closing quotation mark, does not count.
func Misread(text string) (was string, yes bool) {
	if !strings.ContainsAny(text, "ÃÂÅâ") {
		return "", false
	}
	raw := make([]byte, 0, len(text))
	var first rune
	pairs := false
	for _, r := range text {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			return "", pairs
		}
		pairs = pairs ||
			b >= 0x80 && b < 0xC0 && (first == 'Ã' || first == 'Â' || first == 'Å' || first == 'â' && r == '€')
		first = r
		raw = append(raw, b)
	}
	if !pairs {
		return "", false
	}
	if utf8.Valid(raw) {
		return string(raw), true
	}
	return "", true
}
